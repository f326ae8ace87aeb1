"""Switch off one guard after the other in a copy of the app, and run its test there.

First all those tests run once on the whole app. Then each guard is taken out in turn,
and its own test must fail: not end in an error, fail. With names, only guards whose
name contains one of them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.guards import GUARDS, ROOT, Guard

COPIES = 2
COPIED = ("fablab", "migrations", "templates", "static", "tests", "pyproject.toml")
PASSED, FAILED = 0, 1
SECONDS = 300


def main(names: Sequence[str]) -> int:
    """Print one line for each guard; 0 if every test noticed."""
    guards = [g for g in GUARDS if not names or any(name in g.name for name in names)]
    with tempfile.TemporaryDirectory() as name:
        copies = SimpleQueue[Path]()
        for number in range(COPIES):
            copies.put(_copy(Path(name) / str(number)))
        whole = _run(Path(name) / "0", sorted({guard.test for guard in guards}))
        if whole.returncode != PASSED:
            sys.stdout.write(
                f"A test fails with every guard:\n{whole.stdout[-3000:]}\n"
            )
            return 1
        with ThreadPoolExecutor(COPIES) as hands:
            watched = list(hands.map(lambda guard: _try(guard, copies), guards))
    sys.stdout.write(f"{sum(watched)} of {len(guards)} guards are watched\n")
    return 0 if all(watched) else 1


def _copy(folder: Path) -> Path:
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_file():
            shutil.copy(source, folder)
        else:
            hidden = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source, folder / name, ignore=hidden)
    (folder / "instance").mkdir()
    return folder


def _try(guard: Guard, copies: SimpleQueue[Path]) -> bool:
    """Whether the guard's test fails without the guard."""
    folder = copies.get()
    file = folder / guard.file
    text = file.read_text()
    try:
        file.write_text(guard.switched_off(folder))
        done = _run(folder, [guard.test])
    finally:
        file.write_text(text)
        copies.put(folder)
    noticed = done.returncode == FAILED and "\nFAILED " in done.stdout
    sys.stdout.write(f"{'noticed' if noticed else 'MISSED '} {guard.name}\n")
    if not noticed:
        sys.stdout.write(f"  {guard.test}\n{done.stdout[-1500:]}\n")
    sys.stdout.flush()
    return noticed


def _run(folder: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run tests on SQLite in a copy of the app."""
    options = ["-q", "-x", "-rf", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    return subprocess.run(  # noqa: S603 -- our own tests
        [sys.executable, "-m", "pytest", *options, "-k", "not postgresql", *tests],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
