"""Choosing which dimensions are watched at a meeting."""

from collections.abc import Collection

from sqlalchemy import delete, select

from fablab.assessments.errors import NotAChoice
from fablab.assessments.models import Focus
from fablab.assessments.queries.rubrics import rubric_of
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.series.models import Meeting

FEWEST, MOST = 2, 3


def choose_focus(*, meeting: Meeting, codes: Collection[str]) -> None:
    """Watch these dimensions at the meeting, and no others from now on.

    Levels that were given already stay.

    Raises:
        NotAChoice: an unknown dimension, or neither two, nor three, nor all.
    """
    dimensions = rubric_of(meeting.series_id).dimensions
    chosen = [dimension for dimension in dimensions if dimension.code in codes]
    if len(chosen) != len(set(codes)):
        raise NotAChoice(N_("Choose from the dimensions in the list."))
    if not (FEWEST <= len(chosen) <= MOST or len(chosen) == len(dimensions)):
        raise NotAChoice(N_("Choose two or three dimensions, or all of them."))
    _let_one_choose(meeting)
    db.session.execute(delete(Focus).where(Focus.meeting_id == meeting.id))
    db.session.add_all(
        Focus(meeting=meeting, dimension=dimension) for dimension in chosen
    )
    db.session.flush()


def _let_one_choose(meeting: Meeting) -> None:
    """Who presses twice waits for themself; SQLite has one writer anyway."""
    db.session.execute(
        select(Meeting.id)
        .where(Meeting.id == meeting.id)
        .with_for_update(key_share=True)
    )
