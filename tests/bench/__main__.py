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
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench import bare
from tests.bench.bulk import issue_in_bulk
from tests.bench.decode import decode
from tests.bench.door import BATCH, OFFLINE, SCANS_AN_HOUR, open_door
from tests.bench.families import gather_crowd
from tests.bench.load import (
    Headers,
    Speed,
    always,
    deliver,
    drive,
    drive_page,
    rush,
)
from tests.bench.papers import papers_per_second
from tests.bench.ratings import Rated, draw_alpha, open_meeting
from tests.bench.schools import MEETINGS, open_school
from tests.bench.season import Bench, prepare
from tests.bench.sheets import draw_sheets
from tests.bench.workbook import download_alone
from tests.support.ports import free_port
from tests.support.server import LiveServer

WORKERS = 2
ROUNDS = 3
SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
PLACES, FAMILIES, RUSH_SECONDS = 20, 200, 6
FEW_PUPILS, MANY_PUPILS = 250, 1_000
MEMORY_GROWS_BY = 8  # megabytes, for what is known of each pupil's name
CROWD = 2_000  # pupils at the door
ARRIVES_WITHIN = 5.0  # seconds
ALPHA_WITHIN = 1.0  # seconds
CODE = "FL7K3D9XBCDFGHJK"
MOST_PRESSES = 400  # a second; more than these pages can take


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


@dataclass(frozen=True)
class Bare:
    """What ours is compared with: a page of `size` bytes that is read or posted to."""

    size: int
    method: str

    def drive(self, port: int) -> Speed:
        """Ask for it with eight clients."""
        if self.method == "GET":
            return drive_page(port, "/", SECONDS)
        return drive(port, always("POST", "/", b"{}", {}), SECONDS)


def _size(port: int, path: str, headers: Headers | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=dict(headers or {}))
    size = len(connection.getresponse().read())
    connection.close()
    return size


def _compare(
    name: str,
    statements: int,
    bare: Bare,
    ours: Callable[[], Speed],
    *,
    each: int = 1,
) -> None:
    """Print one line; `each` is how many things one request of ours carries."""
    with BareServer(bare.size) as server:
        bare.drive(server.port)
        rounds = [(ours(), bare.drive(server.port)) for _ in range(ROUNDS)]
    mine = statistics.median(own.per_second for own, _ in rounds)
    theirs = statistics.median(other.per_second for _, other in rounds)
    p99 = statistics.median(own.p99 for own, _ in rounds)
    _print(
        name,
        f"{mine / theirs:6.1%} of bare   {mine * each:7.0f}/s  p99 {p99:6.1f} ms"
        f"   bare {theirs:7.0f}/s   {statements} statements   {bare.size // 1024} kB",
    )


def _print(name: str, figures: str) -> None:
    sys.stdout.write(f"{name:14} {figures}\n")
    sys.stdout.flush()


def _page(name: str, path: str, headers: Headers, bench: Bench, port: int) -> None:
    _compare(
        name,
        bench.statements(always("GET", path, b"", headers)),
        Bare(_size(port, path, headers), "GET"),
        lambda: drive_page(port, path, SECONDS, headers),
    )


def _list_page(bench: Bench, port: int) -> None:
    _page("list page", "/series/", {}, bench, port)


def _series_page(bench: Bench, port: int) -> None:
    _page("series page", f"/series/{bench.series_slug}", {}, bench, port)


def _family_page(bench: Bench, port: int) -> None:
    _page("family page", "/family/", bench.guardian, bench, port)


def _single_scan(bench: Bench, port: int) -> None:
    scans = open_door(bench.app, pupils=CROWD).scans()
    _compare(
        "single scan",
        bench.statements(scans),
        Bare(120, "POST"),
        lambda: drive(port, scans, SECONDS),
    )


def _batches(bench: Bench, port: int) -> None:
    """Speeds are of scans; the bare page is asked for once for each batch."""
    scans = open_door(bench.app, pupils=CROWD).scans(BATCH)
    _compare(
        f"scans by {BATCH}",
        bench.statements(scans),
        Bare(120 * BATCH, "POST"),
        lambda: drive(port, scans, SECONDS),
        each=BATCH,
    )


def _ratings(bench: Bench, port: int) -> None:
    """One by one and in batches; of these the speed is that of levels."""
    rated = open_meeting(bench.app)
    _rate("single rating", rated, 1, bench, port)
    _rate(f"ratings by {BATCH}", rated, BATCH, bench, port)


def _rate(name: str, rated: Rated, size: int, bench: Bench, port: int) -> None:
    levels = rated.ratings(size)
    _compare(
        name,
        bench.statements(levels),
        Bare(220 * size, "POST"),
        lambda: drive(port, levels, SECONDS),
        each=size,
    )


def _alpha(_bench: Bench, _port: int) -> None:
    took, found = draw_alpha()
    _print(
        "alpha",
        f"{found.units} units of {found.pupils} pupils, 2,000 resamples: "
        f"{took:.2f} s (at most {ALPHA_WITHIN:.0f})",
    )
    assert took <= ALPHA_WITHIN, "it took too long"


