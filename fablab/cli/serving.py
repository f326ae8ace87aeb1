"""The server and what it loads in each of its processes."""

import os

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from fablab.app import create_app
from fablab.config import Settings, as_environment, read_settings
from fablab.demo.mailbox import show_mailbox
from fablab.kernel.db import db
from fablab.mail.worker import start_worker
from fablab.web.health import SAFE_SQLITE, sqlite_version
from fablab.web.logs import configure_logs

LIVE = "fablab.cli.serving:live_app"
DEMO = "fablab.cli.serving:demo_app"


class UnsafeSqlite(click.ClickException):
    """The SQLite at hand may damage a database that several processes write."""


def live_app() -> Flask:
    """The app of one server process, with the letters' worker beside it."""
    settings = read_settings()
    return _start(create_app(settings), settings)


def demo_app() -> Flask:
    """The same for the demonstration, which also shows the letters it would send."""
    settings = read_settings(demo=True)
    app = create_app(settings)
    show_mailbox(app)
    return _start(app, settings)


def _start(app: Flask, settings: Settings) -> Flask:
    configure_logs(settings.log_level)
    if settings.worker_inside:
        start_worker(app)
    return app


def run_server(
    target: str,
    settings: Settings,
    *,
    address: str,
    port: int,
    workers: int,
) -> None:
    """Serve until a signal says stop.

    Args:
        target: which app, `LIVE` or `DEMO`.
        settings: handed to the processes through their environment.
        address: the local address to listen on.
        port: the local port to listen on.
        workers: how many processes.
    """
    os.environ.update(as_environment(settings))
    server = Granian(
        target,
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    server.serve()


def refuse_unsafe_sqlite(app: Flask, *, accepted: bool) -> None:
    """Stop before SQLite's WAL-reset bug can meet several processes.

    Raises:
        UnsafeSqlite: an affected SQLite, and nobody has accepted the risk.
    """
    with app.app_context():
        version = sqlite_version(db.engine)
    if version is None or version >= SAFE_SQLITE:
        return
    found = ".".join(map(str, version))
    warning = (
        f"SQLite {found} has a bug that can damage the database when several processes "
        "write (fixed in 3.51.3)."
    )
    if not accepted:
        raise UnsafeSqlite(
            f"{warning} Install the pysqlite3 wheel, use PostgreSQL, or accept the "
            "risk with FABLAB_ACCEPT_OLD_SQLITE=true."
        )
    click.echo(f"Warning: {warning}", err=True)
