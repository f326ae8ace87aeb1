"""How long a place, or a turn, is kept for a family that has not answered yet.

The clock starts when the letter with the link was first delivered: a mail server that
is down costs no family its place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from fablab.accounts.models import LinkPurpose, OneTimeLink
from fablab.kernel.db import db
from fablab.mail.models import Letter
from fablab.mail.outbox import waiting
from fablab.people.models import Guardian
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.services.agreeing import refuse_if_over
from fablab.registrations.services.closing import SYSTEM, close_registration
from fablab.registrations.services.letters import (
    CONFIRM,
    remind_to_agree,
    tell_family,
)
from fablab.registrations.services.offers import offer_free_places
from fablab.registrations.services.places import lock_series

CONFIRM_WITHIN = timedelta(minutes=60)
"""How long a place is held until somebody who reads the guardian's mail has acted."""
ANSWER_WITHIN = timedelta(hours=48)
"""How long a guardian has to agree, and a turn in the waiting list waits for that."""
REMIND_BEFORE = timedelta(hours=24)
AT_ONCE = 200
"""How many registrations one turn of a job ends, so that nobody waits long for it."""


def confirm_address(
    *, registration: Registration, guardian: Guardian, now: datetime
) -> Registration:
    """Keep the place for 48 hours: the guardian was here, and wants time to answer.

    Pressing again changes nothing: the end stays where it is.

    Args:
        registration: that waits for the agreement.
        guardian: who is behind the letter's link, or signed in.
        now: the aware instant.

    Raises:
        RegistrationOver: the registration was cancelled.
    """
    del guardian
    lock_series(registration.series_id)
    db.session.refresh(registration)
    refuse_if_over(registration)
    if registration.confirmed_at is not None:
        return registration
    registration.confirmed_at = now
    registration.network = ""
    if registration.status is RegistrationStatus.HELD:
        registration.held_until = (registration.asked_at or now) + ANSWER_WITHIN
    db.session.flush()
    return registration


def start_clock(subject: str, *, now: datetime) -> None:
    """The letter with the link was delivered: from now on the family's time runs.

    The links to agree open for 48 hours from here; the first letter of a registration
    alone moves the end of its place.

    Args:
        subject: the registration's public id.
        now: the aware instant.
    """
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == LinkPurpose.CONSENT,
            OneTimeLink.subject == subject,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.revoked_at.is_(None),
            OneTimeLink.reusable.is_(False),
        )
        .values(expires_at=now + ANSWER_WITHIN)
        .execution_options(synchronize_session=False)
    )
    is_held = Registration.status == RegistrationStatus.HELD
    is_confirmed = Registration.confirmed_at.is_not(None)
    db.session.execute(
        update(Registration)
        .where(
            Registration.public_id == subject,
            Registration.asked_at.is_(None),
            Registration.status.in_(
                [RegistrationStatus.HELD, RegistrationStatus.WAITLISTED]
            ),
        )
        .values(
            asked_at=now,
            held_until=case(
                (and_(is_held, is_confirmed), now + ANSWER_WITHIN),
                (is_held, now + CONFIRM_WITHIN),
                else_=Registration.held_until,
            ),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def release_holds(*, now: datetime) -> int:
    """Free the places that nobody confirmed, or answered for, in time.

    Made for a job that runs every minute; call it in a unit of work.

    Returns:
        How many were freed.
    """
    return _end(
        select(Registration).where(
            Registration.status == RegistrationStatus.HELD,
            Registration.held_until <= now,
            ~_letter_waits(),
        ),
        reason=CancelReason.NOT_CONFIRMED,
        now=now,
    )


def expire_unanswered(*, now: datetime) -> int:
    """End the turns in waiting lists for which nobody agreed within 48 hours.

    Returns:
        How many were ended.
    """
    return _end(
        select(Registration).where(
            Registration.status == RegistrationStatus.WAITLISTED,
            _asked_at() <= now - ANSWER_WITHIN,
            ~_agreed(),
            ~_letter_waits(),
        ),
        reason=CancelReason.NOT_CONFIRMED,
        now=now,
    )


def release_undelivered(*, now: datetime) -> int:
    """End what was registered under an address that takes no letters.

    Returns:
        How many were ended; coordinators see why on the list of the series.
    """
    return _end(
        select(Registration).where(
            Registration.status.in_(
                [RegistrationStatus.HELD, RegistrationStatus.WAITLISTED]
            ),
            Registration.asked_at.is_(None),
            Registration.confirmed_at.is_(None),
            ~_agreed(),
            _letter(Letter.given_up_at.is_not(None)),
            ~_letter_waits(),
        ),
        reason=CancelReason.NOT_DELIVERED,
        now=now,
    )


def remind_to_answer(*, now: datetime) -> int:
    """Remind those once who have a day left to agree.

    Returns:
        How many letters were queued.
    """
    confirmed_hold = and_(
        Registration.status == RegistrationStatus.HELD,
        Registration.confirmed_at.is_not(None),
        Registration.held_until <= now + REMIND_BEFORE,
        Registration.held_until > now,
    )
    silent_turn = and_(
        Registration.status == RegistrationStatus.WAITLISTED,
        _asked_at() <= now + REMIND_BEFORE - ANSWER_WITHIN,
        _asked_at() > now - ANSWER_WITHIN,
    )
    due = (
        select(Registration)
        .where(
            Registration.reminded_at.is_(None),
            or_(confirmed_hold, silent_turn),
            ~_agreed(),
            ~_letter_waits(),
        )
        .order_by(Registration.series_id, Registration.id)
        .limit(AT_ONCE)
    )
    found = _locked(due)
    for registration in found:
        ends = registration.held_until or _turn_ends(registration)
        remind_to_agree(registration, ends=ends, now=now)
        registration.reminded_at = now
    db.session.flush()
    return len(found)


def _end(query: Select[Any], *, reason: CancelReason, now: datetime) -> int:
    """End what the query finds, and let those who wait move up."""
    found = _locked(
        query.order_by(Registration.series_id, Registration.id).limit(AT_ONCE)
    )
    for registration in found:
        was_confirmed = registration.confirmed_at is not None
        close_registration(registration, reason=reason, now=now, by=SYSTEM)
        if was_confirmed:
            tell_family("registration_lapsed", registration, now=now)
    for series in {one.series_id: one.series for one in found}.values():
        offer_free_places(series=series, now=now)
    return len(found)


def _locked(query: Select[Any]) -> Sequence[Registration]:
    """What the query finds once its series are locked, and nobody else changes it."""
    lock_series(*{row.series_id for row in db.session.scalars(query)})
    return db.session.scalars(
        query.with_for_update(of=Registration).execution_options(populate_existing=True)
    ).all()


def _asked_at() -> ColumnElement[datetime]:
    """When the family's time to agree began."""
    return func.coalesce(
        Registration.asked_at, Registration.confirmed_at, Registration.registered_at
    )


def _turn_ends(registration: Registration) -> datetime:
    began = (
        registration.asked_at or registration.confirmed_at or registration.registered_at
    )
    return began + ANSWER_WITHIN


def _agreed() -> ColumnElement[bool]:
    return exists().where(Agreement.registration_id == Registration.id)


def _letter_waits() -> ColumnElement[bool]:
    """What holds while the family cannot know yet: its letter is still on the way."""
    return and_(
        Registration.asked_at.is_(None),
        _letter(waiting()),
    )


def _letter(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Letter.subject == Registration.public_id, Letter.template == CONFIRM, condition
    )
