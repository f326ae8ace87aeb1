"""Switch off one guard after the other in a copy of the app, and run its test there."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.guards import GUARDS, ROOT, Guard

COPIES = 2
COPIED = ("fablab", "migrations", "templates", "static", "tests", "pyproject.toml")
PASSED, FAILED = 0, 1


def main() -> int:
    """Print one line for each guard; 0 if every test noticed."""
    with tempfile.TemporaryDirectory() as name:
        copies = SimpleQueue[Path]()
        for number in range(COPIES):
            copies.put(_copy(Path(name) / str(number)))
        with ThreadPoolExecutor(COPIES) as hands:
            faults = [
                fault for fault in hands.map(lambda g: _try(g, copies), GUARDS) if fault
            ]
    sys.stdout.write(
        f"{len(GUARDS) - len(faults)} of {len(GUARDS)} guards are watched\n"
    )
    return 1 if faults else 0


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


def _try(guard: Guard, copies: SimpleQueue[Path]) -> str:
    """Run the guard's test with and without it; returns what is wrong, if anything."""
    folder = copies.get()
    file = folder / guard.file
    whole = file.read_text()
    try:
        fault = _run(folder, guard, PASSED)
        if not fault:
            file.write_text(guard.switched_off(folder))
            fault = _run(folder, guard, FAILED)
    finally:
        file.write_text(whole)
        copies.put(folder)
    sys.stdout.write(f"{'MISSED' if fault else 'noticed':8} {guard.name} {fault}\n")
    sys.stdout.flush()
    return fault


def _run(folder: Path, guard: Guard, wanted: int) -> str:
    """Run the test on SQLite; a fault if it ends otherwise than wanted."""
    options = ["-q", "-x", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    done = subprocess.run(  # noqa: S603 -- our own tests
        [sys.executable, "-m", "pytest", *options, "-k", "not postgresql", guard.test],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = "ERROR " in done.stdout
    if done.returncode == wanted and not broken:
        return ""
    said = "with the guard" if wanted == PASSED else "without it"
    return f"— {said} {guard.test} ended with {done.returncode}:\n{done.stdout[-1500:]}"


if __name__ == "__main__":
    sys.exit(main())
