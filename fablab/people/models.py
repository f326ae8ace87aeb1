"""Pupils and the guardians who answer for them."""

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

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import School

OF_AGE = 18


def age_on(birth_date: date, day: date) -> int:
    """Completed years of life on `day`; who is born on 29 February ages on 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)


class Guardian(Model):
    """An adult who answers for one or more pupils.

    Belongs to the installation, not to a site; name, address for mail and language are
    the account's. `phone` is in E.164.
    """

    __tablename__ = "guardian"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, unique=True
    )
    account: Mapped[Account] = relationship()
    phone: Mapped[str] = mapped_column(String(20), default="")


class Pupil(Model):
    """A young person who takes part in workshops."""

    __tablename__ = "pupil"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    birth_date: Mapped[date]
    created_at: Mapped[datetime]
    school_id: Mapped[int | None] = mapped_column(
        ForeignKey("school.id"), init=False, default=None, index=True
    )
    school: Mapped[School | None] = relationship(default=None)
    class_name: Mapped[str] = mapped_column(String(20), default="")

    @property
    def short_name(self) -> str:
        """Given name and initial: what screens that others see may show."""
        return f"{self.given_name} {self.family_name[:1]}."

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"

    def age_on(self, day: date) -> int:
        """Completed years of life on `day`."""
        return age_on(self.birth_date, day)


class Relation(StrEnum):
    """What a guardian is to the pupil; who is of age answers for themself."""

    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"
    SELF = "self"


class Standing(StrEnum):
    """What a guardian may do for a pupil; all are equal unless a court limited one."""

    EQUAL = "equal"
    INFORMED = "informed"
    NO_CONTACT = "no_contact"


class Guardianship(Model):
    """One guardian answers for one pupil; a pupil has one or two of them.

    `slot` keeps it at two (and a third of one's own for pupils who are of age).
    `INFORMED` guardians see and decide nothing; `NO_CONTACT` ones see and get nothing
    and may not collect. Why is in `restriction`, sealed. One that has ended stays as
    history and counts for nothing. The emergency contact is this guardian's own: the
    other guardian does not see it.
    """

    __tablename__ = "guardianship"
    __table_args__ = (
        UniqueConstraint("guardian_id", "pupil_id"),
        CheckConstraint(
            "slot IN (1, 2) AND relation <> 'self' OR slot = 3 AND relation = 'self'",
            name="one_or_two",
        ),
        Index(
            "uq_guardianship_slot",
            "pupil_id",
            "slot",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    guardian: Mapped[Guardian] = relationship()
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    relation: Mapped[Relation] = mapped_column(default=Relation.GUARDIAN)
    slot: Mapped[int] = mapped_column(default=1)
    standing: Mapped[Standing] = mapped_column(default=Standing.EQUAL)
    restriction: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    emergency_name: Mapped[str] = mapped_column(String(80), default="")
    emergency_phone: Mapped[str] = mapped_column(String(20), default="")


class CollectorRelation(StrEnum):
    """What somebody who may collect a pupil is to them."""

    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    RELATIVE = "relative"
    FRIEND = "friend"
    OTHER = "other"


class Collector(Model):
    """Somebody besides the guardians who may collect a pupil, named by a guardian.

    `phone` is in E.164. The dates are local and both included; a delegate for one day
    has that day as both.
    """

    __tablename__ = "collector"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="ends_after_start"),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    named_by_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    named_by: Mapped[Guardian] = relationship()
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(20))
    relation: Mapped[CollectorRelation]
    valid_from: Mapped[date]
    named_at: Mapped[datetime]
    valid_until: Mapped[date | None] = mapped_column(default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class BarredPerson(Model):
    """Somebody who must not collect a pupil, and why, encrypted.

    `sealed` holds a JSON object with `name` and `note`. It counts until `lifted_at`.
    """

    __tablename__ = "barred_person"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    told_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    told_by: Mapped[Account] = relationship()
    told_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)


class Invitation(Model):
    """A guardian asks another adult to answer for the same pupil; it is mailed."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_one_open",
            "pupil_id",
            "account_id",
            unique=True,
            sqlite_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), init=False)
    pupil: Mapped[Pupil] = relationship()
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    invited_by: Mapped[Guardian] = relationship()
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, index=True
    )
    account: Mapped[Account] = relationship()
    relation: Mapped[Relation]
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class DifferentPupils(Model):
    """Two pupils who look like one and are not, as a coordinator has found."""

    __tablename__ = "different_pupils"
    __table_args__ = (
        UniqueConstraint("pupil_id", "other_id"),
        CheckConstraint("pupil_id < other_id", name="in_order"),
    )

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"))
    found_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    found_by: Mapped[Account] = relationship()
    found_at: Mapped[datetime]


class HealthTopic(StrEnum):
    """What a health note is about, for a first look."""

    ALLERGY = "allergy"
    MEDICINE = "medicine"
    MOBILITY = "mobility"
    SENSES = "senses"
    OTHER = "other"


class HealthNote(Model):
    """What staff must know about a pupil's health, encrypted.

    `topics_sealed` holds the choices that were ticked (a JSON list of `HealthTopic`),
    `sealed` the words.
    """

    __tablename__ = "health_note"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, unique=True
    )
    pupil: Mapped[Pupil] = relationship()
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime]
    topics_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
