"""Reading places: who has one, who waits, and when a series begins."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from fablab.kernel.db import db
from fablab.people.models import Pupil
from fablab.registrations.models import (
    Agreement,
    Registration,
    RegistrationStatus,
)
from fablab.series.availability import Availability
from fablab.series.models import Meeting, Series
from fablab.series.queries import live_meetings, places_of


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
    waiting = exists().where(
        Registration.series_id == series.id,
        Registration.status == RegistrationStatus.WAITLISTED,
    )
    return bool(db.session.scalar(select(waiting)))


def active_registration(*, pupil: Pupil, series: Series) -> Registration | None:
    """The pupil's registration in the series that is not cancelled."""
    return db.session.scalar(
        select(Registration).where(
            Registration.pupil_id == pupil.id,
            Registration.series_id == series.id,
            Registration.cancelled_at.is_(None),
        )
    )


def next_in_line(series: Series) -> Registration | None:
    """Who waits longest of those whose guardian has agreed to taking part."""
    return db.session.scalar(
        select(Registration)
        .join(Agreement, Agreement.registration_id == Registration.id)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.WAITLISTED,
        )
        .order_by(Registration.registered_at, Registration.id)
        .limit(1)
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


def waiting_positions(series_ids: Collection[int]) -> Mapping[int, int]:
    """Everybody's turn in the waiting lists of these series, from 1 on.

    Returns:
        By the registration's row id, in one statement.
    """
    if not series_ids:
        return {}
    turn = func.row_number().over(
        partition_by=Registration.series_id,
        order_by=(Registration.registered_at, Registration.id),
    )
    found = db.session.execute(
        select(Registration.id, turn).where(
            Registration.series_id.in_(series_ids),
            Registration.status == RegistrationStatus.WAITLISTED,
        )
    )
    return {row[0]: row[1] for row in found}


def agreement_of(registration: Registration) -> Agreement | None:
    """The guardian's yes to taking part, if it was given."""
    return db.session.scalar(
        select(Agreement).where(Agreement.registration_id == registration.id)
    )


def may_take_part(registration: Registration) -> bool:
    """Whether the pupil has a place and a guardian has agreed to taking part."""
    has_place = registration.status is RegistrationStatus.PLACED
    return has_place and agreement_of(registration) is not None


def clashing_series(*, pupil: Pupil, series: Series) -> Series | None:
    """Another series in which the pupil has a place at the same time."""
    ours = aliased(Meeting)
    return db.session.scalar(
        select(Series)
        .join(Registration, Registration.series_id == Series.id)
        .join(Meeting, Meeting.series_id == Series.id)
        .join(
            ours,
            (ours.series_id == series.id)
            & ours.cancelled_at.is_(None)
            & (ours.starts_at < Meeting.ends_at)
            & (Meeting.starts_at < ours.ends_at),
        )
        .where(
            Registration.pupil_id == pupil.id,
            Registration.status == RegistrationStatus.PLACED,
            Series.id != series.id,
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.starts_at, Series.id)
        .limit(1)
    )
