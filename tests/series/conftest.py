"""Every test of series happens on the opening day."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.factories import OPENING_DAY


@pytest.fixture(autouse=True)
def _today(clock_at: Callable[[datetime], None]) -> None:
    clock_at(OPENING_DAY)
