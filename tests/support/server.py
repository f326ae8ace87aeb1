"""The real app in a process of its own, as `fablab serve` starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "fablab"]
START_SECONDS = 60
STOP_SECONDS = 20


class LiveServer:
    """Serves at `url` inside `with`, started once `/ready` answers.

    Args:
        settings: FABLAB_* variables; no others of that name are handed down.
        log: where its output goes.
        port: a free one if none is given; settings may need it before (base URL).
        serve: what starts it, when a `--port` is added; `fablab serve` by default.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        *,
        log: Path,
        port: int | None = None,
        serve: Sequence[str] = (*COMMAND, "serve"),
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = settings
        self._log = log
        self._serve = serve
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def restart(self) -> float:
        """Stop it as an update does, by SIGTERM, and start it anew on its port.

        Returns:
            How many seconds it took to stop; one that had to be killed took more
            than `STOP_SECONDS`.
        """
        began = time.monotonic()
        self._stop()
        took = time.monotonic() - began
        self._start()
        return took

    def _start(self) -> None:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [*self._serve, "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def run(self, *arguments: str) -> str:
        """Run another `fablab` command with the same settings, such as `init`.

        Returns:
            What it printed.
        """
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"fablab {arguments}: {done.stderr[-3000:]}"
        return done.stdout

    @property
    def pid(self) -> int:
        """The process that started the serving ones."""
        assert self._process
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """What our commands find as their environment."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FABLAB_")}
        return kept | dict(self._settings)

    def _wait_until_ready(self) -> None:
        assert self._process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/ready", timeout=5):  # noqa: S310 - http only
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the app did not start: {self._log.read_text()[-3000:]}")

    def _stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
