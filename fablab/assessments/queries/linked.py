"""Which pupils of a meeting two adults rate independently of each other."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select

from fablab.assessments.queries.focus import place_in_series
from fablab.kernel.db import db
from fablab.people.order import by_given_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Facilitation, Meeting

LINKED = 4
"""How many pupils of each meeting several people rate."""

RATERS = 2
"""From how many raters on there is somebody to agree with."""

_Pupil = TypeVar("_Pupil")


def link_pupils(roster: Sequence[_Pupil], position: int) -> list[_Pupil]:
    """Whose turn it is at a meeting; over the meetings everybody is as often.

    A common set links raters best where most pupils are rated once. Source: James
    Madison University, Graduate Psychology, 63 (commons.lib.jmu.edu/gradpsych/63).

    Args:
        roster: all pupils, in an order that stays.
        position: of the meeting in its series, from 1.

    Returns:
        `LINKED` pupils, or all of a smaller roster, in the roster's order from where
        the meeting before ended.
    """
    begin = (position - 1) * LINKED
    turns = range(begin, begin + min(LINKED, len(roster)))
    return [roster[turn % len(roster)] for turn in turns]


def linked_at(meeting: Meeting) -> Sequence[Registration]:
    """The pupils whom all who lead the meeting rate, by name; none if one leads it.

    Whoever is away is not replaced, so that all raters are told the same names.
    """
    leaders = db.session.scalars(
        select(Facilitation.id).where(Facilitation.series_id == meeting.series_id)
    ).all()
    if len(leaders) < RATERS:
        return []
    roster = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == meeting.series_id,
            Registration.status == RegistrationStatus.PLACED,
        )
        .order_by(Registration.id)
    ).all()
    position, _ = place_in_series(meeting)
    linked = link_pupils(roster, position)
    return sorted(linked, key=lambda one: by_given_name(one.pupil))
