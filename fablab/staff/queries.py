"""What awaits somebody who works here: today's meetings and what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.accounts.queries import Actor
from fablab.assessments.models import Assessment
from fablab.certificates.models import Certificate
from fablab.certificates.queries import is_valid
from fablab.consent.models import PHOTOS, Consent, Purpose
from fablab.kernel.db import db
from fablab.registrations.models import Agreement, Registration, RegistrationStatus
from fablab.registrations.queries.desk import is_current
from fablab.series.models import Meeting, Series
from fablab.series.queries import is_public
from fablab.series.queries.own import is_led_by, is_seen_by

_AROUND_TODAY = timedelta(hours=36)
LEVELS_ASKED_FOR = timedelta(days=14)
CERTIFICATES_ASKED_FOR = timedelta(days=60)
ASKED_OF_ALL = (*PHOTOS, Purpose.LEAVING_ALONE)


@dataclass(frozen=True, kw_only=True)
class MeetingToday:
    """A meeting of this day and how many pupils have a place in its series."""

    meeting: Meeting
    expected: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A series and how many of something it has."""

    series: Series
    count: int


def meetings_today(actor: Actor, *, now: datetime) -> list[MeetingToday]:
    """The actor's meetings of today or still running, each by its site's clock."""
    around = (
        Meeting.starts_at < now + _AROUND_TODAY,
        Meeting.ends_at > now - _AROUND_TODAY,
        Meeting.cancelled_at.is_(None),
    )
    meetings = [m for m in _own_meetings(actor, *around) if _is_today(m, now=now)]
    placed = _placed_in({meeting.series_id for meeting in meetings})
    return [
        MeetingToday(meeting=meeting, expected=placed.get(meeting.series_id, 0))
        for meeting in meetings
    ]


def next_meeting(actor: Actor, *, now: datetime) -> Meeting | None:
    """The actor's first meeting that has not begun."""
    coming = (Meeting.starts_at > now, Meeting.cancelled_at.is_(None))
    return next(iter(_own_meetings(actor, *coming, limit=1)), None)


def meetings_without_levels(actor: Actor, *, now: datetime) -> Sequence[Meeting]:
    """Meetings the actor led in the last two weeks of which no level was noted."""
    noted = select(Assessment.id).where(Assessment.meeting_id == Meeting.id).exists()
    had_pupils = (
        select(Registration.id)
        .where(
            Registration.series_id == Meeting.series_id,
            Registration.status == RegistrationStatus.PLACED,
        )
        .exists()
    )
    return _own_meetings(
        actor,
        is_led_by(actor),
        Meeting.ends_at < now,
        Meeting.ends_at > now - LEVELS_ASKED_FOR,
        Meeting.cancelled_at.is_(None),
        ~noted,
        had_pupils,
    )


def series_with_held_places(actor: Actor) -> list[Counted]:
    """Series of the actor's sites where guardians have not answered yet."""
    return _counted(
        select(Registration.series_id, func.count(Registration.id))
        .join(Registration.series)
        .where(
            Series.site_id.in_(actor.coordinates),
            Series.cancelled_at.is_(None),
            Registration.status == RegistrationStatus.HELD,
        )
        .group_by(Registration.series_id)
    )


def series_with_too_few(actor: Actor, *, now: datetime) -> list[Counted]:
    """Series of the actor's sites to decide on: registration is over, too few placed.

    Those that have begun, or that need no number of pupils, are not asked about.
    """
    first_start = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.series_id == Series.id, Meeting.cancelled_at.is_(None))
        .scalar_subquery()
    )
    placed = func.count(Registration.id)
    return _counted(
        select(Series.id, placed)
        .outerjoin(
            Registration,
            (Registration.series_id == Series.id)
            & (Registration.status == RegistrationStatus.PLACED),
        )
        .where(
            Series.site_id.in_(actor.coordinates),
            is_public(),
            Series.registration_closes_at <= now,
            first_start > now,
        )
        .group_by(Series.id, Series.min_pupils)
        .having(placed < Series.min_pupils)
    )


def pupils_to_ask(actor: Actor, *, now: datetime) -> int:
    """How many pupils lack an agreement, or any answer to what every family is asked.

    At the actor's sites, in series that are not over; who is asked again or disagrees
    is only in the queue itself.
    """
    answered = (
        select(func.count(Consent.purpose.distinct()))
        .where(
            Consent.pupil_id == Registration.pupil_id,
            Consent.purpose.in_(ASKED_OF_ALL),
        )
        .scalar_subquery()
    )
    agreed = (
        select(Agreement.id)
        .where(Agreement.registration_id == Registration.id)
        .exists()
    )
    found = db.session.scalar(
        select(func.count(Registration.pupil_id.distinct()))
        .join(Registration.series)
        .where(
            Series.site_id.in_(actor.coordinates),
            is_current(now=now),
            or_(~agreed, answered < len(ASKED_OF_ALL)),
        )
    )
    return found or 0


def series_to_certify(actor: Actor, *, now: datetime) -> list[Counted]:
    """Series of the actor's sites that ended of late, some pupils uncertified."""
    last_end = (
        select(func.max(Meeting.ends_at))
        .where(Meeting.series_id == Series.id, Meeting.cancelled_at.is_(None))
        .scalar_subquery()
    )
    certified = (
        select(Certificate.id)
        .where(Certificate.registration_id == Registration.id, is_valid())
        .exists()
    )
    return _counted(
        select(Registration.series_id, func.count(Registration.id))
        .join(Registration.series)
        .where(
            Series.site_id.in_(actor.coordinates),
            Series.cancelled_at.is_(None),
            Registration.status == RegistrationStatus.PLACED,
            last_end < now,
            last_end > now - CERTIFICATES_ASKED_FOR,
            ~certified,
        )
        .group_by(Registration.series_id)
    )


def _is_today(meeting: Meeting, *, now: datetime) -> bool:
    zone = meeting.series.site.zone
    starts_on = meeting.starts_at.astimezone(zone).date()
    is_running = meeting.starts_at <= now < meeting.ends_at
    return starts_on == now.astimezone(zone).date() or is_running


def _own_meetings(
    actor: Actor, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Meeting]:
    """Meetings of published series that the actor runs or leads, by time."""
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.series)
        .where(
            is_seen_by(actor),
            is_public(),
            *conditions,
        )
        .options(
            contains_eager(Meeting.series).options(
                joinedload(Series.site), selectinload(Series.texts)
            )
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    ).all()


def _placed_in(series_ids: set[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Registration.series_id, func.count(Registration.id))
        .where(
            Registration.series_id.in_(series_ids),
            Registration.status == RegistrationStatus.PLACED,
        )
        .group_by(Registration.series_id)
    )
    return {row[0]: row[1] for row in rows}


def _counted(query: Select[int, int]) -> list[Counted]:
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    found = db.session.scalars(
        select(Series)
        .where(Series.id.in_(counts))
        .options(joinedload(Series.site), selectinload(Series.texts))
        .order_by(Series.id)
    )
    return [Counted(series=series, count=counts[series.id]) for series in found]
