"""Queueing letters: a row in the same transaction as what they tell of."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from fablab.kernel.db import db
from fablab.mail.models import Letter


def queue_letter(
    *,
    to: str,
    language: str,
    template: str,
    context: dict[str, Any],
    dedupe: str,
    now: datetime,
    subject: str = "",
    is_new: bool = False,
) -> Letter:
    """Queue one letter; the worker renders and sends it after the commit.

    Args:
        to: the address.
        language: the language of the family.
        template: the name of the template in `templates/mail/`, without ending.
        context: what the template needs, as JSON. Paths of this site are given as
            `…_path`; the worker makes them whole. Instants are given as `…_at` in ISO
            format, at the clock they are to be read by. Emptied once it has left.
        dedupe: the same key queues one letter only.
        now: the aware instant.
        subject: the public id of what it is about, for what follows from its delivery.
        is_new: the key was made up just now, so that nobody can have used it.

    Returns:
        The letter: the one queued before under that key, or a new one.
    """
    if not is_new:
        known = db.session.scalar(select(Letter).where(Letter.dedupe == dedupe))
        if known is not None:
            return known
    letter = Letter(
        to=to,
        language=language,
        template=template,
        context=context,
        dedupe=dedupe,
        queued_at=now,
        due_at=now,
        subject=subject,
    )
    db.session.add(letter)
    return letter


def is_queued(dedupe: str) -> bool:
    """Whether a letter was queued before under that key."""
    return bool(db.session.scalar(select(exists().where(Letter.dedupe == dedupe))))
