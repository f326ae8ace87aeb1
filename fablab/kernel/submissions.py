"""Forms sent twice: the key that a form carries, and what came of it the first time."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import String, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from fablab.kernel.codes import hashed
from fablab.kernel.db import Model, db, unit_of_work
from fablab.kernel.errors import N_, Conflict


class Submission(Model):
    """One form that was accepted; of its key and its content only hashes are kept."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[datetime]


_EARLIER = select(Submission.content_hash, Submission.outcome).where(
    Submission.key == bindparam("sent_key")
)


class SentBefore(Conflict):
    """The form's key was used for other answers."""


def do_once(
    act: Callable[[], str],
    *,
    key: str | None,
    content: Iterable[tuple[str, str]],
    now: datetime,
    sender: str = "",
) -> str:
    """Do in a unit of work what a form asks for, however often the form arrives.

    Who sends the same at the same moment as somebody else meets a unique constraint:
    at the second try what the faster one left is found.

    Args:
        act: called in the unit of work; returns the outcome, at most 200 characters.
        key: tells this form from all others; without one nothing is remembered.
        content: the names and values that were sent, in any order.
        now: the aware instant.
        sender: the public id of who sent it; a key counts for one sender only.

    Returns:
        The outcome, or the earlier one of the same form.

    Raises:
        SentBefore: the key was used for other content.
    """
    own_key, sent = hashed(f"{sender}-{key}") if key else None, _content_hash(content)
    try:
        return _do(act, key=own_key, sent=sent, now=now)
    except IntegrityError:
        return _do(act, key=own_key, sent=sent, now=now)


def _do(act: Callable[[], str], *, key: str | None, sent: str, now: datetime) -> str:
    with unit_of_work():
        earlier = _earlier_outcome(key, sent) if key else None
        if earlier is not None:
            return earlier
        outcome = act()
        if key:
            db.session.add(
                Submission(key=key, content_hash=sent, outcome=outcome, accepted_at=now)
            )
        return outcome


def _earlier_outcome(key: str, sent: str) -> str | None:
    known = db.session.execute(_EARLIER, {"sent_key": key}).one_or_none()
    if known is None:
        return None
    if known.content_hash != sent:
        raise SentBefore(
            N_(
                "This form was sent before with other answers. "
                "Open it again and fill it in anew."
            )
        )
    return str(known.outcome)


def _content_hash(fields: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the names and values that were sent, whatever their order."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields))
    return hashlib.sha256(lines.encode()).hexdigest()
