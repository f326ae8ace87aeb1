"""Freed and new places: whoever waits longest moves up."""

from datetime import datetime

from sqlalchemy import select

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.places import next_in_line, series_to_fill
from fablab.registrations.services.letters import tell_place
from fablab.registrations.services.places import (
    free_place,
    lock_series,
    take_place,
)
from fablab.series.models import Series
from fablab.series.queries import live_meetings

SYSTEM = "system"


def cancel_registration(
    *,
    registration: Registration,
    reason: CancelReason,
    now: datetime,
    by: str = SYSTEM,
) -> None:
    """End a registration and let the waiting list move up; ended ones stay as they are.

    Args:
        registration: what ends; it is kept as history.
        reason: why.
        now: the aware instant.
        by: the public id of the account that cancels, for the journal.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    if registration.status is RegistrationStatus.CANCELLED:
        return
    had_place = registration.status in TAKES_A_PLACE
    registration.status = RegistrationStatus.CANCELLED
    registration.held_until = None
    registration.cancelled_at = now
    registration.cancel_reason = reason
    db.session.flush()
    record_event(
        actor=by,
        action="registration.cancelled",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
        details={"reason": reason.value},
    )
    if had_place:
        free_place(registration.series)
        move_up(series=registration.series, now=now)


def move_up(*, series: Series, now: datetime) -> None:
    """Give free places to those who wait longest and have agreed, until it begins.

    Call it with the series locked.
    """
    meetings = live_meetings(series)
    if series.cancelled_at or not meetings or now >= meetings[0].starts_at:
        return
    while (waiting := next_in_line(series)) and take_place(series):
        waiting.status = RegistrationStatus.PLACED
        waiting.placed_at = now
        db.session.flush()
        tell_place(waiting, now=now)


def fill_new_places(*, now: datetime) -> None:
    """Let waiting lists move up where a series was given more places.

    Made for a job that runs every minute; call it in a unit of work.
    """
    found = series_to_fill()
    lock_series(*(series.id for series in found))
    for series in found:
        move_up(series=series, now=now)


def release_expired_holds(*, now: datetime) -> int:
    """Free the places that nobody confirmed in time; returns how many.

    Made for a job that runs every few minutes; call it in a unit of work.
    """
    expired = (
        select(Registration)
        .where(
            Registration.status == RegistrationStatus.HELD,
            Registration.held_until <= now,
        )
        .order_by(Registration.series_id, Registration.id)
    )
    series_ids = {row.series_id for row in db.session.scalars(expired)}
    lock_series(*series_ids)
    still = db.session.scalars(expired.execution_options(populate_existing=True)).all()
    for registration in still:
        cancel_registration(
            registration=registration, reason=CancelReason.NOT_CONFIRMED, now=now
        )
    return len(still)
