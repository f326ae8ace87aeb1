"""Families for tests: a second guardian, and registrations in every state."""

from datetime import datetime

from fablab.kernel.db import unit_of_work
from fablab.people.models import Guardian, Pupil, Standing
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services import cancel_registration
from tests.factories import OPENING_DAY
from tests.people.factories import guardianship_of, make_second_guardian


def second_guardian(pupil: Pupil) -> Guardian:
    """Another guardian of the pupil, with a telephone number."""
    other = make_second_guardian(pupil, name="Jan Novak", email="jan@example.org")
    with unit_of_work():
        other.phone = "+48600000002"
    return other


def limit(
    guardian: Guardian,
    pupil: Pupil,
    standing: Standing | None = None,
    *,
    ended_at: datetime | None = None,
) -> None:
    """Let a guardian only look, lose contact, or have been one."""
    with unit_of_work():
        row = guardianship_of(guardian, pupil)
        row.standing = standing or row.standing
        row.ended_at = ended_at


def cancel(registration: Registration, reason: CancelReason, *, now: datetime) -> None:
    """End a registration for that reason, its place given back."""
    with unit_of_work():
        cancel_registration(registration=registration, reason=reason, now=now)


NOBODYS = [
    {"standing": Standing.NO_CONTACT},
    {"ended_at": OPENING_DAY},
]
"""What makes a guardian a stranger to the pupil."""
