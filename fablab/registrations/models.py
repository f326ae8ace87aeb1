"""Registrations: a pupil's place in a series, or their turn to get one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.consent.models import ConsentText
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.people.models import Guardian, Pupil
from fablab.series.models import Series


class RegistrationStatus(StrEnum):
    """What a registration gives; whether consent is there is a fact of its own."""

    HELD = "held"
    PLACED = "placed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"


TAKES_A_PLACE = frozenset(
    {RegistrationStatus.HELD, RegistrationStatus.PLACED, RegistrationStatus.OFFERED}
)


class CancelReason(StrEnum):
    """Why a registration ended."""

    NOT_CONFIRMED = "not_confirmed"
    DECLINED = "declined"
    BY_FAMILY = "by_family"
    BY_STAFF = "by_staff"
    SERIES_CANCELLED = "series_cancelled"


class Registration(Model):
    """One pupil in one series; kept as history once it is cancelled.

    `registered_at` is the turn in the waiting list. A `held` place is given up at
    `held_until` unless the guardian has agreed by then.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_one_active",
            "series_id",
            "pupil_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)",
            name="cancelled_has_a_time",
        ),
        CheckConstraint(
            "(status = 'cancelled') = (cancel_reason IS NOT NULL)",
            name="cancelled_has_a_reason",
        ),
        CheckConstraint(
            "(status IN ('held', 'offered')) = (held_until IS NOT NULL)",
            name="held_has_an_end",
        ),
        Index("ix_registration_queue", "series_id", "status", "registered_at"),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship()
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    registered_by: Mapped[Guardian] = relationship()
    status: Mapped[RegistrationStatus]
    registered_at: Mapped[datetime]
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    placed_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_reason: Mapped[CancelReason | None] = mapped_column(default=None)


class Agreement(Model):
    """A guardian's yes to taking part, with the words that were shown. Append-only."""

    __tablename__ = "agreement"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, unique=True
    )
    registration: Mapped[Registration] = relationship()
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    guardian: Mapped[Guardian] = relationship()
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"), init=False)
    text: Mapped[ConsentText] = relationship()
    agreed_at: Mapped[datetime]