def _arrive(bench: Bench, port: int) -> None:
    """Two tablets were offline for three hours; all they saw is kept once."""
    door = open_door(bench.app, pupils=CROWD, tablets=2)
    before, queues = door.kept(), door.afternoons()
    took = deliver(port, queues)
    kept, most = door.kept() - before, ARRIVES_WITHIN
    _print(
        "arrive",
        f"{kept} scans of {OFFLINE} offline, from {len(queues)} tablets at once: "
        f"{took:.2f} s (at most {most:.0f})",
    )
    assert kept == SCANS_AN_HOUR * 3 * len(queues), "a scan is missing"
    assert took <= most, "it took too long"


def _decode(_bench: Bench, port: int) -> None:
    """A tablet looks ten times a second: a look has to end before the next one."""
    wall, card = decode(f"http://127.0.0.1:{port}", code=CODE)
    _print(
        "decode",
        f"a picture of the camera without a code {wall.median:.0f} ms (95 %: "
        f"{wall.p95:.0f}), with a card {card.median:.0f} ms (95 %: {card.p95:.0f})",
    )
    assert (wall.text, card.text) == ("", CODE), "it was misread"


def _sign_up_post(bench: Bench, port: int) -> None:
    crowd = gather_crowd(bench.app, places=100_000)
    _compare(
        "sign-up POST",
        bench.statements(crowd.presses(2)),
        Bare(220, "POST"),
        lambda: drive(port, crowd.presses(MOST_PRESSES * SECONDS), SECONDS),
    )


def _rush(bench: Bench, port: int) -> None:
    """Exactly the places there are are taken, and the server fails nobody."""
    crowd = gather_crowd(bench.app, places=PLACES)
    statuses, speed = rush(port, crowd.presses(FAMILIES), within=RUSH_SECONDS)
    said, taken, waiting = crowd.places()
    _print(
        "rush",
        f"{FAMILIES} families in {RUSH_SECONDS} s for {PLACES} places: "
        f"{taken} taken, {waiting} wait   {speed.per_second:7.0f}/s"
        f"  p99 {speed.p99:6.1f} ms   answers {dict(statuses)}",
    )
    assert dict(statuses) == {303: FAMILIES}, "somebody was refused"
    assert (said, taken, waiting) == (PLACES, PLACES, FAMILIES - PLACES), "miscounted"


def _verify_page(bench: Bench, port: int) -> None:
    _page("verify page", f"/verify/{bench.certificate_code}", {}, bench, port)


def _certificates(_bench: Bench, _port: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        ours, bare = papers_per_second(Path(name))
    _print(
        "certificates",
        f"{ours:.0f} files/s and core, {ours / bare:.1f} times as many as bare "
        f"reportlab pages ({bare:.0f}/s)",
    )


def _bulk(bench: Bench, _port: int) -> None:
    """Everybody gets exactly one, and the worker keeps no file in its memory."""
    bulk = issue_in_bulk(bench.app, bench.environment, pupils=FAMILIES)
    _print(
        "bulk",
        f"{bulk.issued} certificates issued, drawn and told of in {bulk.seconds:.1f} s "
        f"({bulk.issued / bulk.seconds:.0f}/s)   at most {bulk.peak:.0f} MB, "
        f"{bulk.peak - bulk.before:.0f} MB more than an idle worker",
    )
    assert bulk.issued == FAMILIES, "somebody got none"


def _sheets(bench: Bench, _port: int) -> None:
    drawn = draw_sheets(bench.app, bench.environment)
    _print(
        "sheets",
        f"{drawn.pages / drawn.seconds * 60:.0f} family sheets a minute and core: "
        f"{drawn.pages} pages in {drawn.seconds:.1f} s, {drawn.statements} statements, "
        f"{len(drawn.file) // 2**10} kB of file, the whole process at most "
        f"{drawn.peak / 2**20:.0f} MB",
    )


def _workbook(bench: Bench, _port: int) -> None:
    """A file of four times as many pupils takes no more memory than that of few."""
    figures = {}
    warm_up = open_school(bench.app, pupils=5)
    for pupils in (FEW_PUPILS, MANY_PUPILS):
        session = open_school(bench.app, pupils=pupils)
        figures[pupils] = download_alone(bench.environment, warm_up, session)
    few, many = figures[FEW_PUPILS], figures[MANY_PUPILS]
    _print(
        "workbook",
        f"{MANY_PUPILS} pupils at {MEETINGS} meetings in 6 dimensions: "
        f"{many.seconds:.1f} s ({many.work:.1f} s of one core), "
        f"{many.size / 2**20:.1f} MB, {many.memory:.1f} MB of memory above an idle "
        f"server; {FEW_PUPILS} pupils: {few.seconds:.1f} s, {few.memory:.1f} MB",
    )
    assert many.memory <= few.memory + MEMORY_GROWS_BY, "it keeps what it has written"


LINES = {
    "list": _list_page,
    "series": _series_page,
    "scan": _single_scan,
    "scans": _batches,
    "arrive": _arrive,
    "ratings": _ratings,
    "alpha": _alpha,
    "decode": _decode,
    "family": _family_page,
    "sign-up": _sign_up_post,
    "rush": _rush,
    "workbook": _workbook,
    "certificates": _certificates,
    "sheets": _sheets,
    "verify": _verify_page,
    "bulk": _bulk,
}


def main() -> None:
    """Print one line for each page, or for those that are named."""
    wanted = sys.argv[1:] or list(LINES)
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        bench = prepare(folder, port)
        with LiveServer(bench.environment, log=folder / "log", port=port):
            for line in wanted:
                LINES[line](bench, port)


if __name__ == "__main__":
    main()
