"""Pupils and the guardians who answer for them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import School


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
        birth = self.birth_date
        had_birthday = (day.month, day.day) >= (birth.month, birth.day)
        return day.year - birth.year - (not had_birthday)


class Relation(StrEnum):
    """What a guardian is to the pupil."""

    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"


class Guardianship(Model):
    """One guardian answers for one pupil; a pupil has one or two of them."""

    __tablename__ = "guardianship"
    __table_args__ = (UniqueConstraint("guardian_id", "pupil_id"),)

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"), init=False)
    guardian: Mapped[Guardian] = relationship()
    pupil_id: Mapped[int] = mapped_column(
        ForeignKey("pupil.id"), init=False, index=True
    )
    pupil: Mapped[Pupil] = relationship()
    relation: Mapped[Relation] = mapped_column(default=Relation.GUARDIAN)


class HealthNote(Model):
    """What staff must know about a pupil's health, encrypted."""

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
