"""The meetings of a family: what is today, what is next, and the rest of the week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fablab.checkin.models import Attendance
from fablab.family.queries.papers import Paper, PapersState
from fablab.family.queries.pick_up import PickUp
from fablab.registrations.models import RegistrationStatus
from fablab.registrations.queries.family import FamilyLine
from fablab.series.models import Meeting

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """One meeting that one pupil has a place in and that is not over."""

    line: FamilyLine
    meeting: Meeting
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class FamilyMeeting:
    """A meeting with everything a guardian wants to know on the way to it.

    `announced`: the family said that the pupil will not come. `may_announce`: it can
    still be said or taken back. `papers` are not done yet, the most pressing first.
    `attendance` says since when the pupil is there, or that they have left.
    """

    line: FamilyLine
    meeting: Meeting
    is_today: bool
    announced: bool
    may_announce: bool
    pick_up: PickUp
    papers: Sequence[Paper]
    papers_state: PapersState
    attendance: Attendance | None = None


def shown_meetings(
    lines: Iterable[FamilyLine], *, now: datetime
) -> tuple[list[Coming], list[Coming]]:
    """What stands on top of the home, and what else is in the next seven days.

    On top: every pupil's meetings of the local today that are not over or, if there is
    none, the next one. A meeting that was cancelled is shown too, because somebody
    might go there, but it is nobody's next one.
    """
    by_pupil: dict[int, list[Coming]] = {}
    for line in lines:
        own = by_pupil.setdefault(line.registration.pupil_id, [])
        own.extend(_coming(line, now=now))
    top: list[Coming] = []
    for own in by_pupil.values():
        own.sort(key=_by_time)
        today = [one for one in own if one.is_today]
        live = [one for one in own if one.meeting.cancelled_at is None]
        top.extend(today or live[:1])
    rest = [
        one
        for own in by_pupil.values()
        for one in own
        if one not in top and one.meeting.starts_at < now + WEEK
    ]
    return sorted(top, key=_by_time), sorted(rest, key=_by_time)


def _coming(line: FamilyLine, *, now: datetime) -> list[Coming]:
    if line.registration.status is not RegistrationStatus.PLACED:
        return []
    zone = line.registration.series.site.zone
    today = now.astimezone(zone).date()
    return [
        Coming(
            line=line,
            meeting=meeting,
            is_today=meeting.starts_at.astimezone(zone).date() <= today,
        )
        for meeting in line.registration.series.meetings
        if meeting.ends_at > now
    ]


def _by_time(one: Coming) -> tuple[datetime, str]:
    return one.meeting.starts_at, one.line.registration.pupil.given_name
