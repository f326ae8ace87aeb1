"""Who is inside at this moment, by meeting, and who should have left by now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from fablab.accounts.models import Account, Grant, Role
from fablab.accounts.queries import Actor
from fablab.checkin.models import CAME, Attendance
from fablab.checkin.queries.roster import RosterPerson, people_of
from fablab.kernel.db import db
from fablab.people.order import by_given_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Facilitation, Meeting, Series
from fablab.series.queries import is_public
from fablab.series.queries.own import is_seen_by

ALARM_AFTER = timedelta(minutes=15)
"""How long after the end of a meeting somebody who is still inside is an alarm."""
MISSED_AFTER = timedelta(minutes=10)
"""How long after the beginning whoever has not come is missing."""
SHOWN_BEFORE = timedelta(minutes=30)
SHOWN_AFTER = timedelta(hours=12)

NO_PLACE = "no_place"
"""The flag of who came and has no place in the series."""

_Lines: TypeAlias = tuple[list["Inside"], list[Registration]]


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A pupil who is inside; `since` is unknown where staff only said that they came.

    `flags` are those of the tablet's roster.
    """

    registration: Registration
    since: datetime | None
    flags: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class MeetingInside:
    """A meeting and how many pupils of it are inside.

    Who they are, and who is expected but was not seen, only where it is the actor's
    own; of others `led_by` says whom to ask. Once it `has_settled`, whoever is still
    expected is missing.
    """

    meeting: Meeting
    is_own: bool
    is_overdue: bool
    count: int
    has_settled: bool = False
    people: Sequence[Inside] = ()
    expected: Sequence[Registration] = ()
    led_by: Sequence[str] = ()

    @property
    def without_a_place(self) -> list[Registration]:
        """Who is inside and has no place in the series."""
        return [one.registration for one in self.people if NO_PLACE in one.flags]


@dataclass(frozen=True, kw_only=True)
class StillInside:
    """A meeting that is over, and how many pupils have not left it."""

    meeting: Meeting
    count: int


def is_inside(*, now: datetime) -> ColumnElement[bool]:
    """What holds for an attendance, joined with its meeting, of who is inside.

    Whom staff marked as here without a time counts until the alarm's minute: after it
    only who was seen coming in, and was not seen leaving.
    """
    marked = and_(
        Attendance.status.in_(CAME),
        Meeting.starts_at <= now,
        Meeting.ends_at > now - ALARM_AFTER,
    )
    return and_(
        Attendance.left_at.is_(None),
        Meeting.ends_at > now - SHOWN_AFTER,
        or_(Attendance.came_at.is_not(None), marked),
    )


def is_overdue(*, now: datetime) -> ColumnElement[bool]:
    """What holds for meetings that ended a quarter of an hour ago or earlier."""
    return and_(
        Meeting.ends_at <= now - ALARM_AFTER, Meeting.ends_at > now - SHOWN_AFTER
    )


def who_is_inside(actor: Actor, *, now: datetime) -> list[MeetingInside]:
    """The meetings at the actor's sites that run or have somebody inside, by site.

    Those with an alarm come first, then they go by time.
    """
    rows = meetings_with_people(actor, now=now)
    own = [meeting for meeting, _count, is_own in rows if is_own]
    lines = _lines_of(own, now=now)
    led_by = _led_by({meeting.series_id for meeting, _, is_own in rows if not is_own})
    found = [
        MeetingInside(
            meeting=meeting,
            is_own=is_own,
            is_overdue=bool(count) and meeting.ends_at <= now - ALARM_AFTER,
            count=count,
            has_settled=now >= meeting.starts_at + MISSED_AFTER,
            people=lines[meeting.id][0],
            expected=lines[meeting.id][1],
            led_by=led_by[meeting.series_id],
        )
        for meeting, count, is_own in rows
    ]
    return sorted(found, key=_order)


def still_inside(actor: Actor, *, now: datetime) -> list[StillInside]:
    """The actor's meetings that are over while somebody is still inside, by time."""
    return _still_inside(is_seen_by(actor), now=now)


def all_still_inside(*, now: datetime) -> list[StillInside]:
    """The meetings of every site that are over while somebody is still inside."""
    return _still_inside(now=now)


