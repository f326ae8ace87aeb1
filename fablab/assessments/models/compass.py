"""What pupils say of themselves, before and after a series."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.db import Model
from fablab.registrations.models import Registration


class Occasion(StrEnum):
    """When a pupil looks at themself; the retrospective is asked after the workshops.

    It is about before them, and stands beside the real answer of then, never for it.
    """

    BEFORE = "before"
    AFTER = "after"
    RETROSPECTIVE = "retrospective"


class NotCounted(StrEnum):
    """Why a self-report from a tablet is kept but never counts."""

    NO_PIN = "no_pin"
    NOT_YOURS = "not_yours"
    NOT_OPEN = "not_open"


class SelfReport(Model):
    """One filled-in self-report; voluntary, and any question may be left out.

    Answering again makes a new row; the latest of each occasion counts and the earlier
    ones stay as history. `instrument` is its code and version. `signed_in` is whose
    page it was answered at or, with a `kiosk_id`, who handed that tablet over;
    `event_id` is then the tablet's own name for it.
    """

    __tablename__ = "self_report"
    __table_args__ = (
        Index("ix_self_report_latest", "registration_id", "occasion", "id"),
        Index("uq_self_report_event_id", "event_id", unique=True),
        CheckConstraint(
            "occasion = 'after' OR (pleased = '' AND next_try = '')",
            name="words_only_after",
        ),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False
    )
    registration: Mapped[Registration] = relationship()
    occasion: Mapped[Occasion]
    instrument: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    answered_at: Mapped[datetime]
    signed_in_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    signed_in: Mapped[Account] = relationship()
    pleased: Mapped[str] = mapped_column(Text, default="")
    next_try: Mapped[str] = mapped_column(Text, default="")
    event_id: Mapped[UUID | None] = mapped_column(default=None)
    kiosk_id: Mapped[int | None] = mapped_column(ForeignKey("kiosk.id"), default=None)
    not_counted: Mapped[NotCounted | None] = mapped_column(default=None)

    answers: Mapped[list["SelfAnswer"]] = relationship(
        back_populates="report", init=False
    )


class SelfAnswer(Model):
    """The answer to one question, ordinal 1–4, or NULL for "I don't know"."""

    __tablename__ = "self_answer"
    __table_args__ = (
        UniqueConstraint("report_id", "item"),
        CheckConstraint("value IS NULL OR value BETWEEN 1 AND 4", name="one_to_four"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("self_report.id"), init=False)
    report: Mapped[SelfReport] = relationship(back_populates="answers")
    item: Mapped[str] = mapped_column(String(8))
    value: Mapped[int | None]
