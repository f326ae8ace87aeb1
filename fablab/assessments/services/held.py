"""Levels from a tablet that do not count yet: counted after all, or dropped."""

from datetime import datetime

from fablab.accounts.models import Account
from fablab.assessments.models import HeldLevel
from fablab.assessments.services.levels import Answer, record_levels
from fablab.kernel.db import db


def count_held(*, held: HeldLevel, by: Account, now: datetime) -> None:
    """Count a held level after all, as whoever gave it did, if the rules allow by now.

    Raises:
        DomainError: what recording levels refuses.
    """
    name = held.registration.public_id
    answer = Answer(name, held.level, held.note, held.event_id, held.at)
    record_levels(
        meeting=held.meeting,
        dimension=held.dimension,
        answers=[answer],
        by=held.given_by,
        now=now,
    )
    drop_held(held=held, by=by, now=now)


def drop_held(*, held: HeldLevel, by: Account, now: datetime) -> None:
    """It does not count; the row stays as history."""
    held.settled_at, held.settled_by = now, by
    db.session.flush()
