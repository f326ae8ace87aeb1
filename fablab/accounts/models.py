"""Accounts, the roles they hold, and how they sign in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import School, Site


class Role(StrEnum):
    """What somebody is here; what each may do stands in `accounts.matrix`."""

    GUARDIAN = "guardian"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    TEACHER = "teacher"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


class Account(Model):
    """Somebody who can sign in: guardians by a mailed link, staff by password and code.

    `email` is kept in lower case. `totp_sealed` is the encrypted secret of the second
    factor; `totp_last` the last code's time step, which is refused a second time.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    totp_last: Mapped[int | None] = mapped_column(default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    grants: Mapped[list["Grant"]] = relationship(back_populates="account", init=False)


class Grant(Model):
    """A role that an account holds, where, and until when.

    Facilitators and coordinators hold it for a site, teachers for a school until
    31 August, the others for the whole installation.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(role IN ('facilitator', 'coordinator')) = (site_id IS NOT NULL)",
            name="staff_has_a_site",
        ),
        CheckConstraint(
            "(role = 'teacher') = (school_id IS NOT NULL)", name="teacher_has_a_school"
        ),
        CheckConstraint(
            "role <> 'teacher' OR ends_on IS NOT NULL", name="teacher_has_an_end"
        ),
        UniqueConstraint("account_id", "role", "site_id"),
        UniqueConstraint("account_id", "role", "school_id"),
        Index(
            "uq_role_grant_everywhere",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("site_id IS NULL AND school_id IS NULL"),
            postgresql_where=text("site_id IS NULL AND school_id IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship(back_populates="grants")
    role: Mapped[Role]
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id"), init=False, default=None
    )
    site: Mapped[Site | None] = relationship(default=None)
    school_id: Mapped[int | None] = mapped_column(
        ForeignKey("school.id"), init=False, default=None
    )
    school: Mapped[School | None] = relationship(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)


class StaffPin(Model):
    """What a staff member types at the tablet to say who they are; made by chance.

    Six digits that nobody else has. Only a hash under the installation's secret is
    kept, so that it can be found and not read.
    """

    __tablename__ = "staff_pin"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, unique=True
    )
    account: Mapped[Account] = relationship()
    pin_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


class SignIn(Model):
    """One browser that is signed in; ends at once when the account is disabled."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, index=True
    )
    account: Mapped[Account] = relationship()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class LinkPurpose(StrEnum):
    """What a one-time link is for; it opens nothing else."""

    SIGN_IN = "sign_in"
    CONSENT = "consent"
    OFFER = "offer"
    LEAVE_LIST = "leave_list"
    INVITATION = "invitation"


class OneTimeLink(Model):
    """A link that was mailed: stored as a hash, for one purpose, subject and account.

    `subject` is the public id of what it is about. `reusable` links exist in the
    demonstration only.
    """

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose]
    subject: Mapped[str] = mapped_column(String(20), index=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, index=True
    )
    account: Mapped[Account] = relationship()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    reusable: Mapped[bool] = mapped_column(default=False)


class FailedSignIn(Model):
    """One wrong password or code; counted per account name, whatever the address."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_recent", "who_hash", "at"),)

    who_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
