"""Levels from a tablet that staff must look at before they count."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.assessments.models.rubric import Dimension
from fablab.kernel.db import Model
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


class HeldReason(StrEnum):
    """Why a level from a tablet does not count yet."""

    NO_PIN = "no_pin"
    NOT_YOURS = "not_yours"
    OTHER_WORKSHOP = "other_workshop"
    CANCELLED = "cancelled"
    NOT_HERE = "not_here"
    NEEDS_NOTE = "needs_note"
    RUBRIC_CHANGED = "rubric_changed"


class HeldLevel(Model):
    """A level from a tablet that cannot be counted; kept until staff settles it.

    `at` is when it was given, by the right time; `level` ordinal 1–4 or NULL.
    """

    __tablename__ = "held_level"
    __table_args__ = (
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 4", name="one_to_four"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"
        ),
    )

    event_id: Mapped[UUID] = mapped_column(unique=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.id"))
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id"), init=False, index=True
    )
    meeting: Mapped[Meeting] = relationship()
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, index=True
    )
    registration: Mapped[Registration] = relationship()
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"), init=False)
    dimension: Mapped[Dimension] = relationship()
    given_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    given_by: Mapped[Account] = relationship(foreign_keys="HeldLevel.given_by_id")
    level: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    reason: Mapped[HeldReason]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    settled_by: Mapped[Account | None] = relationship(
        foreign_keys="HeldLevel.settled_by_id", default=None
    )
