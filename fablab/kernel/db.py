"""The database: one base class, one time type, one unit of work."""

import enum
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any, dataclass_transform

from filelock import FileLock, Timeout
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    String,
    event,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    mapped_column,
    registry,
    relationship,
)
from sqlalchemy.types import TypeDecorator

from fablab.kernel.errors import N_, Busy

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": 5000,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}
QUEUE_SECONDS = 10.0
POLL_SECONDS = 0.002
_BUSY_STATES = {"40P01", "40001", "55P03"}
_WRITING = "fablab.writing"

PublicId = Annotated[str, mapped_column(String(20), unique=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Turn an aware datetime into naive UTC for storage."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give it a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Turn stored naive UTC back into an aware datetime."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """The declarative base handed to Flask-SQLAlchemy; inherit from Model."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.Enum: Enum(
                enum.Enum, native_enum=False, length=24, values_callable=_values
            ),
        },
    )


db = SQLAlchemy(model_class=Base)


@dataclass_transform(
    kw_only_default=True,
    eq_default=False,
    field_specifiers=(mapped_column, relationship),
)
class Model(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A table row whose constructor a type checker can check.

    Its repr shows no attribute but the id: log files must not hold pupils' names.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(init=False, primary_key=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run the block as one transaction: commit at its end, roll back if it raises.

    Any open read is ended first, so that rules see the latest committed rows. On
    SQLite writers queue on a file lock beside the database, because its own busy
    handler is unfair, and hold the write lock from the first statement on.

    Raises:
        Busy: the database stayed locked, or took this unit as a deadlock's victim.
    """
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("a unit of work is open already: only the edge opens one")
    session.rollback()
    with _turn_to_write(db.engine), _busy_is_worded():
        try:
            session.info[_WRITING] = True
            session.connection(execution_options={"write": True})
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WRITING, None)


def _turn_to_write(engine: Engine) -> AbstractContextManager[object]:
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file:
        return nullcontext()
    return FileLock(f"{file}.lock", timeout=QUEUE_SECONDS, poll_interval=POLL_SECONDS)


@contextmanager
def _busy_is_worded() -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise _busy() from error
    except DBAPIError as error:
        if _is_busy(error):
            raise _busy() from error
        raise


def _busy() -> Busy:
    return Busy(
        N_(
            "Many people are using the site at this moment. Your answers are kept: "
            "please send them again in a few seconds."
        )
    )


def _is_busy(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY_STATES or "database is locked" in str(error.orig)


def set_up_engine(engine: Engine) -> None:
    """Give every connection of the engine the settings that our rules rely on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _set_up_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 -- any driver's
    connection.isolation_level = None  # _begin_sqlite says BEGIN, not the driver
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise RuntimeError(f"SQLite refused PRAGMA {name} = {value}: {found}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("write", False):
        connection.exec_driver_sql("SET LOCAL lock_timeout = '3s'")


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, *_: object) -> None:
    if not session.info.get(_WRITING) and session.info.get("guarded", True):
        raise RuntimeError("a write outside unit_of_work()")
