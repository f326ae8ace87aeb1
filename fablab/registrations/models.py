"""Registrations: a pupil's place in a series, or their turn to get one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.consent.models import ConsentText, Evidence, Route
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
    NOT_DELIVERED = "not_delivered"
    DECLINED = "declined"
    OFFER_DECLINED = "offer_declined"
    OFFER_LAPSED = "offer_lapsed"
    LEFT_LIST = "left_list"
    MERGED = "merged"
    BY_FAMILY = "by_family"
    BY_STAFF = "by_staff"
    SERIES_CANCELLED = "series_cancelled"


class Starter(StrEnum):
    """Who filled the registration in; whoever it was, a guardian decides."""

    GUARDIAN = "guardian"
    PUPIL = "pupil"
    STAFF = "staff"


class RegistrationGroup(Model):
    """Siblings or friends who come together or not at all.

    Others join with its `code`. Who waits in a group that stays `together` is offered
    a place only when there is one for all who wait in it; the group's turn is that of
    its last member. Once a family asks, the group may be split.
    """

    __tablename__ = "registration_group"

    code: Mapped[str] = mapped_column(String(8), unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship()
    made_at: Mapped[datetime]
    together: Mapped[bool] = mapped_column(default=True)


class Registration(Model):
    """One pupil in one series; kept as history once it is cancelled.

    `registered_at` is the turn in the waiting list. A `held` or `offered` place is
    given up at `held_until` unless the family has answered by then; the clock of a
    letter's link starts at `asked_at`, when the letter was first delivered.
    `confirmed_at` is when somebody who reads the guardian's mail first acted.
    `blocked_at` is when a place was free that clashed with another one of the pupil.
    `cancelled_late` says that it was cancelled after the site's last day for that,
    `cancel_note` why staff did so, for other staff. `network` tells unconfirmed forms
    of one network from others, sealed; it is empty once confirmed or ended.
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
        CheckConstraint(
            "NOT cancelled_late OR cancelled_at IS NOT NULL", name="late_is_cancelled"
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
    cancelled_late: Mapped[bool] = mapped_column(default=False)
    started_by: Mapped[Starter] = mapped_column(default=Starter.GUARDIAN)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    blocked_at: Mapped[datetime | None] = mapped_column(default=None)
    cancel_note: Mapped[str] = mapped_column(String(300), default="")
    network: Mapped[str] = mapped_column(String(32), default="")
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_group.id"), init=False, default=None, index=True
    )
    group: Mapped[RegistrationGroup | None] = relationship(default=None)


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
    route: Mapped[Route] = mapped_column(default=Route.LINK)
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    entered_by: Mapped[Account | None] = relationship(default=None)
    evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence.id"), init=False, default=None
    )
    evidence: Mapped[Evidence | None] = relationship(default=None)


class Override(Model):
    """A rule that staff set aside for one registration, with the reason. Append-only.

    `rules` names them: `age`, `closed`, `overlap`, `limit`, `queue`, `cut_off`.
    """

    __tablename__ = "override"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, index=True
    )
    registration: Mapped[Registration] = relationship()
    rules: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]


class Draft(Model):
    """A registration form that is being filled in, kept for seven days, sealed.

    It belongs to the browser that holds the token behind `browser_hash`. Behind
    `resume_hash` stands the link of a letter that moves it to another browser, once.
    """

    __tablename__ = "draft"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship()
    browser_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    resume_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, default=None
    )
    letters: Mapped[int] = mapped_column(default=0)
