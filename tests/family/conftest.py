"""Every test of the feature: the texts are stored, and it is the opening day."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import Registration
from tests.factories import (
    OPENING_DAY,
    make_guardian,
    make_pupil,
    make_series,
    sign_in_as,
)
from tests.registrations.factories import agree_to, load_all_texts, register
from tests.support.pages import Browser


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(OPENING_DAY)


@pytest.fixture
def guardian() -> Guardian:
    return make_guardian(email="ana@example.org")


@pytest.fixture
def pupil(guardian: Guardian) -> Pupil:
    return make_pupil(guardian=guardian)


@pytest.fixture
def placed(pupil: Pupil) -> Registration:
    return agree_to(register(make_series(), pupil))


@pytest.fixture
def family(browser: Browser, guardian: Guardian) -> Browser:
    sign_in_as(browser, guardian.account)
    return browser
