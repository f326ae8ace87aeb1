"""The secret address of a family's calendar: made on request, renewed at will."""

from datetime import datetime

from fablab.audit.services import record_event
from fablab.family.models import CalendarFeed
from fablab.family.queries.feed import feed_of
from fablab.kernel.codes import hashed, new_token
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import Guardian


def renew_feed(
    *, guardian: Guardian, cipher: FieldCipher, now: datetime
) -> CalendarFeed:
    """Give the guardian's calendar a new secret address; an earlier one stops at once.

    Args:
        guardian: whose, account loaded.
        cipher: keeps the secret readable for the family page alone.
        now: the aware instant.
    """
    token = new_token()
    feed = feed_of(guardian)
    if feed is None:
        feed = CalendarFeed(
            guardian=guardian, token_hash=hashed(token), sealed=b"", made_at=now
        )
        db.session.add(feed)
    feed.token_hash = hashed(token)
    feed.sealed = cipher.seal(token, context=_context(feed))
    feed.made_at = now
    db.session.flush()
    record_event(
        actor=guardian.account.public_id,
        action="calendar_feed.renewed",
        subject_kind="guardian",
        subject=guardian.public_id,
        now=now,
    )
    return feed


def stop_feed(*, guardian: Guardian, now: datetime) -> None:
    """End the guardian's calendar; without one nothing changes."""
    feed = feed_of(guardian)
    if feed is None:
        return
    db.session.delete(feed)
    db.session.flush()
    record_event(
        actor=guardian.account.public_id,
        action="calendar_feed.stopped",
        subject_kind="guardian",
        subject=guardian.public_id,
        now=now,
    )


def token_of(feed: CalendarFeed, *, cipher: FieldCipher) -> str:
    """The secret in the address, for the guardian's own page."""
    return cipher.unseal(feed.sealed, context=_context(feed))


def _context(feed: CalendarFeed) -> str:
    return f"calendar_feed|{feed.public_id}"
