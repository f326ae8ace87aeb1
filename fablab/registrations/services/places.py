"""Taking and freeing places: the only code that changes `places_taken`."""

from collections.abc import Iterable

from sqlalchemy import Boolean, Integer, bindparam, or_, select, update

from fablab.kernel.db import db
from fablab.registrations.queries.places import is_waited_for
from fablab.series.models import Series

_SERIES = bindparam("of_series", type_=Integer)
_NUMBER = bindparam("number", type_=Integer)
_PAST_QUEUE = bindparam("past_queue", type_=Boolean)
_TAKE = (
    update(Series)
    .where(
        Series.id == _SERIES,
        Series.places_taken + _NUMBER <= Series.capacity,
        or_(_PAST_QUEUE, ~is_waited_for(_SERIES)),
    )
    .values(places_taken=Series.places_taken + _NUMBER)
    .returning(Series.id)
    .execution_options(synchronize_session=False)
)


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
        _TAKE, {"of_series": series.id, "number": number, "past_queue": past_queue}
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
