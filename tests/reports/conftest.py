"""A season after its third meeting, and the browser of the teacher who reads of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from tests.factories import sign_in_as
from tests.reports.season import LAST_WEEK, Season, make_season
from tests.support.pages import Browser


@pytest.fixture
def season(
    app: Flask, browser: Browser, clock_at: Callable[[datetime], None]
) -> Season:
    assert app
    season = make_season()
    clock_at(LAST_WEEK)
    sign_in_as(browser, season.teacher)
    return season