def staff_to_alarm(series: Series, *, now: datetime) -> Sequence[Account]:
    """The coordinators of the series' site and who leads it, by name.

    Whose account is disabled or whose role has ended is not among them.
    """
    today = now.astimezone(series.site.zone).date()
    leads = exists().where(
        Facilitation.series_id == series.id, Facilitation.account_id == Account.id
    )

    def is_at_site(role: Role) -> ColumnElement[bool]:
        live = or_(Grant.ends_on.is_(None), Grant.ends_on >= today)
        here = Grant.site_id == series.site_id
        return Account.grants.any(and_(here, Grant.role == role, live))

    return db.session.scalars(
        select(Account)
        .where(
            or_(
                is_at_site(Role.COORDINATOR),
                and_(is_at_site(Role.FACILITATOR), leads),
            ),
            or_(Account.disabled_at.is_(None), Account.disabled_at > now),
        )
        .order_by(Account.name, Account.id)
    ).all()


def meetings_with_people(
    actor: Actor, *, now: datetime
) -> list[tuple[Meeting, int, bool]]:
    """The meetings of the board: how many are inside, and if it is the actor's own."""
    inside = _number_inside(now=now)
    runs = and_(
        is_public(),
        Meeting.cancelled_at.is_(None),
        Meeting.starts_at <= now + SHOWN_BEFORE,
        Meeting.ends_at > now - ALARM_AFTER,
    )
    rows = db.session.execute(
        select(Meeting, inside, is_seen_by(actor))
        .join(Meeting.series)
        .where(
            Series.site_id.in_(actor.coordinates | actor.facilitates),
            Meeting.ends_at > now - SHOWN_AFTER,
            or_(runs, inside > 0),
        )
        .options(_with_texts())
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]


def _still_inside(*whose: ColumnElement[bool], now: datetime) -> list[StillInside]:
    inside = _number_inside(now=now)
    rows = db.session.execute(
        select(Meeting, inside)
        .join(Meeting.series)
        .where(*whose, is_overdue(now=now), inside > 0)
        .options(_with_texts())
        .order_by(Meeting.ends_at, Meeting.id)
    )
    return [StillInside(meeting=row[0], count=row[1]) for row in rows]


def _number_inside(*, now: datetime) -> ColumnElement[int]:
    return (
        select(func.count(Attendance.id))
        .where(Attendance.meeting_id == Meeting.id, is_inside(now=now))
        .correlate(Meeting)
        .scalar_subquery()
    )


def _with_texts() -> ORMOption:
    return contains_eager(Meeting.series).options(
        joinedload(Series.site), selectinload(Series.texts)
    )


def _lines_of(meetings: Collection[Meeting], *, now: datetime) -> Mapping[int, _Lines]:
    """Who is inside, and who is expected, by the meeting's row id; ordered by name."""
    lines: dict[int, _Lines] = defaultdict(lambda: ([], []))
    ids = [meeting.id for meeting in meetings]
    if not ids:
        return lines
    roster = {
        (meeting_id, person.registration): person
        for meeting_id, people in people_of(ids, now=now).items()
        for person in people
    }
    rows = db.session.execute(
        select(Meeting.id, Registration, Attendance, is_inside(now=now))
        .select_from(Meeting)
        .join(Registration, Registration.series_id == Meeting.series_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.registration_id == Registration.id,
                Attendance.meeting_id == Meeting.id,
            ),
        )
        .join(Registration.pupil)
        .where(
            Meeting.id.in_(ids),
            or_(
                Registration.status == RegistrationStatus.PLACED,
                Attendance.id.is_not(None),
            ),
        )
        .options(contains_eager(Registration.pupil))
    ).all()
    for row in sorted(rows, key=lambda row: by_given_name(row.Registration.pupil)):
        meeting_id, registration, attendance, is_in = row
        inside, expected = lines[meeting_id]
        person = roster.get((meeting_id, registration.public_id))
        if attendance is not None and is_in:
            inside.append(_inside(registration, attendance, person))
        elif attendance is None and person and person.state == "expected":
            expected.append(registration)
    return lines


def _inside(
    registration: Registration, attendance: Attendance, person: RosterPerson | None
) -> Inside:
    """Of whom the roster does not hold nothing may be taken for granted."""
    flags = person.flags if person else [NO_PLACE, "no_photo"]
    return Inside(
        registration=registration, since=attendance.came_at, flags=tuple(flags)
    )


def _led_by(series_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    if not series_ids:
        return names
    rows = db.session.execute(
        select(Facilitation.series_id, Account.name)
        .join(Facilitation.account)
        .where(Facilitation.series_id.in_(series_ids))
        .order_by(Account.name)
    )
    for series_id, name in rows:
        names[series_id].append(name)
    return names


def _order(found: MeetingInside) -> tuple[bool, str, datetime, int]:
    meeting = found.meeting
    site = meeting.series.site.name
    return not found.is_overdue, site, meeting.starts_at, meeting.id
