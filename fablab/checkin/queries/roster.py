"""The list that a tablet may hold: today's meetings of its site and who is expected."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from fablab.checkin.models import AbsenceNotice, Attendance, AttendanceStatus, Card
from fablab.checkin.queries.collectors import Collector, who_may_collect
from fablab.consent.models import Purpose
from fablab.consent.queries import (
    ConsentState,
    LeaveRule,
    consent_states,
    leaving_alone,
)
from fablab.kernel.db import db
from fablab.people.models import (
    HealthNote,
    Pupil,
)
from fablab.people.order import by_given_name
from fablab.people.queries.barred import with_pick_up_rule
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series, SeriesText
from fablab.series.queries import is_public
from fablab.series.queries.public import LAST_RESORT
from fablab.sites.models import Site

KEPT_AFTER_END = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class RosterPerson:
    """What the door may know of a pupil; names are given name and initial."""

    registration: str
    name: str
    card_hashes: list[str]
    flags: list[str]
    state: str
    safety_line: str | None = None
    collectors: list[Collector] = field(default_factory=list)
    alone_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class RosterMeeting:
    """One meeting of today with the people expected, ordered by name."""

    id: str
    series: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    people: list[RosterPerson]


def day_bounds(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the local day and that of the next one."""
    today = now.astimezone(zone).date()
    first = datetime.combine(today, time(), zone)
    return first, datetime.combine(today + timedelta(days=1), time(), zone)


def roster_of(
    *, site_id: int, zone: ZoneInfo, language: str, now: datetime
) -> list[RosterMeeting]:
    """The site's meetings of the local today, or still running, in order of time."""
    since, until = day_bounds(now, zone)
    rows = db.session.execute(
        select(Meeting, Series.slug)
        .join(Series, Series.id == Meeting.series_id)
        .where(
            Series.site_id == site_id,
            is_public(),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at < until,
            or_(Meeting.starts_at >= since, Meeting.ends_at > now),
        )
        .order_by(Meeting.starts_at, Series.slug)
    ).all()
    titles = series_titles({meeting.series_id for meeting, _ in rows}, language)
    people = people_of([meeting.id for meeting, _ in rows], now=now)
    return [
        RosterMeeting(
            id=meeting.public_id,
            series=slug,
            title=titles.get(meeting.series_id, slug),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
            people=people.get(meeting.id, []),
        )
        for meeting, slug in rows
    ]


def roster_expires_at(
    meetings: Sequence[RosterMeeting], *, zone: ZoneInfo, now: datetime
) -> datetime:
    """Two hours after the last meeting; with none, at the end of the local day."""
    if not meetings:
        return day_bounds(now, zone)[1]
    last = max(meeting.ends_at for meeting in meetings) + KEPT_AFTER_END
    return max(last, now + KEPT_AFTER_END)


def series_titles(series_ids: Collection[int], language: str) -> dict[int, str]:
    """The titles as `text_of` chooses them, by the series' row id; one statement."""
    found = db.session.execute(
        select(SeriesText.series_id, SeriesText.title)
        .join(SeriesText.series)
        .join(Series.site)
        .where(SeriesText.series_id.in_(series_ids))
        .order_by(
            SeriesText.language == language,
            SeriesText.language == Site.language,
            SeriesText.language == LAST_RESORT,
            SeriesText.language.desc(),
        )
    )
    return dict(found.all())


def people_of(
    meeting_ids: Collection[int], *, now: datetime
) -> dict[int, list[RosterPerson]]:
    """The pupils with a place, by meeting, ordered by name.

    The flags tell what the guardians' answers say at this moment: a picture needs a yes
    to photos inside the FabLab, and a health note one to being used.
    """
    note = aliased(HealthNote)
    rows = db.session.execute(
        select(
            Meeting,
            Site.time_zone,
            Registration.public_id,
            Pupil,
            Card.code_hash,
            exists().where(note.pupil_id == Pupil.id),
            Attendance,
            exists().where(
                AbsenceNotice.meeting_id == Meeting.id,
                AbsenceNotice.registration_id == Registration.id,
            ),
        )
        .select_from(Meeting)
        .join(Series, Series.id == Meeting.series_id)
        .join(Site, Site.id == Series.site_id)
        .join(Registration, Registration.series_id == Meeting.series_id)
        .join(Pupil, Pupil.id == Registration.pupil_id)
        .outerjoin(Card, (Card.pupil_id == Pupil.id) & Card.revoked_at.is_(None))
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == Meeting.id)
            & (Attendance.registration_id == Registration.id),
        )
        .where(
            Meeting.id.in_(meeting_ids),
            Registration.status == RegistrationStatus.PLACED,
        )
        .order_by(Registration.id)
    ).all()
    ids = {row.Pupil.id for row in rows}
    consents = consent_states(ids, now=now)
    alone = leaving_alone(ids, now=now)
    collectors = who_may_collect(ids)
    guarded = with_pick_up_rule(ids)
    people: dict[int, list[RosterPerson]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: by_given_name(row.Pupil)):
        meeting, zone, public_id, pupil, code_hash = row[:5]
        has_note, attendance, announced = row[5:]
        day = meeting.starts_at.astimezone(ZoneInfo(zone)).date()
        person = RosterPerson(
            registration=public_id,
            name=pupil.short_name,
            card_hashes=[code_hash] if code_hash else [],
            flags=_flags(
                consents[pupil.id], has_note=has_note, is_guarded=pupil.id in guarded
            ),
            state=state_of(attendance, announced=announced),
            collectors=collectors.on(pupil.id, day),
            alone_from=_alone_from(alone.get(pupil.id), day),
        )
        people[meeting.id].append(person)
    return people


def _flags(
    consents: Mapping[Purpose, ConsentState], *, has_note: bool, is_guarded: bool
) -> list[str]:
    flags = []
    if has_note and consents[Purpose.HEALTH_NOTE] is ConsentState.YES:
        flags.append("health")
    if is_guarded:
        flags.append("pick_up")
    if consents[Purpose.PHOTOS_INTERNAL] is not ConsentState.YES:
        flags.append("no_photo")
    return flags


def _alone_from(rule: LeaveRule | None, day: date) -> str | None:
    """The local time as the tablet compares it; midnight if any time will do."""
    if rule is None or day < rule.from_day:
        return None
    return (rule.from_time or time()).strftime("%H:%M")


def state_of(attendance: Attendance | None, *, announced: bool = False) -> str:
    """Where the pupil is: `expected`, `in`, `out` or `excused`.

    Args:
        attendance: what scans and staff say; it wins over what was announced.
        announced: the family said that the pupil will not come.
    """
    if attendance is None:
        return "excused" if announced else "expected"
    if attendance.came_at is not None:
        return "in" if attendance.left_at is None else "out"
    return {
        AttendanceStatus.EXCUSED: "excused",
        AttendanceStatus.ABSENT: "expected",
    }.get(attendance.status, "in")
