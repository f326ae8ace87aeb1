"""Sites and schools."""

from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId


class Site(Model):
    """One FabLab.

    `country` (ISO 3166-1 alpha-2) sets the age of digital consent, `time_zone` (IANA)
    the clock of all its meetings, `currency` (ISO 4217) that of its fees.
    """

    __tablename__ = "site"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    contact_email: Mapped[str] = mapped_column(String(254))

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)


class School(Model):
    """A school whose pupils come to the workshops."""

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("name", "city"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    name: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))


class SchoolClass(Model):
    """A class of a school in one school year, which is named by its first year."""

    __tablename__ = "school_class"
    __table_args__ = (UniqueConstraint("school_id", "name", "school_year"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), init=False)
    school: Mapped[School] = relationship()
    name: Mapped[str] = mapped_column(String(20))
    school_year: Mapped[int]
