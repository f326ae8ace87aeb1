"""Journeys drive the system's Chromium: here `browser` and `page` are Playwright's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.chromium import find_chromium, launch_args
from tests.support.film import write_film


@pytest.fixture(scope="session")
def camera_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Chromium's camera sees: a wall, until a test films something over it."""
    return write_film(tmp_path_factory.mktemp("camera") / "film.mjpeg")


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], camera_film: Path
) -> dict[str, Any]:
    """Start the system's Chromium, with the film as its camera."""
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": launch_args(camera_film),
    }


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """A running Chromium, in place of the visitor that other tests have."""
    browser = launch_browser()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Allow the camera, on a screen as large as a tablet's."""
    return {
        **browser_context_args,
        "permissions": ["camera"],
        "viewport": {"width": 1024, "height": 768},
    }
