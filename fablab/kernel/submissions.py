"""Forms sent twice: the key that a form carries, and what came of it the first time."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from fablab.kernel.db import Model, db
from fablab.kernel.errors import N_, Conflict


class Submission(Model):
    """One form that was accepted; no content is kept, only its hash."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[datetime]


def content_hash(fields: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the names and values that were sent, whatever their order."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields))
    return hashlib.sha256(lines.encode()).hexdigest()


def earlier_outcome(*, key: str, content_hash: str) -> str | None:
    """What the same form led to before, if it was accepted already.

    Raises:
        Conflict: the key was used for other content.
    """
    known = db.session.scalar(select(Submission).where(Submission.key == key))
    if known is None:
        return None
    if known.content_hash != content_hash:
        raise Conflict(
            N_(
                "This form was sent before with other answers. "
                "Open it again and fill it in anew."
            )
        )
    return known.outcome


def remember_submission(
    *, key: str, content_hash: str, outcome: str, now: datetime
) -> None:
    """Keep what the form led to, in the transaction that did it."""
    db.session.add(
        Submission(key=key, content_hash=content_hash, outcome=outcome, accepted_at=now)
    )
    db.session.flush()
