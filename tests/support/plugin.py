"""What every test may ask for: PostgreSQL and a mail server; and Chromium.

What the machine lacks is skipped with its reason; E2E_REQUIRED=1 makes that a failure.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest

from tests.support.chromium import find_chromium, launch_args
from tests.support.film import write_film
from tests.support.postgres import PostgresMissing, PostgresServer
from tests.support.smtp import MailServer

# A busy machine is no fault of the code: examples may take their time.
hypothesis.settings.register_profile("fablab", deadline=None, print_blob=True)
hypothesis.settings.load_profile("fablab")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker at a time drive Chromium: its camera wants the processor."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail, what needs a browser where there is none."""
    if item.get_closest_marker("browser") and find_chromium() is None:
        lack("no Chromium on this machine (apt-get install chromium)")


def lack(reason: str) -> NoReturn:
    """Skip the test for want of a program, or fail it where none may be missing."""
    if os.environ.get("E2E_REQUIRED") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL, one for each test process."""
    server = PostgresServer()
    try:
        server.__enter__()
    except PostgresMissing as missing:
        lack(str(missing))
    yield server
    server.__exit__(None, None, None)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A running mail server with an empty box."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def camera_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Chromium's camera sees: a wall, until a test films something over it."""
    return write_film(tmp_path_factory.mktemp("camera") / "film.mjpeg")


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], camera_film: Path
) -> dict[str, Any]:
    """Start the system's Chromium, with the film as its camera.

    One for all folders: Playwright keeps what the first test started it with.
    """
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": launch_args(camera_film),
    }
