"""Figures that were published: counts that name nobody, frozen for ever."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import Site


class PublishedFigures(Model):
    """What a site published about some series that were over; append-only.

    `content` holds only what everybody may see: small counts were left out before it
    was stored. `first_on` and `last_on` are the local days of the first and the last
    meeting that was held.
    """

    __tablename__ = "published_figures"
    __table_args__ = (CheckConstraint("first_on <= last_on", name="in_order"),)

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    site: Mapped[Site] = relationship()
    first_on: Mapped[date]
    last_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    published_by: Mapped[Account] = relationship()
    published_at: Mapped[datetime]


class CountedSeries(Model):
    """A series that figures were published of: once, so that nothing can be subtracted.

    Append-only.
    """

    __tablename__ = "counted_series"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), unique=True)
    figures_id: Mapped[int] = mapped_column(
        ForeignKey("published_figures.id"), init=False, index=True
    )
    figures: Mapped[PublishedFigures] = relationship()
