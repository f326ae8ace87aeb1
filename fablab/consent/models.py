"""Consent as a record: which words were shown, and who answered what, when and how."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
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
    PHOTOS_INTERNAL = "photos_internal"
    PHOTOS_SITE = "photos_site"
    PHOTOS_SOCIAL = "photos_social"
    PHOTOS_PRESS = "photos_press"
    SHARE_WITH_SCHOOL = "share_with_school"
    HEALTH_NOTE = "health_note"
    LEAVING_ALONE = "leaving_alone"
    FIGURES = "figures"
    CREDENTIAL = "credential"


PHOTOS = (
    Purpose.PHOTOS_INTERNAL,
    Purpose.PHOTOS_SITE,
    Purpose.PHOTOS_SOCIAL,
    Purpose.PHOTOS_PRESS,
)
"""Where pictures may be shown, from the nearest to the widest; each is its own yes."""

ASKED_OF_PUPILS = (*PHOTOS, Purpose.CREDENTIAL)
"""What the pupil has a word in: who is old enough may say no to it themself."""


class Named(StrEnum):
    """What the text of a purpose names beyond what its first version named."""

    SELF_REPORTS = "self_reports"


class Route(StrEnum):
    """How an answer reached us."""

    LINK = "link"
    FAMILY_PAGE = "family_page"
    TABLET = "tablet"
    PAPER = "paper"
    PHONE = "phone"


class ConsentText(Model):
    """One version of one text in one language; never changed once it was shown.

    `content` may say what the text `names` (of `Named`), and to which earlier versions
    it only `adds_to`: a yes to one of them still counts, for what that one named.
    """

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("purpose", "version", "language"),)

    purpose: Mapped[Purpose]
    version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]


class EvidenceKind(StrEnum):
    """What shows that an answer was given: the scanned paper, or the signature."""

    SCAN = "scan"
    SIGNATURE = "signature"


class Evidence(Model):
    """The scan of a signed paper, or a signature on the tablet, sealed. Append-only.

    `sha256` is that of the file as it was stored, before sealing.
    """

    __tablename__ = "evidence"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    kind: Mapped[EvidenceKind]
    media_type: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime]


class Consent(Model):
    """One guardian's dated yes or no for one pupil and purpose. Append-only.

    The latest answer of each guardian counts. Sharing names the school it is for; a
    yes to leaving alone says from which day on and from what time. An answer that
    staff took down names who did; paper and tablet have their evidence.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(
            "(purpose = 'share_with_school') = (school_id IS NOT NULL)",
            name="sharing_names_the_school",
        ),
        CheckConstraint("purpose <> 'taking_part'", name="taking_part_is_no_consent"),
        CheckConstraint(
            "(from_day IS NOT NULL) = (purpose = 'leaving_alone' AND answer)",
            name="leaving_alone_from",
        ),
        CheckConstraint(
            "(entered_by_id IS NOT NULL) = (route IN ('tablet', 'paper', 'phone'))",
            name="staff_is_named",
        ),
        CheckConstraint(
            "(evidence_id IS NOT NULL) = (route IN ('tablet', 'paper'))",
            name="has_evidence",
        ),
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
    evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence.id"), init=False, default=None
    )
    evidence: Mapped[Evidence | None] = relationship(default=None)
    from_day: Mapped[date | None] = mapped_column(default=None)
    from_time: Mapped[time | None] = mapped_column(default=None)


class PupilAnswer(Model):
    """What the pupil says about photos and the signed certificate. Append-only.

    From the site's `assent_age` on, the pupil's own latest no wins over every yes.
    """

    __tablename__ = "pupil_answer"
    __table_args__ = (
        CheckConstraint(
            "purpose LIKE 'photos%' OR purpose = 'credential'", name="asked_of_pupils"
        ),
        Index("ix_pupil_answer_latest", "pupil_id", "purpose"),
    )

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), init=False)
    pupil: Mapped[Pupil] = relationship()
    purpose: Mapped[Purpose]
    answer: Mapped[bool]
    answered_at: Mapped[datetime]
    route: Mapped[Route]
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    entered_by: Mapped[Account | None] = relationship(default=None)


class AskedAgain(Model):
    """From this instant on, earlier answers of a pupil for a purpose no longer count.

    Written when two records of one pupil are merged, so that a merge never allows
    what one of them did not.
    """

    __tablename__ = "asked_again"

    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    purpose: Mapped[Purpose]
    at: Mapped[datetime]


class PaperForm(Model):
    """A consent form that was printed: its code says whose answers to which texts.

    `text_ids` are the rows of `ConsentText` that stand on the paper, `school` is the
    one that it names. Typed in again, it has its last `recorded_at`.
    """

    __tablename__ = "paper_form"
    __table_args__ = (
        CheckConstraint(
            "(recorded_at IS NOT NULL) = (recorded_by_id IS NOT NULL)",
            name="recorded_by_somebody",
        ),
    )

    code: Mapped[str] = mapped_column(String(16), unique=True)
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    guardian: Mapped[Guardian] = relationship()
    text_ids: Mapped[list[int]] = mapped_column(JSON)
    printed_at: Mapped[datetime]
    school_id: Mapped[int | None] = mapped_column(
        ForeignKey("school.id"), init=False, default=None
    )
    school: Mapped[School | None] = relationship(default=None)
    recorded_at: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    recorded_by: Mapped[Account | None] = relationship(default=None)
