"""Whether the process lives, and whether it can serve."""

from dataclasses import dataclass

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fablab.kernel.db import db

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


def check_sqlite_version() -> Check:
    """Whether SQLite is free of the WAL-reset bug (sqlite.org, fixed in 3.51.3)."""
    if db.engine.dialect.name != "sqlite":
        return Check(name="sqlite", state="ok", detail="not used")
    dbapi = db.engine.dialect.dbapi
    version = getattr(dbapi, "sqlite_version_info", None) or (0,)
    detail = ".".join(map(str, version))
    state = "ok" if tuple(version) >= SAFE_SQLITE else "degraded"
    return Check(name="sqlite", state=state, detail=detail)


def run_checks() -> list[Check]:
    """All checks of this installation, in a fixed order."""
    return [check_database(), check_sqlite_version()]


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
