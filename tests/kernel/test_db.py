from collections.abc import Callable
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from fablab.audit.models import AuditEvent, Erasure, ErasureEnd, ErasureKind
from fablab.audit.services import record_event
from fablab.kernel.db import PRAGMAS, db, unit_of_work
from fablab.sites.models import School
from tests.factories import OPENING_DAY, make_school

pytestmark = pytest.mark.usefixtures("app")


def test_models_equal_the_migrated_schema() -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, db.metadata) == []


def test_every_sqlite_connection_has_our_settings(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        assert app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
        return
    with db.engine.connect() as first, db.engine.connect() as second:
        for connection in (first, second):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in PRAGMAS
            }
            assert found == PRAGMAS


def test_a_unit_of_work_keeps_all_or_nothing() -> None:
    def write_and_fail() -> None:
        with unit_of_work():
            db.session.add(School(name="Gone", city="Nowhere"))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    assert db.session.query(School).count() == 0


def test_a_write_outside_a_unit_of_work_is_refused() -> None:
    db.session.add(School(name="Stray", city="Nowhere"))

    with pytest.raises(RuntimeError, match="outside unit_of_work"):
        db.session.flush()


def test_units_of_work_do_not_nest() -> None:
    with unit_of_work(), pytest.raises(RuntimeError, match="open already"):
        unit_of_work().__enter__()


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(Exception, match="naive datetime"), unit_of_work():
        _record(OPENING_DAY.replace(tzinfo=None))


def _record(at: datetime = OPENING_DAY) -> None:
    record_event(
        actor="system", action="test.done", subject_kind="pupil", subject="P1", now=at
    )


def _erase(*, end: bool) -> None:
    db.session.add(
        Erasure(
            at=OPENING_DAY,
            actor="system",
            kind=ErasureKind.ERASURE,
            subject="P1",
            end_id=77,
        )
    )
    db.session.flush()
    db.session.execute(delete(AuditEvent).where(AuditEvent.subject == "P1"))
    if end:
        done = ErasureEnd(at=OPENING_DAY)
        done.id = 77
        db.session.add(done)
        db.session.flush()


@pytest.mark.parametrize(
    "change",
    [
        lambda: db.session.execute(update(AuditEvent).values(action="other")),
        lambda: db.session.execute(delete(AuditEvent)),
    ],
)
def test_the_journal_cannot_be_changed(change: Callable[[], object]) -> None:
    with unit_of_work():
        _record()

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        change()

    assert db.session.query(AuditEvent).count() == 1


def test_an_announced_erasure_may_delete_what_it_names() -> None:
    with unit_of_work():
        _record()

    with unit_of_work():
        _erase(end=True)

    assert db.session.query(AuditEvent).count() == 0


def test_an_erasure_cannot_stay_open_beyond_its_transaction() -> None:
    with pytest.raises(DBAPIError), unit_of_work():
        _erase(end=False)


def test_an_ended_erasure_opens_nothing_any_more() -> None:
    with unit_of_work():
        _erase(end=True)
        _record()

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(delete(AuditEvent))


def test_a_failed_statement_tells_no_names() -> None:
    with pytest.raises(DBAPIError) as failed, unit_of_work():
        db.session.execute(
            text("INSERT INTO nowhere (name) VALUES (:name)"), {"name": "Zosia"}
        )

    assert "nowhere" in str(failed.value)
    assert "Zosia" not in str(failed.value)


def test_names_stay_out_of_logs() -> None:
    assert repr(make_school("Secret")) == "<School 1>"
