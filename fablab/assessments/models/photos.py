"""Photos of what pupils make: the work, never the child."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.assessments.models.rubric import Dimension
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


class PhotoKind(StrEnum):
    """Whose photo it is: of somebody who watched, or the pupil's own."""

    OBSERVER = "observer"
    OWN = "own"


class WorkPhoto(Model):
    """One photo of a pupil's work, sealed; it may be why a level was given.

    `sealed` and `sealed_small` are read by name only, never with a list. Whoever
    withdraws it takes the picture and its caption away; that there was one stays.
    `sha256` is that of the picture before sealing, `event_id` that of the tablet.
    """

    __tablename__ = "work_photo"
    __table_args__ = (
        CheckConstraint(
            "(withdrawn_at IS NULL) = (sealed IS NOT NULL) "
            "AND (withdrawn_at IS NULL) = (sealed_small IS NOT NULL) "
            "AND (withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name="gone_once_withdrawn",
        ),
        Index("ix_work_photo_newest", "registration_id", "taken_at"),
    )

    public_id: Mapped[PublicId] = mapped_column(default_factory=new_public_id)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False
    )
    registration: Mapped[Registration] = relationship()
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, index=True
    )
    meeting: Mapped[Meeting | None] = relationship()
    dimension_id: Mapped[int | None] = mapped_column(
        ForeignKey("dimension.id"), init=False
    )
    dimension: Mapped[Dimension | None] = relationship()
    kind: Mapped[PhotoKind]
    caption: Mapped[str] = mapped_column(String(200))
    taken_at: Mapped[datetime]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    added_by: Mapped[Account] = relationship(foreign_keys="WorkPhoto.added_by_id")
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True
    )
    sealed_small: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True
    )
    event_id: Mapped[UUID | None] = mapped_column(unique=True, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    withdrawn_by: Mapped[Account | None] = relationship(
        foreign_keys="WorkPhoto.withdrawn_by_id", default=None
    )
