"""The databases that servers are proved on."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.conftest import ENGINES


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'proof.sqlite'}"
    url = request.getfixturevalue("postgres").create_database(tmp_path.name)
    return make_url(url).render_as_string(hide_password=False)
