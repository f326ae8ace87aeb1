"""Reading the journal."""

from collections.abc import Sequence

from sqlalchemy import select

from fablab.audit.models import AuditEvent
from fablab.kernel.db import db


def latest_events(*, limit: int, before: int | None = None) -> Sequence[AuditEvent]:
    """The newest lines of the journal, newest first.

    Args:
        limit: how many at most.
        before: the row id that the page before ended with.
    """
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEvent.id < before)
    return db.session.scalars(query).all()
