"""Reading attendance for staff."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.queries import Actor
from fablab.checkin.models import AbsenceNotice, Attendance
from fablab.checkin.queries.scans import Pair
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.order import by_given_name
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Meeting, Series
from fablab.series.queries.own import is_seen_by

WAITS_FOR_AN_ANSWER = (RegistrationStatus.HELD, RegistrationStatus.OFFERED)


class RegisterLine(NamedTuple):
    """One pupil of a meeting's register and how the meeting went, if that is known.

    `announced`: the family said beforehand that the pupil will not come.
    """

    registration: Registration
    attendance: Attendance | None
    announced: bool = False


def staff_meeting(public_id: str, *, actor: Actor) -> Meeting:
    """A meeting of a series that the actor leads, or of a site that they run.

    Raises:
        NotFound: there is no such meeting, or it is not the actor's.
    """
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.series)
        .where(Meeting.public_id == public_id, is_seen_by(actor))
        .options(contains_eager(Meeting.series).joinedload(Series.site))
    )
    if meeting is None:
        raise NotFound(N_("There is no such meeting among yours."))
    return meeting


def register_of(meeting: Meeting) -> Sequence[RegisterLine]:
    """Every pupil with a place, and others who were there, ordered by name."""
    announced = exists().where(
        AbsenceNotice.registration_id == Registration.id,
        AbsenceNotice.meeting_id == meeting.id,
    )
    rows = db.session.execute(
        select(Registration, Attendance, announced)
        .join(Registration.pupil)
        .outerjoin(
            Attendance,
            (Attendance.registration_id == Registration.id)
            & (Attendance.meeting_id == meeting.id),
        )
        .where(
            Registration.series_id == meeting.series_id,
            or_(
                Registration.status == RegistrationStatus.PLACED,
                Attendance.id.is_not(None),
            ),
        )
        .options(contains_eager(Registration.pupil), joinedload(Attendance.marked_by))
        .order_by(Registration.id)
    )
    lines = [RegisterLine(*row) for row in rows]
    return sorted(lines, key=lambda line: by_given_name(line.registration.pupil))


def attendances_of(registration_ids: Collection[int]) -> dict[Pair, Attendance]:
    """How the meetings of these registrations went, as far as it is known."""
    found = db.session.scalars(
        select(Attendance).where(Attendance.registration_id.in_(registration_ids))
    )
    return {(row.meeting_id, row.registration_id): row for row in found}


def not_agreed_yet(meeting: Meeting) -> Sequence[Registration]:
    """Who has a place in the meeting's series that waits for an answer, by name.

    They are not on the register until the family has agreed; whoever is inside is.
    """
    was_there = exists().where(
        Attendance.registration_id == Registration.id,
        Attendance.meeting_id == meeting.id,
    )
    found = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == meeting.series_id,
            Registration.status.in_(WAITS_FOR_AN_ANSWER),
            ~was_there,
        )
        .options(contains_eager(Registration.pupil))
    )
    return sorted(found, key=lambda one: by_given_name(one.pupil))


def guest_of(meeting: Meeting, public_id: str) -> Registration:
    """Somebody with a place in the meeting's series, agreed to or not.

    Raises:
        NotFound: nobody has a place under that id.
    """
    found = db.session.scalar(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == meeting.series_id,
            Registration.public_id == public_id,
            Registration.status.in_(TAKES_A_PLACE),
        )
        .options(contains_eager(Registration.pupil))
    )
    if found is None:
        raise NotFound(N_("Nobody like that has a place in this workshop."))
    return found
