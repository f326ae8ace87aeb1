"""Cancelling: what it means beforehand, and who gets the place after it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from fablab.kernel.db import db
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.line import line_of
from fablab.registrations.queries.places import agreement_of
from fablab.registrations.services.closing import (
    SYSTEM,
    close_registration,
    is_late,
    late_from,
)
from fablab.registrations.services.letters import tell_family
from fablab.registrations.services.offers import offer_free_places, offers_are_made
from fablab.registrations.services.places import lock_series


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What cancelling would mean; told before the button is pressed.

    `place_is_offered`: somebody waits who is offered the place at once. `last_day` is
    the last day to cancel in time, on the site's clock. `companions` are the active
    registrations of the same group: they stay as they are.
    """

    gives_up_place: bool
    place_is_offered: bool
    is_late: bool
    last_day: date | None
    companions: tuple[Registration, ...]


def consequences_of(registration: Registration, *, now: datetime) -> Consequences:
    """What cancelling the registration now would mean."""
    series = registration.series
    gives_up = registration.status in TAKES_A_PLACE
    waits = any(unit.is_ready for unit in line_of(series)) if gives_up else False
    late = late_from(registration)
    return Consequences(
        gives_up_place=gives_up,
        place_is_offered=waits and offers_are_made(series, now=now),
        is_late=is_late(registration, now=now),
        last_day=(late - timedelta(days=1)).date() if late else None,
        companions=_companions(registration),
    )


def cancel_registration(
    *,
    registration: Registration,
    reason: CancelReason,
    now: datetime,
    by: str = SYSTEM,
    tell: bool = True,
) -> None:
    """End a registration and offer its place; ended ones stay as they are.

    Every guardian in contact is told once, but for the one who pressed the button, and
    but for what nobody has confirmed yet: a stranger may have sent the form.

    Args:
        registration: what ends; it is kept as history.
        reason: why.
        now: the aware instant.
        by: the public id of the account that cancels, for the journal.
        tell: mail the family; off where another letter says why.
    """
    lock_series(registration.series_id)
    db.session.refresh(registration)
    if registration.status is RegistrationStatus.CANCELLED:
        return
    is_known = registration.confirmed_at or agreement_of(registration)
    close_registration(registration, reason=reason, now=now, by=by)
    if tell and is_known:
        tell_family("registration_cancelled", registration, now=now, besides=by)
    offer_free_places(series=registration.series, now=now)


def _companions(registration: Registration) -> tuple[Registration, ...]:
    if registration.group_id is None:
        return ()
    found = db.session.scalars(
        select(Registration)
        .where(
            Registration.group_id == registration.group_id,
            Registration.id != registration.id,
            Registration.cancelled_at.is_(None),
        )
        .order_by(Registration.registered_at, Registration.id)
    )
    return tuple(found)
