"""Consent as a record: which words were shown, and who answered what, when and how."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.people.models import Guardian, Pupil
from fablab.sites.models import School


class Purpose(StrEnum):
    """What a guardian is asked for; taking part is an agreement, the rest consents."""

    TAKING_PART = "taking_part"
    PHOTOS = "photos"
    SHARE_WITH_SCHOOL = "share_with_school"


class Route(StrEnum):
    """How an answer reached us."""

    LINK = "link"
    FAMILY_PAGE = "family_page"
    TABLET = "tablet"
    PAPER = "paper"
    PHONE = "phone"


class ConsentText(Model):
    """One version of one text in one language; never changed once it was shown."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("purpose", "version", "language"),)

    purpose: Mapped[Purpose]
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]


class Consent(Model):
    """One guardian's dated yes or no for one pupil and purpose. Append-only.

    The latest answer of each guardian counts. Sharing names the school it is for.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(
            "(purpose = 'share_with_school') = (school_id IS NOT NULL)",
            name="sharing_names_the_school",
        ),
        CheckConstraint("purpose <> 'taking_part'", name="taking_part_is_no_consent"),
        Index("ix_consent_latest", "pupil_id", "purpose", "guardian_id"),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    guardian: Mapped[Guardian] = relationship()
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), init=False)
    pupil: Mapped[Pupil] = relationship()
    purpose: Mapped[Purpose]
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"), init=False)
    text: Mapped[ConsentText] = relationship()
    answer: Mapped[bool]
    answered_at: Mapped[datetime]
    route: Mapped[Route]
    school_id: Mapped[int | None] = mapped_column(
        ForeignKey("school.id"), init=False, default=None
    )
    school: Mapped[School | None] = relationship(default=None)
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    entered_by: Mapped[Account | None] = relationship(default=None)
