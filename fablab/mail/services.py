"""Queueing letters: a row in the same transaction as what they tell of."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

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
) -> Letter:
    """Queue one letter; the worker renders and sends it after the commit.

    Args:
        to: the address.
        language: the language of the family.
        template: the name of the template in `templates/mail/`, without ending.
        context: what the template needs, as JSON. Paths of this site are given as
            `…_path`; the worker makes them whole. Emptied once the letter has left.
        dedupe: the same key queues one letter only.
        now: the aware instant.

    Returns:
        The letter: the one queued before under that key, or a new, flushed one.
    """
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
    )
    db.session.add(letter)
    db.session.flush()
    return letter
