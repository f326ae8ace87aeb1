"""Taking and freeing places: the only code that changes `places_taken`."""

from collections.abc import Iterable

from sqlalchemy import select, true, update

from fablab.kernel.db import db
from fablab.registrations.queries.places import is_waited_for
from fablab.series.models import Series


def lock_series(*series_ids: int) -> None:
    """Keep everybody else from counting places of these series until the commit.

    On PostgreSQL the rows are locked in the order of their ids, so that two who lock
    several cannot wait for each other; on SQLite the unit of work is the lock already.
    """
    if db.engine.dialect.name != "sqlite":
        db.session.execute(
            select(Series.id)
            .where(Series.id.in_(series_ids))
            .order_by(Series.id)
            .with_for_update()
        ).all()
    _forget(series_ids)


def take_places(series: Series, number: int = 1, *, past_queue: bool = False) -> bool:
    """Take so many places at once, or none; says whether they were taken.

    Args:
        series: where.
        number: how many.
        past_queue: although somebody waits, which newcomers never do.
    """
    taken = db.session.scalar(
        update(Series)
        .where(
            Series.id == series.id,
            Series.places_taken + number <= Series.capacity,
            true() if past_queue else ~is_waited_for(series),
        )
        .values(places_taken=Series.places_taken + number)
        .returning(Series.id)
        .execution_options(synchronize_session=False)
    )
    _forget([series.id])
    return taken is not None


def free_place(series: Series) -> None:
    """Give one place back."""
    db.session.execute(
        update(Series)
        .where(Series.id == series.id)
        .values(places_taken=Series.places_taken - 1)
        .execution_options(synchronize_session=False)
    )
    _forget([series.id])


def _forget(series_ids: Iterable[int]) -> None:
    """Let the next look at the numbers read what the database says now."""
    for series_id in series_ids:
        known = db.session.identity_map.get(db.session.identity_key(Series, series_id))
        if known is not None:
            db.session.expire(known, ["places_taken", "capacity"])
