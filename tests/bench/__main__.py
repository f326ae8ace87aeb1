"""`make bench`: our pages as a share of a bare Flask page, in the same run.

Seconds tell of the machine, ratios of the code: each page is driven in turn with a
bare page of the same size on the same server (granian, two processes), three rounds,
medians.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench import bare
from tests.bench.load import Speed, drive, drive_page
from tests.bench.season import Bench, prepare
from tests.support.ports import free_port
from tests.support.server import LiveServer

WORKERS = 2
ROUNDS = 3
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
SCANS = "/api/v1/kiosk/scans"


class BareServer(AbstractContextManager["BareServer"]):
    """A bare page of `size` bytes, served inside `with`."""

    def __init__(self, size: int) -> None:
        self.port = free_port()
        os.environ[bare.SIZE] = str(size)
        self._process = multiprocessing.get_context("spawn").Process(
            target=bare.serve, args=(self.port, WORKERS)
        )

    def __enter__(self) -> Self:
        self._process.start()
        for _ in range(200):
            try:
                _size(self.port, "/ready")
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise AssertionError("the bare server did not start")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.join()


def _size(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    size = len(connection.getresponse().read())
    connection.close()
    return size


def _compare(
    name: str, statements: int, size: int, ours: Callable[[], Speed], what: str
) -> None:
    def bare_speed(port: int) -> Speed:
        if what == "GET":
            return drive_page(port, "/", SECONDS)
        return drive(port, lambda _: ("POST", "/", b"{}", {}), SECONDS)

    with BareServer(size) as server:
        bare_speed(server.port)
        rounds = [(ours(), bare_speed(server.port)) for _ in range(ROUNDS)]
    mine = statistics.median(own.per_second for own, _ in rounds)
    theirs = statistics.median(other.per_second for _, other in rounds)
    p99 = statistics.median(own.p99 for own, _ in rounds)
    sys.stdout.write(
        f"{name:14} {mine / theirs:6.1%} of bare   {mine:7.0f}/s  p99 {p99:6.1f} ms"
        f"   bare {theirs:7.0f}/s   {statements} statements   {size // 1024} kB\n"
    )
    sys.stdout.flush()


def _measure(bench: Bench, port: int) -> None:
    pages = {"list page": "/series/", "series page": f"/series/{bench.series_slug}"}
    for name, path in pages.items():
        _compare(
            name,
            bench.statements("GET", path),
            _size(port, path),
            lambda path=path: drive_page(port, path, SECONDS),  # type: ignore[misc]
            "GET",
        )
    _compare(
        "single scan",
        bench.statements("POST", SCANS, bench.scan(0)),
        120,
        lambda: drive(
            port,
            lambda number: ("POST", SCANS, bench.scan(number), bench.scan_headers),
            SECONDS,
        ),
        "POST",
    )


def main() -> None:
    """Print one line for each page."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        bench = prepare(folder, port)
        with LiveServer(bench.environment, log=folder / "log", port=port):
            _measure(bench, port)


if __name__ == "__main__":
    main()
