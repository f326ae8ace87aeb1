"""The journal of who did and who read what, and the one way to shorten it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fablab.kernel.db import Model


class AuditEvent(Model):
    """One act or one look at protected data; never changed, never deleted by hand.

    `actor` and `subject` are public ids or slugs; names and addresses stay out.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject"),)

    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)


class ErasureKind(StrEnum):
    """Why protected rows may go."""

    ERASURE = "erasure"
    PURGE = "purge"
    MERGE = "merge"


class Erasure(Model):
    """The journal row that must come first before protected rows of a subject go.

    The rows' triggers ask for an erasure that is still open. `Erasure.end_id` has to
    name an `ErasureEnd` when the transaction commits (a deferred foreign key), so an
    erasure can never stay open beyond its own transaction.
    """

    __tablename__ = "erasure"

    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    kind: Mapped[ErasureKind]
    subject: Mapped[str] = mapped_column(String(80), index=True)
    end_id: Mapped[int] = mapped_column(
        ForeignKey("erasure_end.id", deferrable=True, initially="DEFERRED")
    )


class ErasureEnd(Model):
    """The mark, under the number that its erasure announced, that it is done."""

    __tablename__ = "erasure_end"

    at: Mapped[datetime]
