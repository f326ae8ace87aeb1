"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from fablab.kernel.db import db

NOT_COUNTED = ("BEGIN", "PRAGMA", "SET LOCAL", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements of the block; transactions themselves do not count."""
    found: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, *_rest: object
    ) -> None:
        if not statement.startswith(NOT_COUNTED):
            found.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
