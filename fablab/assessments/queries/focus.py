"""Which dimensions are watched at a meeting."""

from collections.abc import Sequence

from sqlalchemy import select

from fablab.assessments.models import Dimension, Domain, Focus
from fablab.assessments.queries.rubrics import current_rubric
from fablab.kernel.db import db
from fablab.series.models import Meeting

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
    """The dimensions to watch at the meeting, in the rubric's order.

    What somebody chose; else all of them if they are due, else one of each domain,
    another pair each time.
    """
    chosen = db.session.scalars(
        select(Dimension)
        .join(Focus, Focus.dimension_id == Dimension.id)
        .where(Focus.meeting_id == meeting.id)
        .order_by(Dimension.position)
    ).all()
    return chosen or proposed_focus(meeting)


def proposed_focus(meeting: Meeting) -> Sequence[Dimension]:
    """What to watch at the meeting as long as nobody has chosen."""
    dimensions = current_rubric().dimensions
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
