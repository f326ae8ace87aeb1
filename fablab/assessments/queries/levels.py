"""Reading levels: the latest word of each observer, and what it adds up to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from fablab.assessments.models import Assessment, ObservedLevel
from fablab.kernel.db import db
from fablab.series.models import Meeting

CONFIRMED_IN = 2
"""How many meetings must show a level before it counts as confirmed."""


class LatestLevel(NamedTuple):
    """What one observer last said of one pupil, meeting and dimension.

    `level` is ordinal 1–4, None for not observed; ids are those of rows.
    """

    registration_id: int
    meeting_id: int
    meeting_starts_at: datetime
    dimension_id: int
    observer_id: int
    level: int | None
    note: str
    assessed_at: datetime


def latest_levels(
    *,
    registration_ids: Collection[int],
    meeting_id: int | None = None,
    observer_id: int | None = None,
) -> Sequence[LatestLevel]:
    """The latest level of each registration, meeting, dimension and observer.

    One statement, whatever the number of pupils; ordered by the meeting's beginning,
    registration id, dimension id and time.

    Args:
        registration_ids: whose levels.
        meeting_id: only of this meeting.
        observer_id: only by this account.
    """
    conditions: list[ColumnElement[bool]] = [
        Assessment.registration_id.in_(registration_ids)
    ]
    if meeting_id is not None:
        conditions.append(Assessment.meeting_id == meeting_id)
    if observer_id is not None:
        conditions.append(Assessment.assessed_by_id == observer_id)
    return _latest(and_(*conditions))


def levels_before(
    meeting: Meeting, *, dimension_id: int, registration_ids: Collection[int]
) -> dict[int, int]:
    """The last level seen before the meeting: registration id → ordinal 1–4.

    Whoever gave it; "not observed" is no level.
    """
    earlier = _latest(
        and_(
            Assessment.registration_id.in_(registration_ids),
            ObservedLevel.dimension_id == dimension_id,
            Meeting.starts_at < meeting.starts_at,
        )
    )
    return {row.registration_id: row.level for row in earlier if row.level is not None}


def confirmed_level(seen: Iterable[tuple[int, int | None]]) -> int | None:
    """The highest level that this or a higher one was recorded for at two meetings.

    Source: rubric `fablab-cs-6` 1.0, rules of use.

    Args:
        seen: meeting id and level (ordinal 1–4, None for not observed), one dimension
            of one pupil, in any order, by any number of observers.

    Returns:
        None while no two meetings have shown any level.
    """
    best: dict[int, int] = {}
    for meeting_id, level in seen:
        if level is not None:
            best[meeting_id] = max(level, best.get(meeting_id, level))
    ordered = sorted(best.values(), reverse=True)
    return ordered[CONFIRMED_IN - 1] if len(ordered) >= CONFIRMED_IN else None


def _latest(condition: ColumnElement[bool]) -> Sequence[LatestLevel]:
    newest = func.row_number().over(
        partition_by=(
            Assessment.registration_id,
            Assessment.meeting_id,
            Assessment.assessed_by_id,
            ObservedLevel.dimension_id,
        ),
        order_by=(Assessment.assessed_at.desc(), Assessment.id.desc()),
    )
    ranked = (
        select(
            Assessment.registration_id,
            Assessment.meeting_id,
            Meeting.starts_at.label("meeting_starts_at"),
            ObservedLevel.dimension_id,
            Assessment.assessed_by_id.label("observer_id"),
            ObservedLevel.level,
            Assessment.note,
            Assessment.assessed_at,
            newest.label("newest"),
        )
        .join(ObservedLevel.assessment)
        .join(Assessment.meeting)
        .where(condition)
        .subquery()
    )
    columns = [ranked.c[name] for name in LatestLevel._fields]
    found = db.session.execute(
        select(*columns)
        .where(ranked.c.newest == 1)
        .order_by(
            ranked.c.meeting_starts_at,
            ranked.c.registration_id,
            ranked.c.dimension_id,
            ranked.c.assessed_at,
        )
    )
    return [LatestLevel(*row) for row in found]
