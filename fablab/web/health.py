"""Whether the process lives, and whether it can serve."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from fablab.kernel.db import db

_KEY = "fablab.checks"
SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at: `state` is ok, degraded or failed."""

    name: str
    state: str
    detail: str


def check_database() -> Check:
    """Whether the database answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return Check(name="database", state="failed", detail=type(error).__name__)
    return Check(name="database", state="ok", detail=db.engine.dialect.name)


def sqlite_version(engine: Engine) -> tuple[int, ...] | None:
    """The version of the SQLite in use; None on another database."""
    if engine.dialect.name != "sqlite":
        return None
    return tuple(getattr(engine.dialect.dbapi, "sqlite_version_info", (0,)))


def check_sqlite_version() -> Check:
    """Whether SQLite is free of the WAL-reset bug (sqlite.org, fixed in 3.51.3)."""
    version = sqlite_version(db.engine)
    if version is None:
        return Check(name="sqlite", state="ok", detail="not used")
    state = "ok" if version >= SAFE_SQLITE else "degraded"
    return Check(name="sqlite", state=state, detail=".".join(map(str, version)))


def add_checks(app: Flask, *checks: Callable[[], Check]) -> None:
    """Have these looked at too, as long as the database answers."""
    app.extensions[_KEY] = checks


def run_checks() -> list[Check]:
    """All checks of this installation, in a fixed order."""
    found = [check_database(), check_sqlite_version()]
    if found[0].state == "ok":
        found += [check() for check in current_app.extensions.get(_KEY, ())]
    return found


def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="live")


def ready() -> ResponseReturnValue:
    """200 while pages can be served, 503 when they cannot."""
    checks = run_checks()
    states = {check.state for check in checks}
    status = "ready" if states == {"ok"} else "degraded"
    if "failed" in states:
        status = "failed"
    body = {
        "status": status,
        "checks": {c.name: {"state": c.state, "detail": c.detail} for c in checks},
    }
    return jsonify(body), 503 if status == "failed" else 200
