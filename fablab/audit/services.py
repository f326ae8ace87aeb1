"""Writing the journal."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert

from fablab.audit.models import AuditEvent, Erasure, ErasureEnd, ErasureKind
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


class Noted(NamedTuple):
    """The subject of one of many lines, by public id, and what else the line says."""

    subject: str
    details: dict[str, Any]


def record_events(
    lines: Iterable[Noted], *, actor: str, action: str, subject_kind: str, now: datetime
) -> None:
    """Add a line for each subject to the journal at once; see `record_event`."""
    rows = [
        {
            "at": now,
            "actor": actor,
            "action": action,
            "subject_kind": subject_kind,
            "subject": line.subject,
            "details": line.details,
        }
        for line in lines
    ]
    if rows:
        db.session.execute(insert(AuditEvent), rows)


@contextmanager
def open_erasure(
    *, kind: ErasureKind, subject: str, actor: str, now: datetime
) -> Iterator[None]:
    """Let the block change the protected rows of one subject, as far as `kind` goes.

    Call it in a unit of work. What the block does is journalled before and after.

    Args:
        kind: why the rows may be changed.
        subject: the public id of whom they are about, as it was before.
        actor: the public id of the account that does it, or `system`.
        now: the aware instant.
    """
    number = secrets.randbelow(2**31 - 1) + 1
    db.session.add(
        Erasure(at=now, actor=actor, kind=kind, subject=subject, end_id=number)
    )
    db.session.flush()
    yield
    done = ErasureEnd(at=now)
    done.id = number
    db.session.add(done)
    db.session.flush()
