"""Cards and kiosks; scans as the tablets saw them; attendance as it follows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from fablab.sites.models import Site


class Card(Model):
    """A pupil's QR card; one is valid at a time, a lost one is revoked.

    `code_hash` is the SHA-256 that tablets hold in the code's place.
    """

    __tablename__ = "card"
    __table_args__ = (
        Index(
            "uq_card_one_valid",
            "pupil_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    code: Mapped[str] = mapped_column(String(16), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class KioskCode(Model):
    """A code that enrols one tablet once, within minutes; stored hashed."""

    __tablename__ = "kiosk_code"

    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    site: Mapped[Site] = relationship()
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Kiosk(Model):
    """An enrolled tablet at a site's door; its token is stored hashed.

    `clock_error` is by how many seconds its clock was ahead when it last sent scans.
    After too many `wrong_pins` in a row none is tried until `pins_locked_until`.
    """

    __tablename__ = "kiosk"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False, index=True)
    site: Mapped[Site] = relationship()
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    clock_error: Mapped[int] = mapped_column(default=0)
    wrong_pins: Mapped[int] = mapped_column(default=0)
    pins_locked_until: Mapped[datetime | None] = mapped_column(default=None)


class KioskPass(Model):
    """A few minutes in which a staff member who gave their PIN acts at a kiosk."""

    __tablename__ = "kiosk_pass"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.id"), init=False)
    kiosk: Mapped[Kiosk] = relationship()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ScanKind(StrEnum):
    """What a scan says: the pupil came, left, or the scan named in `undoes` is void."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class ScanOutcome(StrEnum):
    """What became of a scan; the words of the public API."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    ALREADY_PRESENT = "already_present"
    NEEDS_ATTENTION = "needs_attention"
    UNKNOWN_CARD = "unknown_card"
    REVOKED_CARD = "revoked_card"
    OUTSIDE_WINDOW = "outside_window"
    INVALID = "invalid"


class HandOver(StrEnum):
    """How a pupil left: alone, with somebody who may collect them, or another."""

    ALONE = "alone"
    COLLECTOR = "collector"
    OTHER = "other"


class Scan(Model):
    """One event of a tablet, stored once and for ever. Append-only.

    Times: `device_at` is what the tablet's clock said, `at` the same corrected by the
    tablet's clock error as the batch showed it, `received_at` when it arrived.
    `presented` is what was scanned or named, as it was (at most 64 characters).

    A leaving may tell `hand_over`, who collected, and who allowed somebody unlisted: by
    name as it was typed, and as an account where a PIN proved it. `reason` says why an
    undo came late.
    """

    __tablename__ = "scan"
    __table_args__ = (
        Index("ix_scan_meeting_registration", "meeting_id", "registration_id"),
    )

    event_id: Mapped[UUID] = mapped_column(unique=True)
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.id"), init=False)
    kiosk: Mapped[Kiosk] = relationship()
    seq: Mapped[int]
    kind: Mapped[ScanKind]
    presented: Mapped[str] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(40))
    device_at: Mapped[datetime]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[ScanOutcome]
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), default=None
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id"), default=None
    )
    undoes: Mapped[UUID | None] = mapped_column(default=None, index=True)
    hand_over: Mapped[HandOver | None] = mapped_column(default=None)
    collected_by: Mapped[str] = mapped_column(String(80), default="")
    allowed_by: Mapped[str] = mapped_column(String(80), default="")
    allowed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), default=None
    )
    reason: Mapped[str] = mapped_column(String(120), default="")


class ReviewAction(StrEnum):
    """How a person has settled a scan that needed looking at."""

    COUNTS_FOR = "counts_for"
    ADMITTED = "admitted"
    DISMISSED = "dismissed"


class ScanReview(Model):
    """What a person made of one scan that a rule could not judge.

    One that counts for somebody, or by which somebody was admitted, names meeting and
    registration; attendance then follows from the scan as if it had named them.
    """

    __tablename__ = "scan_review"
    __table_args__ = (
        CheckConstraint(
            "(action = 'dismissed') = (registration_id IS NULL)",
            name="counts_for_somebody",
        ),
        CheckConstraint(
            "(registration_id IS NULL) = (meeting_id IS NULL)",
            name="names_both_or_none",
        ),
        Index("ix_scan_review_pair", "meeting_id", "registration_id"),
    )

    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), init=False, unique=True)
    scan: Mapped[Scan] = relationship()
    action: Mapped[ReviewAction]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), init=False, default=None
    )
    meeting: Mapped[Meeting | None] = relationship(default=None)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id"), init=False, default=None
    )
    registration: Mapped[Registration | None] = relationship(default=None)


class AbsenceNotice(Model):
    """The family said beforehand that a pupil will not come to a meeting."""

    __tablename__ = "absence_notice"
    __table_args__ = (UniqueConstraint("meeting_id", "registration_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, index=True
    )
    registration: Mapped[Registration] = relationship()
    given_by_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    given_by: Mapped[Guardian] = relationship()
    given_at: Mapped[datetime]


class AttendanceStatus(StrEnum):
    """How a pupil's meeting went."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


CAME = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE})


class Attendance(Model):
    """A pupil at a meeting: follows from scans, unless staff has marked it by hand.

    A mark by hand (`marked_by`) is never overwritten by what scans say later; with
    `times_marked` its times are by hand too. How the pupil left comes from the last
    leaving, or from paper.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "registration_id"),
        CheckConstraint(
            "left_at IS NULL OR came_at IS NOT NULL", name="leaves_after_coming"
        ),
        CheckConstraint(
            "(marked_by_id IS NULL) = (marked_at IS NULL)", name="mark_has_a_time"
        ),
        CheckConstraint(
            "NOT times_marked OR marked_by_id IS NOT NULL", name="times_have_a_mark"
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, index=True
    )
    registration: Mapped[Registration] = relationship()
    status: Mapped[AttendanceStatus]
    came_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    marked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False, default=None
    )
    marked_by: Mapped[Account | None] = relationship(default=None)
    marked_at: Mapped[datetime | None] = mapped_column(default=None)
    times_marked: Mapped[bool] = mapped_column(default=False)
    hand_over: Mapped[HandOver | None] = mapped_column(default=None)
    collected_by: Mapped[str] = mapped_column(String(80), default="")
    allowed_by: Mapped[str] = mapped_column(String(80), default="")
