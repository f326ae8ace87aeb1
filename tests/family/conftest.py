"""Every test of the feature: the texts are stored, and it is the opening day."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from tests.factories import OPENING_DAY
from tests.registrations.factories import load_all_texts


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(OPENING_DAY)
