"""Rubrics as versioned data, and the levels that facilitators observed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


class Domain(StrEnum):
    """What a dimension belongs to; there is never a total over both."""

    CREATIVITY = "creativity"
    SELF_RELIANCE = "self_reliance"


class Rubric(Model):
    """One version of a rubric; `content` holds labels and rules per language."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    dimensions: Mapped[list["Dimension"]] = relationship(
        back_populates="rubric", order_by="Dimension.position", init=False
    )


class Dimension(Model):
    """One dimension of a rubric; `content` holds title, cue and descriptors."""

    __tablename__ = "dimension"
    __table_args__ = (UniqueConstraint("rubric_id", "code"),)

    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), init=False)
    rubric: Mapped[Rubric] = relationship(back_populates="dimensions")
    code: Mapped[str] = mapped_column(String(20))
    domain: Mapped[Domain]
    position: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Focus(Model):
    """A dimension that is watched at a meeting."""

    __tablename__ = "focus"
    __table_args__ = (UniqueConstraint("meeting_id", "dimension_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"), init=False)
    dimension: Mapped[Dimension] = relationship()


class Assessment(Model):
    """What one facilitator saw of one pupil at one meeting.

    Giving levels again makes a new row; the latest of each facilitator counts and the
    earlier ones stay as history.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index(
            "ix_assessment_latest", "meeting_id", "registration_id", "assessed_by_id"
        ),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, index=True
    )
    registration: Mapped[Registration] = relationship()
    assessed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    assessed_by: Mapped[Account] = relationship()
    assessed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    event_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)

    levels: Mapped[list["ObservedLevel"]] = relationship(
        back_populates="assessment", init=False
    )


class HeldReason(StrEnum):
    """Why a level from a tablet does not count yet."""

    NO_PIN = "no_pin"
    NOT_YOURS = "not_yours"
    OTHER_WORKSHOP = "other_workshop"
    CANCELLED = "cancelled"
    NOT_HERE = "not_here"
    NEEDS_NOTE = "needs_note"


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


class ObservedLevel(Model):
    """A level, ordinal 1–4, or NULL for "not observed today", never 0."""

    __tablename__ = "observed_level"
    __table_args__ = (
        UniqueConstraint("assessment_id", "dimension_id"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 4", name="one_to_four"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), init=False)
    assessment: Mapped[Assessment] = relationship(back_populates="levels")
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"), init=False)
    dimension: Mapped[Dimension] = relationship()
    level: Mapped[int | None]
