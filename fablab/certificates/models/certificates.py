"""Certificates: what was certified, under which number, and whether it still holds."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.certificates.models.designs import SeriesWording, SiteDesign
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.registrations.models import Registration


class RevokeKind(StrEnum):
    """Why a certificate was revoked, as far as figures need to know."""

    WRONG_PERSON = "wrong_person"
    NOT_EARNED = "not_earned"
    MISTAKE = "mistake"
    ASKED = "asked"
    OTHER = "other"


class Certificate(Model):
    """A numbered certificate; `snapshot` is what it says and never changes.

    It looks as `design` and `wording`, the versions of the day it was issued, say.

    A registration has at most one that is neither replaced nor revoked. One that was
    issued anew points at the one it `replaces`, with the reason; whoever ended one is
    `ended_by`. The words of a reason are for coordinators only.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_one_valid",
            "registration_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL AND revoked_at IS NULL"),
        ),
        CheckConstraint(
            "revoked_at IS NULL OR replaced_at IS NULL", name="replaced_or_revoked"
        ),
        Index("uq_certificate_replaces_id", "replaces_id", unique=True),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    code: Mapped[str] = mapped_column(String(25), unique=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False
    )
    registration: Mapped[Registration] = relationship()
    language: Mapped[str] = mapped_column(String(8))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    issued_by: Mapped[Account] = relationship(foreign_keys="Certificate.issued_by_id")
    issued_at: Mapped[datetime]
    design_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate_design.id"), init=False
    )
    design: Mapped[SiteDesign | None] = relationship(default=None)
    wording_id: Mapped[int | None] = mapped_column(
        ForeignKey("series_wording.id"), init=False
    )
    wording: Mapped[SeriesWording | None] = relationship(default=None)
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoke_kind: Mapped[RevokeKind | None] = mapped_column(default=None)
    revoke_reason: Mapped[str] = mapped_column(String(200), default="")
    ended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False
    )
    ended_by: Mapped[Account | None] = relationship(
        default=None, foreign_keys="Certificate.ended_by_id"
    )
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate.id"), init=False
    )
    replaces: Mapped["Certificate | None"] = relationship(
        default=None, remote_side="Certificate.id"
    )
    replaced_by: Mapped["Certificate | None"] = relationship(
        init=False, remote_side="Certificate.replaces_id", viewonly=True
    )
    reissue_reason: Mapped[str] = mapped_column(String(200), default="")
