"""Writing the journal."""

from datetime import datetime
from typing import Any

from fablab.audit.models import AuditEvent
from fablab.kernel.db import db


def record_event(
    *,
    actor: str,
    action: str,
    subject_kind: str,
    subject: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one line to the journal, in the transaction of the act itself.

    Args:
        actor: the public id of the account or kiosk that acts, or `system`.
        action: what was done, like `series.published`.
        subject_kind: what kind of thing it was done to.
        subject: the public id of that thing.
        now: the aware instant.
        details: counts, codes and public ids; never a name or an address.
    """
    db.session.add(
        AuditEvent(
            at=now,
            actor=actor,
            action=action,
            subject_kind=subject_kind,
            subject=subject,
            details=details or {},
        )
    )
    db.session.flush()
