"""Every test of the feature has a database."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _ready(app: Flask) -> None:
    assert app
