"""The teacher's workbook, downloaded in a process of its own: seconds and memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fablab.app import create_app
from fablab.config import read_settings

KILOBYTE = 1024  # Linux counts memory in kilobytes
SINCE_NOW = "5"  # proc(5): forget the peak so far


class Cost(NamedTuple):
    """What one download takes: bytes, seconds, and megabytes above an idle process.

    `work` is the part of the seconds that a core worked for it.
    """

    size: int
    seconds: float
    work: float
    memory: float


def download_alone(environment: Mapping[str, str], warm_up: str, session: str) -> Cost:
    """Download it in a new process, so that nothing else is in its memory.

    Args:
        environment: the settings of the app.
        warm_up: the cookie of a teacher of few pupils, who goes first.
        session: the cookie of the teacher whose download is measured.
    """
    done = subprocess.run(  # noqa: S603 -- this module
        [sys.executable, "-m", "tests.bench.workbook", warm_up, session],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    size, seconds, work, above = done.stdout.split()[-4:]
    return Cost(int(size), float(seconds), float(work), float(above))


def download(session: str) -> tuple[int, float, float]:
    """Ask for the workbook, keep none of it; bytes, seconds, and those of work."""
    client = create_app(read_settings()).test_client(use_cookies=False)
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(
        "/teacher/report.xlsx", headers={"Cookie": f"session={session}"}
    )
    size = sum(len(chunk) for chunk in answer.response)
    took, work = time.perf_counter() - began, time.process_time() - worked
    assert answer.status_code == 200, answer.status
    answer.close()
    return size, took, work


def memory(line: str) -> float:
    """What Linux counts of this process, in megabytes: `VmRSS` now, `VmHWM` at most."""
    status = Path("/proc/self/status").read_text()
    found = dict(each.split(":", 1) for each in status.splitlines())
    return int(found[line].split()[0]) / KILOBYTE


if __name__ == "__main__":
    warm_up, session = sys.argv[1:]
    download(warm_up)  # imports, fonts and caches are the server's own
    Path("/proc/self/clear_refs").write_text(SINCE_NOW)
    before = memory("VmRSS")
    size, took, work = download(session)
    sys.stdout.write(f"{size} {took} {work} {memory('VmHWM') - before}\n")
