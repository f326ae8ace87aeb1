"""The least a Flask page can cost: a fixed text of the same size, same server."""

import os
from typing import Any

from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

SIZE = "FABLAB_BENCH_BYTES"


def bare_app() -> Flask:
    """One page of as many bytes as asked for, for GET and POST."""
    app = Flask("bare", static_folder=None)
    page = "x" * int(os.environ[SIZE])

    @app.route("/", methods=["GET", "POST"])
    def bare() -> str:
        request.get_data()
        return page

    @app.get("/ready")
    def ready() -> str:
        return "ready"

    return app


def serve(port: int, workers: int) -> None:
    """Serve it as `fablab serve` serves the real one."""
    options: dict[str, Any] = {
        "interface": Interfaces.WSGI,
        "log_level": LogLevels.warning,
    }
    Granian(
        "tests.bench.bare:bare_app",
        factory=True,
        address="127.0.0.1",
        port=port,
        workers=workers,
        blocking_threads=1,
        **options,
    ).serve()
