"""Sites and schools."""

from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId


class Site(Model):
    """One FabLab.

    `country` (ISO 3166-1 alpha-2) sets the age of digital consent, `time_zone` (IANA)
    the clock of all its meetings, `currency` (ISO 4217) that of its fees.

    Its rules: from `assent_age` on a pupil's own no to photos wins; two series need
    `transfer_minutes` between them; a pupil takes part in at most `series_per_season`
    series that begin in one school year; an offered place waits `offer_hours` for its
    answer, and none is offered in the last `offers_end_hours` before a series begins;
    cancelling later than `late_cancel_days` days before is late. Who comes more than
    `late_after_minutes` after a meeting has begun is late. 0 is a value.
    """

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("assent_age BETWEEN 5 AND 18", name="assent_age"),
        CheckConstraint("transfer_minutes BETWEEN 0 AND 240", name="transfer_minutes"),
        CheckConstraint("series_per_season > 0", name="series_per_season"),
        CheckConstraint("offer_hours BETWEEN 1 AND 336", name="offer_hours"),
        CheckConstraint("offers_end_hours BETWEEN 0 AND 336", name="offers_end_hours"),
        CheckConstraint("late_cancel_days BETWEEN 0 AND 60", name="late_cancel_days"),
        CheckConstraint(
            "late_after_minutes BETWEEN 0 AND 120", name="late_after_minutes"
        ),
    )

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    contact_email: Mapped[str] = mapped_column(String(254))
    assent_age: Mapped[int] = mapped_column(default=13)
    transfer_minutes: Mapped[int] = mapped_column(default=15)
    series_per_season: Mapped[int | None] = mapped_column(default=None)
    offer_hours: Mapped[int] = mapped_column(default=48)
    offers_end_hours: Mapped[int] = mapped_column(default=24)
    late_cancel_days: Mapped[int] = mapped_column(default=2)
    late_after_minutes: Mapped[int] = mapped_column(default=15)

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
