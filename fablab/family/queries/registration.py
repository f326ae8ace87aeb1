"""What the page of one registration shows: its dates, its group, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fablab.checkin.models import Attendance
from fablab.checkin.queries.absence import announced_absences
from fablab.checkin.queries.attendance import attendances_of
from fablab.family.queries.home import is_over
from fablab.family.queries.letters import delayed_letters
from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import pupils_of
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.family import FamilyLine, own_registration
from fablab.series.models import Meeting


@dataclass(frozen=True, kw_only=True)
class DateRow:
    """One date: said to be missed, still to be told, or over; and how it went."""

    line: FamilyLine
    meeting: Meeting
    announced: bool
    may_announce: bool
    is_over: bool
    attendance: Attendance | None = None


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """The friends and siblings of a registration: own pupils by name, others counted.

    `all_own`: every one of them is the guardian's to decide for.
    """

    code: str
    siblings: Sequence[Pupil]
    others: int

    @property
    def all_own(self) -> bool:
        """Whether nobody of another family is in the group."""
        return self.others == 0


@dataclass(frozen=True, kw_only=True)
class RegistrationPage:
    """One registration, as one of the guardians sees it."""

    line: FamilyLine
    dates: Sequence[DateRow]
    group: GroupView | None
    is_delayed: bool
    is_over: bool


def registration_page(
    public_id: str, *, guardian: Guardian, now: datetime
) -> RegistrationPage:
    """Everything about one registration of the guardian's pupils.

    Raises:
        NotFound: there is no such registration, or it is another family's.
    """
    line = own_registration(public_id, guardian=guardian)
    registration = line.registration
    announced = announced_absences([registration.id])
    went = attendances_of([registration.id])
    has_place = registration.status is RegistrationStatus.PLACED
    return RegistrationPage(
        line=line,
        dates=[
            DateRow(
                line=line,
                meeting=meeting,
                announced=(meeting.id, registration.id) in announced,
                may_announce=has_place
                and line.decides
                and meeting.cancelled_at is None
                and now < meeting.starts_at,
                is_over=now >= meeting.ends_at,
                attendance=went.get((meeting.id, registration.id)),
            )
            for meeting in registration.series.meetings
        ],
        group=group_view(registration, guardian=guardian),
        is_delayed=bool(delayed_letters([public_id], now=now)) and not line.agreed,
        is_over=is_over(registration, now=now),
    )


def group_view(registration: Registration, *, guardian: Guardian) -> GroupView | None:
    """The registration's group while it stays together; None without one."""
    group = registration.group
    if group is None or not group.together or registration.cancelled_at is not None:
        return None
    members = set(
        db.session.scalars(
            select(Registration.pupil_id).where(
                Registration.group_id == group.id,
                Registration.cancelled_at.is_(None),
                Registration.id != registration.id,
            )
        )
    )
    siblings = [
        each for each in pupils_of(guardian, deciding=True) if each.id in members
    ]
    return GroupView(
        code=group.code, siblings=siblings, others=len(members) - len(siblings)
    )
