"""Letters that have not reached a family yet."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from fablab.kernel.db import db
from fablab.mail.models import Letter

USUAL = timedelta(minutes=5)


def delayed_letters(subjects: Collection[str], *, now: datetime) -> set[str]:
    """Those of the subjects whose letter waits longer than usual; one statement.

    Args:
        subjects: public ids of registrations.
        now: the aware instant.
    """
    if not subjects:
        return set()
    found = db.session.scalars(
        select(Letter.subject).where(
            Letter.subject.in_(subjects),
            Letter.sent_at.is_(None),
            Letter.queued_at <= now - USUAL,
        )
    )
    return set(found)
