"""Letters that wait to be sent, and the slots of work that comes round by the clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId


class Letter(Model):
    """One mail, queued in the transaction that gave rise to it.

    `context` holds what the template needs and may hold a one-time link; it is
    emptied as soon as the letter has left. `sent_at` counts only what a server took.
    `subject` is the public id of what the letter is about, for what follows from its
    delivery.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "sent_at", "due_at"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    to: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    template: Mapped[str] = mapped_column(String(60))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe: Mapped[str] = mapped_column(String(120), unique=True)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)
    maybe_twice: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(20), default="", index=True)


class CronSlot(Model):
    """Who of several processes does a job at one turn of the clock: the first."""

    __tablename__ = "cron_slot"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    job: Mapped[str] = mapped_column(String(60))
    slot: Mapped[datetime]
