"""Workshop series and the meetings they consist of."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import Site


class Topic(StrEnum):
    """What a series is about; the value is the slug in addresses and files."""

    PRINTING_3D = "3d-printing"
    LASER_CUTTING = "laser-cutting"
    ELECTRONICS = "electronics"
    ROBOTS = "robots"
    TEXTILES = "textiles"
    WOODWORK = "woodwork"
    AUDIO_VIDEO = "audio-video"


class AgeRule(StrEnum):
    """How a series counts ages: on the first day, or by the year of birth alone."""

    EXACT = "exact"
    BIRTH_YEAR = "birth_year"


class Series(Model):
    """A workshop series that pupils register for as a whole.

    `places_taken` is changed by conditional UPDATE only, in the transaction that takes
    or frees the place. `fee` is in whole units of the site's currency for the whole
    series, `attendance_needed` in percent of the meetings held, `language` that of
    instruction. With `project_needed` a certificate needs an own project, too. A series
    is public once `published_at` is set and until it is cancelled. With fewer than
    `min_pupils` at the end of registration the coordinator decides whether it runs. A
    series that is `exempt`, an open day for example, counts neither for overlaps nor
    for the limit of a season. Families see the levels of their pupils unless
    `families_see_levels` says no. `asks_looking_back`: at the end pupils may also say
    how they were before.
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="has_places"),
        CheckConstraint(
            "places_taken >= 0 AND places_taken <= capacity", name="not_oversold"
        ),
        CheckConstraint(
            "age_min >= 5 AND age_min <= age_max AND age_max <= 25", name="ages"
        ),
        CheckConstraint(
            "registration_opens_at < registration_closes_at", name="opens_before_close"
        ),
        CheckConstraint("min_pupils > 0", name="min_pupils"),
        CheckConstraint("fee >= 0", name="fee_not_negative"),
        CheckConstraint(
            "attendance_needed >= 0 AND attendance_needed <= 100",
            name="attendance_is_percent",
        ),
    )

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False, index=True)
    site: Mapped[Site] = relationship()
    topic: Mapped[Topic]
    language: Mapped[str] = mapped_column(String(8))
    age_min: Mapped[int]
    age_max: Mapped[int]
    capacity: Mapped[int]
    registration_opens_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    places_taken: Mapped[int] = mapped_column(default=0)
    fee: Mapped[int] = mapped_column(default=0)
    attendance_needed: Mapped[int] = mapped_column(default=75)
    project_needed: Mapped[bool] = mapped_column(default=False)
    age_by: Mapped[AgeRule] = mapped_column(default=AgeRule.EXACT)
    min_pupils: Mapped[int | None] = mapped_column(default=None)
    exempt: Mapped[bool] = mapped_column(default=False)
    families_see_levels: Mapped[bool] = mapped_column(default=True)
    asks_looking_back: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)

    texts: Mapped[list["SeriesText"]] = relationship(
        back_populates="series", order_by="SeriesText.language", init=False
    )
    meetings: Mapped[list["Meeting"]] = relationship(
        back_populates="series", order_by="Meeting.starts_at", init=False
    )


class SeriesText(Model):
    """What a series says of itself in one language.

    `achievement` is printed on certificates: one line for each thing that was done.
    """

    __tablename__ = "series_text"
    __table_args__ = (UniqueConstraint("series_id", "language"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship(back_populates="texts")
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    achievement: Mapped[str] = mapped_column(Text, default="")
    bring: Mapped[str] = mapped_column(String(300), default="")


class Meeting(Model):
    """One date of a series; `titles` maps languages to a short title.

    `sequence` counts the changes, so that calendars know which copy is newer.
    """

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="ends_after_start"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id"), init=False, index=True
    )
    series: Mapped[Series] = relationship(back_populates="meetings")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120))
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)


class Facilitation(Model):
    """An account leads a series."""

    __tablename__ = "facilitation"
    __table_args__ = (UniqueConstraint("series_id", "account_id"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), init=False)
    series: Mapped[Series] = relationship()
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), init=False, index=True
    )
    account: Mapped[Account] = relationship()
