"""Every test of the feature: the shipped texts are stored."""

import pytest
from flask import Flask

from tests.registrations.factories import load_all_texts


@pytest.fixture(autouse=True)
def _ready(app: Flask) -> None:
    assert app
    load_all_texts()
