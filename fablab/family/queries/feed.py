"""The calendar behind a secret address: what it may show right now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.accounts.models import Account
from fablab.family.models import CalendarFeed
from fablab.kernel.codes import hashed
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.queries import in_contact
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Meeting, Series

KEPT = timedelta(days=92)
"""So long meetings stay in the calendar once they are over."""


class FeedEntry(NamedTuple):
    """One pupil's meeting in a family's calendar.

    `is_firm` once the place is the pupil's; `is_off` when it does not take place.
    """

    meeting: Meeting
    registration: Registration
    is_firm: bool
    is_off: bool


def feed_of(guardian: Guardian) -> CalendarFeed | None:
    """The guardian's calendar address, if one was made."""
    return db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.guardian_id == guardian.id)
    )


def find_feed(token: str) -> CalendarFeed:
    """The calendar behind the secret, guardian and account loaded.

    Raises:
        NotFound: there is none, it was renewed, or the account is disabled.
    """
    feed = db.session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.guardian)
        .join(Guardian.account)
        .where(CalendarFeed.token_hash == hashed(token), Account.disabled_at.is_(None))
        .options(contains_eager(CalendarFeed.guardian).contains_eager(Guardian.account))
    )
    if feed is None:
        raise NotFound(
            N_(
                "There is no calendar at this address, or not any more. "
                "You find the new one on your family page."
            )
        )
    return feed


def feed_entries(guardian: Guardian, *, now: datetime) -> Sequence[FeedEntry]:
    """The meetings of the guardian's pupils, by time; cancelled ones are marked.

    Only pupils whom the guardian is in contact with at this moment, and only those
    registrations that take a place or whose series the FabLab has called off.
    """
    found = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(
            Guardianship.guardian_id == guardian.id,
            in_contact(),
            or_(
                Registration.status.in_(TAKES_A_PLACE),
                Registration.cancel_reason == CancelReason.SERIES_CANCELLED,
            ),
        )
        .options(
            contains_eager(Registration.pupil),
            joinedload(Registration.series).options(
                joinedload(Series.site),
                selectinload(Series.texts),
                selectinload(Series.meetings),
            ),
        )
        .order_by(Registration.id)
    ).all()
    entries = [
        FeedEntry(
            meeting=meeting,
            registration=registration,
            is_firm=registration.status is RegistrationStatus.PLACED,
            is_off=bool(meeting.cancelled_at or registration.cancelled_at),
        )
        for registration in found
        for meeting in registration.series.meetings
        if meeting.ends_at > now - KEPT
    ]
    return sorted(entries, key=lambda one: (one.meeting.starts_at, one.registration.id))
