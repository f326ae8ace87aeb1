"""Journeys drive the system's Chromium: here `browser` and `page` are Playwright's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser


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
