"""Which dimensions are watched at a meeting."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select

from fablab.assessments.models import Dimension, Domain, Focus
from fablab.assessments.queries.rubrics import DimensionWords, rubric_of
from fablab.kernel.db import db
from fablab.series.models import Meeting

_Row = TypeVar("_Row", Dimension, DimensionWords)

BASELINE = 2
"""The meeting where all dimensions are recorded first: pupils know the room by then."""


def is_full_round(position: int, meetings: int) -> bool:
    """Whether all dimensions are due at a meeting: the second, the middle, the last.

    Source: rubric `fablab-cs-6` 1.0, rules of use.

    Args:
        position: of the meeting in its series, from 1.
        meetings: how many the series has.
    """
    return position in {BASELINE, (meetings + 1) // 2, meetings}


def focus_of(meeting: Meeting) -> Sequence[Dimension]:
    """The dimensions to watch at the meeting, as `focus_among` those of its rubric."""
    return focus_among(meeting, rubric_of(meeting.series_id).dimensions)


def focus_among(meeting: Meeting, dimensions: Sequence[_Row]) -> Sequence[_Row]:
    """Which of its rubric's dimensions to watch at the meeting, in their order.

    What somebody chose; else all of them if they are due, else one of each domain,
    another pair each time. What was chosen by another version counts by its code.
    """
    chosen = db.session.scalars(
        select(Dimension.code)
        .join(Focus, Focus.dimension_id == Dimension.id)
        .where(Focus.meeting_id == meeting.id)
    ).all()
    watched = [one for one in dimensions if one.code in chosen]
    return watched or _proposed(meeting, dimensions)


def _proposed(meeting: Meeting, dimensions: Sequence[_Row]) -> Sequence[_Row]:
    position, meetings = place_in_series(meeting)
    if is_full_round(position, meetings):
        return dimensions
    by_domain = [[d for d in dimensions if d.domain is domain] for domain in Domain]
    return [group[position % len(group)] for group in by_domain if group]


def place_in_series(meeting: Meeting) -> tuple[int, int]:
    """The meeting's position in its series, from 1, and how many meetings it has."""
    ids = db.session.scalars(
        select(Meeting.id)
        .where(
            Meeting.series_id == meeting.series_id,
            Meeting.cancelled_at.is_(None) | (Meeting.id == meeting.id),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    return ids.index(meeting.id) + 1, len(ids)
