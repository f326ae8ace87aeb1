"""The app on a fresh database, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from fablab.app import create_app
from fablab.config import Settings
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import TAKES_A_PLACE, Registration
from fablab.series.models import Series
from tests.support.pages import Browser

pytest_plugins = ["tests.support.plugin"]

ENGINES = ["sqlite", "postgresql"]


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings of an app that is tested, its files in `folder`."""
    return Settings(
        base_url="http://localhost",
        database_url=database_url,
        instance=folder,
        secret_key="a secret that only tests know, long enough",
        default_language="en",
        trusted_hosts=("localhost",),
        testing=True,
    )


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app on SQLite; `empty.sqlite` beside its database is the migrated schema."""
    folder = tmp_path_factory.mktemp("sqlite")
    app = create_app(settings_for(f"sqlite:///{folder / 'test.sqlite'}", folder))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    shutil.copy(folder / "test.sqlite", folder / "empty.sqlite")
    return app


@pytest.fixture(scope="session")
def postgresql_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The app on PostgreSQL, its schema migrated."""
    server = request.getfixturevalue("postgres")
    folder = tmp_path_factory.mktemp("postgresql")
    app = create_app(settings_for(server.create_database("test"), folder))
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The app with an empty database, inside an app context."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    with app.app_context():
        yield app
        db.session.remove()
        miscounted = [] if "oversells" in request.keywords else _miscounted()
        db.session.remove()
        _empty_database(app, request.param)
    assert miscounted == []


def _miscounted() -> list[tuple[str, int, int]]:
    """The series that do not have as many places taken as are held, placed, offered.

    Returns:
        Slug, places taken, and registrations that take one.
    """
    taking = (
        select(func.count(Registration.id))
        .where(
            Registration.series_id == Series.id, Registration.status.in_(TAKES_A_PLACE)
        )
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Series.slug, Series.places_taken, taking)
        .where(Series.places_taken != taking)
        .order_by(Series.slug)
    )
    return [(row[0], row[1], row[2]) for row in found]


def _empty_database(app: Flask, engine: str) -> None:
    if engine == "sqlite":
        db.engine.dispose()
        folder = Path(app.instance_path)
        for leftover in folder.glob("test.sqlite-*"):
            leftover.unlink()
        shutil.copy(folder / "empty.sqlite", folder / "test.sqlite")
        return
    names = ", ".join(f'"{name}"' for name in db.metadata.tables)
    with unit_of_work():
        db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor whose every page is checked."""
    return Browser(app.test_client())


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock that the app reads."""

    def set_clock(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    return set_clock
