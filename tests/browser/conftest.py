"""Chromium against the served app and its fictitious season."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.season import ServedSeason, serve_season


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """A running Chromium, in place of the visitor that other tests have."""
    browser = launch_browser()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSeason]:
    """The app at an address of its own, filled with the season of the demonstration."""
    with serve_season(tmp_path_factory.mktemp("season")) as served:
        yield served
