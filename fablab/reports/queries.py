"""What a teacher may read: the pupils of the own school whose guardians share it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager

from fablab.accounts.models import Account, Grant, Role
from fablab.accounts.queries import Actor
from fablab.assessments.queries.levels import LatestLevel, latest_levels
from fablab.checkin.models import CAME, Attendance, AttendanceStatus
from fablab.checkin.queries.roster import series_titles
from fablab.consent.models import Purpose
from fablab.consent.queries import ConsentState, consent_states
from fablab.kernel.db import db
from fablab.people.models import Pupil
from fablab.people.order import by_family_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series
from fablab.sites.models import School

NOWHERE = ZoneInfo("UTC")


@dataclass(frozen=True, kw_only=True)
class ReportedMeeting:
    """A meeting that has begun; `number` counts the meetings of its series from 1."""

    id: int
    number: int
    starts_at: datetime
    held: bool


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One pupil in one series, or one pupil who is in no series yet.

    `statuses` maps a meeting's id to how it went, where anybody knows; `levels` are the
    latest of each observer, by the meeting's beginning.
    """

    pupil: str
    name: str
    class_name: str
    series: str = ""
    zone: ZoneInfo = NOWHERE
    meetings: Sequence[ReportedMeeting] = ()
    statuses: Mapping[int, AttendanceStatus]
    levels: Sequence[LatestLevel] = ()

    @property
    def held(self) -> Sequence[ReportedMeeting]:
        """The meetings that are over."""
        return [meeting for meeting in self.meetings if meeting.held]

    @property
    def attended(self) -> int:
        """At how many meetings held the pupil was there, in time or late."""
        return sum(self.statuses.get(meeting.id) in CAME for meeting in self.held)


@dataclass(frozen=True, kw_only=True)
class SchoolReport:
    """What one teacher may read about one school, until the end of `ends_on`."""

    school: str
    name: str
    ends_on: date
    pupils: int
    lines: Sequence[ReportLine]


def school_reports(
    actor: Actor, *, now: datetime, language: str
) -> Sequence[SchoolReport]:
    """The reports of the teacher's schools, ordered by the schools' names.

    Only pupils who go to the school now, and whose guardians' latest answers all say
    that results may be shared with it.
    """
    return [
        _school_report(school, ends_on, now=now, language=language)
        for school, ends_on in _schools(actor)
    ]


def observers(account_ids: Collection[int]) -> Mapping[int, str]:
    """The public ids of these accounts, by row id."""
    found = db.session.execute(
        select(Account.id, Account.public_id).where(Account.id.in_(account_ids))
    )
    return {row.id: row.public_id for row in found}


def _schools(actor: Actor) -> list[tuple[School, date]]:
    found = db.session.execute(
        select(School, Grant.ends_on)
        .join(Grant, Grant.school_id == School.id)
        .where(
            Grant.account_id == actor.account_id,
            Grant.role == Role.TEACHER,
            School.id.in_(actor.teaches_at),
        )
        .order_by(School.name, School.id)
    )
    return [(school, ends_on) for school, ends_on in found if ends_on]


def _school_report(
    school: School, ends_on: date, *, now: datetime, language: str
) -> SchoolReport:
    pupils = _shared_pupils(school, now=now)
    places = _places([pupil.id for pupil in pupils])
    series = {place.series.id: place.series for place in places}
    titles = series_titles(series.keys(), language)
    meetings = _meetings(series.keys(), now=now)
    known = {meeting.id for each in meetings.values() for meeting in each}
    ids = [place.id for place in places]
    statuses, levels = _statuses(ids), _levels(ids, known)
    lines = [
        ReportLine(
            pupil=place.pupil.public_id,
            name=place.pupil.full_name,
            class_name=place.pupil.class_name,
            series=titles.get(place.series_id, place.series.slug),
            zone=place.series.site.zone,
            meetings=meetings[place.series_id],
            statuses=statuses[place.id],
            levels=levels[place.id],
        )
        for place in places
    ]
    placed = {line.pupil for line in lines}
    lines += [
        ReportLine(
            pupil=pupil.public_id,
            name=pupil.full_name,
            class_name=pupil.class_name,
            statuses={},
        )
        for pupil in pupils
        if pupil.public_id not in placed
    ]
    order = {pupil.public_id: place for place, pupil in enumerate(pupils)}
    return SchoolReport(
        school=school.public_id,
        name=school.name,
        ends_on=ends_on,
        pupils=len(pupils),
        lines=sorted(lines, key=lambda line: order[line.pupil]),
    )


def _shared_pupils(school: School, *, now: datetime) -> list[Pupil]:
    pupils = db.session.scalars(
        select(Pupil).where(Pupil.school_id == school.id).order_by(Pupil.id)
    ).all()
    states = consent_states([pupil.id for pupil in pupils], now=now, school=school)
    shared = [
        pupil
        for pupil in pupils
        if states[pupil.id][Purpose.SHARE_WITH_SCHOOL] is ConsentState.YES
    ]
    return sorted(shared, key=lambda pupil: (pupil.class_name, by_family_name(pupil)))


def _places(pupil_ids: Collection[int]) -> Sequence[Registration]:
    """Every place, and every former place of pupils who came."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .join(Registration.series)
        .join(Series.site)
        .where(
            Registration.pupil_id.in_(pupil_ids),
            or_(
                Registration.status == RegistrationStatus.PLACED,
                exists().where(Attendance.registration_id == Registration.id),
            ),
        )
        .options(
            contains_eager(Registration.pupil),
            contains_eager(Registration.series).contains_eager(Series.site),
        )
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def _meetings(
    series_ids: Collection[int], *, now: datetime
) -> Mapping[int, Sequence[ReportedMeeting]]:
    found = db.session.scalars(
        select(Meeting)
        .where(
            Meeting.series_id.in_(series_ids),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at <= now,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    meetings: dict[int, list[ReportedMeeting]] = defaultdict(list)
    for meeting in found:
        earlier = meetings[meeting.series_id]
        earlier.append(
            ReportedMeeting(
                id=meeting.id,
                number=len(earlier) + 1,
                starts_at=meeting.starts_at,
                held=meeting.ends_at < now,
            )
        )
    return meetings


def _statuses(
    registration_ids: Collection[int],
) -> Mapping[int, Mapping[int, AttendanceStatus]]:
    found = db.session.execute(
        select(
            Attendance.registration_id, Attendance.meeting_id, Attendance.status
        ).where(Attendance.registration_id.in_(registration_ids))
    )
    statuses: dict[int, dict[int, AttendanceStatus]] = defaultdict(dict)
    for registration_id, meeting_id, status in found:
        statuses[registration_id][meeting_id] = status
    return statuses


def _levels(
    registration_ids: Collection[int], meeting_ids: Collection[int]
) -> Mapping[int, Sequence[LatestLevel]]:
    levels: dict[int, list[LatestLevel]] = defaultdict(list)
    for level in latest_levels(registration_ids=registration_ids):
        if level.meeting_id in meeting_ids:
            levels[level.registration_id].append(level)
    return levels
