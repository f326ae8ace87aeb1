"""Who came to which meeting of a series, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from fablab.checkin.models import CAME, Attendance, AttendanceStatus
from fablab.checkin.queries.absence import announced_absences
from fablab.kernel.db import db
from fablab.people.order import by_given_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series
from fablab.series.queries import live_meetings


@dataclass(frozen=True, kw_only=True)
class PupilLine:
    """One pupil: the status at each meeting in order; None where nothing is known.

    A meeting that the family called off beforehand is excused already. `came` counts
    the meetings the pupil came to, `known` those of which anything is known.
    """

    registration: Registration
    statuses: Sequence[AttendanceStatus | None]

    @property
    def came(self) -> int:
        """How often the pupil came."""
        return sum(status in CAME for status in self.statuses)

    @property
    def known(self) -> int:
        """Of how many meetings it is known how they went."""
        return sum(status is not None for status in self.statuses)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The meetings of a series that take place, and its pupils ordered by name.

    `came` counts who came, by meeting in the same order.
    """

    meetings: Sequence[Meeting]
    lines: Sequence[PupilLine]

    @property
    def came(self) -> list[int]:
        """How many came to each meeting."""
        places = range(len(self.meetings))
        return [sum(one.statuses[at] in CAME for one in self.lines) for at in places]


def overview_of(series: Series) -> Overview:
    """Attendance of the whole series, whose meetings are loaded; three statements."""
    meetings = live_meetings(series)
    registrations = _registrations(series)
    statuses: dict[tuple[int, int], AttendanceStatus] = dict.fromkeys(
        announced_absences([one.id for one in registrations]), AttendanceStatus.EXCUSED
    )
    marked = db.session.execute(
        select(Attendance.meeting_id, Attendance.registration_id, Attendance.status)
        .join(Attendance.meeting)
        .where(Meeting.series_id == series.id)
    )
    for meeting_id, registration_id, status in marked:
        statuses[meeting_id, registration_id] = status
    lines = [
        PupilLine(
            registration=one,
            statuses=[statuses.get((meeting.id, one.id)) for meeting in meetings],
        )
        for one in registrations
    ]
    return Overview(meetings=meetings, lines=lines)


def _registrations(series: Series) -> list[Registration]:
    """Those with a place, and whoever was at a meeting all the same."""
    was_there = select(Attendance.registration_id).where(
        Attendance.registration_id == Registration.id
    )
    found = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == series.id,
            or_(
                Registration.status == RegistrationStatus.PLACED,
                was_there.exists(),
            ),
        )
        .options(contains_eager(Registration.pupil))
        .order_by(Registration.id)
    )
    return sorted(found, key=lambda one: by_given_name(one.pupil))
