"""The levels that facilitators observed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.assessments.models.rubric import Dimension
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


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
