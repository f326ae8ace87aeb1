"""The seeded world, written once and copied before each test that wants it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from fablab.accounts.limits import limiter
from fablab.kernel.db import db
from tests.site.world import NOW, World, make_world

_kept: dict[str, World] = {}


@pytest.fixture
def world(
    app: Flask, clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> World:
    """The world at `NOW`, on SQLite, where nobody is slowed down."""
    clock_at(NOW)
    monkeypatch.setattr(limiter, "enabled", False)
    folder = Path(app.instance_path)
    if app.instance_path not in _kept:
        _kept[app.instance_path] = make_world()
        db.session.remove()
        db.engine.dispose()
        shutil.copy(folder / "test.sqlite", folder / "world.sqlite")
    restore_world(app)
    return _kept[app.instance_path]


def restore_world(app: Flask) -> None:
    """Undo whatever has been written since."""
    db.session.remove()
    db.engine.dispose()
    folder = Path(app.instance_path)
    for leftover in folder.glob("test.sqlite-*"):
        leftover.unlink()
    shutil.copy(folder / "world.sqlite", folder / "test.sqlite")
