"""The outbox's bookkeeping: which letter is due, whose turn it is, what came of it.

A letter is leased before it is sent and settled after; nothing is sent while the
database's lock is held. A process that dies in between loses its lease, and the letter
goes out a second time rather than never.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from fablab.kernel.db import db
from fablab.mail.models import Letter

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 30, 60))
GIVE_UP_AFTER = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A leased letter, apart from its database row."""

    public_id: str
    to: str
    language: str
    template: str
    context: dict[str, Any]
    subject: str = ""


def waiting() -> ColumnElement[bool]:
    """What holds for letters that are still to be sent."""
    return and_(Letter.sent_at.is_(None), Letter.given_up_at.is_(None))


def is_due(now: datetime) -> ColumnElement[bool]:
    """What holds for letters that may be sent now, by whoever leases them first."""
    return and_(
        waiting(),
        Letter.due_at <= now,
        or_(Letter.leased_until.is_(None), Letter.leased_until <= now),
    )


def has_due_letters(*, now: datetime) -> bool:
    """Whether it is worth taking the database's lock."""
    return db.session.scalar(select(Letter.id).where(is_due(now)).limit(1)) is not None


def claim_letter(*, now: datetime) -> Claimed | None:
    """Lease the letter that has been due longest, to one worker only; None if none is.

    One at a time: a worker that is killed leaves one letter in doubt, not a heap. Call
    it in a unit of work; on PostgreSQL it skips what another worker looks at. A lease
    that was left behind is that of a worker that ended before it could say what came
    of its letter: the server may have taken it.
    """
    due = (
        select(Letter)
        .where(is_due(now))
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    letter = db.session.scalars(due).one_or_none()
    if letter is None:
        return None
    letter.maybe_twice = letter.maybe_twice or letter.leased_until is not None
    letter.leased_until = now + LEASE
    db.session.flush()
    return Claimed(
        public_id=letter.public_id,
        to=letter.to,
        language=letter.language,
        template=letter.template,
        context=dict(letter.context),
        subject=letter.subject,
    )


def settle_sent(public_id: str, *, now: datetime) -> bool:
    """The server took the letter: what it told, links included, is forgotten.

    Returns:
        Whether that is news: a letter that went out twice was delivered once before.
    """
    return _settle(public_id, sent_at=now, context={}, error="")


def settle_refused(public_id: str, *, error: str, now: datetime) -> None:
    """The server will never take it: give up, and forget what it told."""
    _settle(public_id, given_up_at=now, context={}, error=error)


def settle_failed(
    public_id: str, *, error: str, now: datetime, maybe_twice: bool = False
) -> None:
    """It did not work this time: try again after a pause that grows, for two days.

    Args:
        public_id: the letter's.
        error: the kind of failure, without addresses.
        now: the aware instant.
        maybe_twice: the server may have taken the letter before it went silent.
    """
    letter = db.session.scalars(
        select(Letter).where(Letter.public_id == public_id)
    ).one()
    if letter.sent_at is not None or letter.given_up_at is not None:
        return
    if now - letter.queued_at >= GIVE_UP_AFTER:
        settle_refused(public_id, error=error, now=now)
        return
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
    _settle(
        public_id,
        due_at=now + pause,
        error=error,
        maybe_twice=letter.maybe_twice or maybe_twice,
    )


def count_letters() -> tuple[int, int]:
    """How many letters wait, and how many were given up."""
    counted = db.session.execute(
        select(
            func.count(Letter.id).filter(waiting()),
            func.count(Letter.id).filter(Letter.given_up_at.is_not(None)),
        )
    ).one()
    return counted[0], counted[1]


def oldest_waiting() -> datetime | None:
    """When the letter was queued that has waited longest; None if none waits."""
    return db.session.scalar(select(func.min(Letter.queued_at)).where(waiting()))


def _settle(public_id: str, *, error: str, **values: object) -> bool:
    settled = db.session.scalar(
        update(Letter)
        .where(Letter.public_id == public_id, waiting())
        .values(
            attempts=Letter.attempts + 1,
            leased_until=None,
            error=error[:300],
            **values,
        )
        .returning(Letter.id)
    )
    return settled is not None
