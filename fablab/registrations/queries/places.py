"""Reading places: who has one, who waits, and when a series begins."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from fablab.kernel.db import db
from fablab.people.models import Pupil
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Agreement,
    Override,
    Registration,
    RegistrationStatus,
)
from fablab.series.availability import Availability
from fablab.series.models import Meeting, Series
from fablab.series.queries import live_meetings, places_of
from fablab.sites.models import Site
from fablab.sites.school_year import end_of_school_year

Span = tuple[datetime, datetime]
LONGEST_WAY = timedelta(minutes=240)
"""More than any site leaves for getting from one meeting to the next."""


def first_day(series: Series) -> date | None:
    """The local date of the first meeting, on which the pupils' age counts."""
    meetings = live_meetings(series)
    if not meetings:
        return None
    return meetings[0].starts_at.astimezone(series.site.zone).date()


def availability_of(series: Series, *, now: datetime) -> Availability:
    """Whether the series, its meetings loaded, can be joined now.

    A place is only free for newcomers while nobody waits for one.
    """
    taken = series.capacity if somebody_waits(series) else None
    return places_of(series, now=now, taken=taken)


def somebody_waits(series: Series) -> bool:
    """Whether there is a waiting list, which newcomers must not overtake."""
    return bool(db.session.scalar(select(is_waited_for(series.id))))


def is_waited_for(series_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """What holds in SQL while there is a waiting list for the series with that id."""
    return exists().where(
        Registration.series_id == series_id,
        Registration.status == RegistrationStatus.WAITLISTED,
    )


def active_registration(*, pupil: Pupil, series: Series) -> Registration | None:
    """The pupil's registration in the series that is not cancelled."""
    return db.session.scalar(
        select(Registration).where(
            Registration.pupil_id == pupil.id,
            Registration.series_id == series.id,
            Registration.cancelled_at.is_(None),
        )
    )


def series_to_fill() -> Sequence[Series]:
    """The series that have places free though somebody waits who has agreed."""
    waits = (
        select(Registration.series_id)
        .join(Agreement, Agreement.registration_id == Registration.id)
        .where(Registration.status == RegistrationStatus.WAITLISTED)
    )
    return db.session.scalars(
        select(Series)
        .where(Series.places_taken < Series.capacity, Series.id.in_(waits))
        .order_by(Series.id)
    ).all()


def agreement_of(registration: Registration) -> Agreement | None:
    """The guardian's yes to taking part, if it was given."""
    return db.session.scalar(
        select(Agreement).where(Agreement.registration_id == registration.id)
    )


def clashing_series(
    *, pupil: Pupil, series: Series, sure_only: bool = False
) -> list[Series]:
    """The other series whose places the pupil could not fill as well, by first clash.

    All meetings of the one are held against all of the other, with the time that the
    stricter of the two sites leaves for getting from one to the next. Cancelled
    meetings and series that are exempt do not count, nor do turns in a waiting list.
    Site and texts of what is found are loaded.

    Args:
        pupil: who is to take part, flushed.
        series: in what; site and meetings are loaded.
        sure_only: held places count only if a guardian has confirmed them.
    """
    ours = [(meeting.starts_at, meeting.ends_at) for meeting in live_meetings(series)]
    if series.exempt or not ours:
        return []
    found = db.session.execute(
        select(
            Meeting.series_id, Meeting.starts_at, Meeting.ends_at, Site.transfer_minutes
        )
        .join(Series, Series.id == Meeting.series_id)
        .join(Site, Site.id == Series.site_id)
        .join(Registration, Registration.series_id == Series.id)
        .where(
            *_takes_part(pupil, besides=series, sure_only=sure_only),
            Meeting.cancelled_at.is_(None),
            Meeting.ends_at > min(starts for starts, _ in ours) - LONGEST_WAY,
            Meeting.starts_at < max(ends for _, ends in ours) + LONGEST_WAY,
        )
        .order_by(Meeting.starts_at, Meeting.series_id)
    )
    least = series.site.transfer_minutes
    clashing = [
        series_id
        for series_id, starts, ends, minutes in found
        if any(clash(span, (starts, ends), max(least, minutes)) for span in ours)
    ]
    if not clashing:
        return []
    others = db.session.scalars(
        select(Series)
        .where(Series.id.in_(clashing))
        .options(joinedload(Series.site), selectinload(Series.texts))
    )
    return sorted(others, key=lambda other: clashing.index(other.id))


def clash(one: Span, other: Span, minutes: int) -> bool:
    """Whether nobody can be at both, with so many minutes in between."""
    gap = timedelta(minutes=minutes)
    return one[0] < other[1] + gap and other[0] < one[1] + gap


def taken_in_season(*, pupil: Pupil, series: Series, sure_only: bool = False) -> int:
    """In how many other series of the same school year and site the pupil has a place.

    A series belongs to the school year in which it begins, on the site's clock; those
    that are exempt do not count.

    Args:
        pupil: who is to take part, flushed.
        series: tells the site and the school year; it does not count itself.
        sure_only: held places count only if a guardian has confirmed them.
    """
    day = first_day(series)
    if day is None:
        return 0
    last, zone = end_of_school_year(day), series.site.zone
    begins = (
        select(Meeting.series_id, func.min(Meeting.starts_at).label("first"))
        .where(Meeting.cancelled_at.is_(None))
        .group_by(Meeting.series_id)
        .subquery()
    )
    count = db.session.scalar(
        select(func.count(Series.id))
        .join(begins, begins.c.series_id == Series.id)
        .join(Registration, Registration.series_id == Series.id)
        .where(
            *_takes_part(pupil, besides=series, sure_only=sure_only),
            Series.site_id == series.site_id,
            begins.c.first >= datetime(last.year - 1, 9, 1, tzinfo=zone),
            begins.c.first < datetime(last.year, 9, 1, tzinfo=zone),
        )
    )
    return count or 0


def overridden_rules(registration: Registration) -> set[str]:
    """The rules that staff have set aside for this registration."""
    found = db.session.scalars(
        select(Override.rules).where(Override.registration_id == registration.id)
    )
    return {rule for rules in found for rule in rules}


def _takes_part(
    pupil: Pupil, *, besides: Series, sure_only: bool
) -> list[ColumnElement[bool]]:
    """What holds for the other series that count against one more place."""
    sure = or_(
        Registration.status != RegistrationStatus.HELD,
        Registration.confirmed_at.is_not(None),
    )
    return [
        sure if sure_only else true(),
        Registration.pupil_id == pupil.id,
        Registration.status.in_(TAKES_A_PLACE),
        Series.id != besides.id,
        Series.exempt.is_(False),
        Series.cancelled_at.is_(None),
    ]
