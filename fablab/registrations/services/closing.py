"""The end of a registration itself; who gets the place then is not decided here."""

from datetime import datetime, time, timedelta

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.places import first_day
from fablab.registrations.services.places import free_place

SYSTEM = "system"


def close_registration(
    registration: Registration, *, reason: CancelReason, now: datetime, by: str
) -> None:
    """End it, free its place and write it down; call it with the series locked.

    Args:
        registration: one that is not cancelled; it is kept as history.
        reason: why.
        now: the aware instant.
        by: the public id of the account that ends it, or `SYSTEM`.
    """
    had_place = registration.status in TAKES_A_PLACE
    registration.cancelled_late = reason is CancelReason.BY_FAMILY and is_late(
        registration, now=now
    )
    registration.status = RegistrationStatus.CANCELLED
    registration.held_until = None
    registration.network = ""
    registration.cancelled_at = now
    registration.cancel_reason = reason
    db.session.flush()
    if had_place:
        free_place(registration.series)
    record_event(
        actor=by,
        action="registration.cancelled",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
        details={"reason": reason.value},
    )


def is_late(registration: Registration, *, now: datetime) -> bool:
    """Whether cancelling now is late: the pupil has a place, and the last day is over.

    Whoever waits, or has not answered yet, is never late.
    """
    ends = late_from(registration)
    has_place = registration.status is RegistrationStatus.PLACED
    return has_place and ends is not None and now >= ends


def late_from(registration: Registration) -> datetime | None:
    """The instant from which cancelling is late: the midnight after the last good day.

    With 2 days before a series that begins on a Saturday, all of Thursday is good; with
    0 days all of Saturday is. None where there is no meeting.
    """
    series = registration.series
    first = first_day(series)
    if first is None:
        return None
    last_day = first - timedelta(days=series.site.late_cancel_days)
    return datetime.combine(last_day + timedelta(days=1), time(), series.site.zone)
