"""A PostgreSQL made from the system's programs, in a folder of its own."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.ports import free_port

USER = "fablab"
WAIT_SECONDS = 30
ATTEMPTS = 3
SETTINGS = {
    # Nothing here outlives the tests, so nothing needs to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "32MB",
}


class PostgresMissing(Exception):
    """There is no PostgreSQL to test with; the text says why."""


@dataclass
class Cluster:
    """A running PostgreSQL, open to everyone on this machine as `USER`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it and remove its data."""
        _end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


def start_cluster() -> Cluster:
    """Set up and start a PostgreSQL on a free port; takes about two seconds.

    Raises:
        PostgresMissing: it is not installed, or cannot be started.
    """
    programs = _find_programs()
    owner = _find_owner()
    folder = Path(tempfile.mkdtemp(prefix="fablab-postgres-"))
    try:
        if owner:
            os.chown(folder, owner, -1)
        _initialise(programs, folder, owner)
        return _launch_on_a_free_port(programs, folder, owner)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _launch_on_a_free_port(programs: Path, folder: Path, owner: int | None) -> Cluster:
    for _ in range(ATTEMPTS):
        cluster = _launch(programs, folder, owner)
        if _answers(cluster):
            return cluster
        _end(cluster.process)
    why = (folder / "log").read_text()[-1000:]
    raise PostgresMissing(f"PostgreSQL does not start: {why}")


def _find_programs() -> Path:
    """Where `initdb` and `postgres` are: by PATH, else Debian's newest."""
    in_path = shutil.which("initdb")
    folders = [Path(in_path).resolve().parent] if in_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=_version, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing("no PostgreSQL on this machine (apt-get install postgresql)")


def _version(programs: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", programs.parent.name)]


def _find_owner() -> int | None:
    """The user to start PostgreSQL as where we are root, which it refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise PostgresMissing("there is no user but root to start PostgreSQL as")


def _initialise(programs: Path, folder: Path, owner: int | None) -> None:
    command = [
        *(str(programs / "initdb"), f"--pgdata={folder / 'data'}"),
        *(f"--username={USER}", "--auth=trust", "--no-sync"),
        *("--encoding=UTF8", "--locale=C.UTF-8"),
    ]
    made = subprocess.run(
        command, user=owner, cwd=folder, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise PostgresMissing(f"PostgreSQL cannot be set up: {made.stderr[-1000:]}")


def _launch(programs: Path, folder: Path, owner: int | None) -> Cluster:
    port = free_port()
    command = [
        *(str(programs / "postgres"), "-D", str(folder / "data")),
        *(f"--{name}={value}" for name, value in SETTINGS.items()),
        *(f"--port={port}", f"--unix_socket_directories={folder}"),
    ]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, user=owner, cwd=folder, stdout=log, stderr=log
        )
    return Cluster(folder, port, process)


def _answers(cluster: Cluster) -> bool:
    address = f"host=127.0.0.1 port={cluster.port} user={USER} dbname=postgres"
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and cluster.process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)  # its fast shutdown
    try:
        process.wait(WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
