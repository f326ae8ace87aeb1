"""Rubrics as versioned data, and which dimensions a meeting watches."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.db import Model
from fablab.series.models import Meeting
from fablab.sites.models import Site


class Domain(StrEnum):
    """What a dimension belongs to; there is never a total over both."""

    CREATIVITY = "creativity"
    SELF_RELIANCE = "self_reliance"


class Rubric(Model):
    """One version of a rubric; `content` holds labels and rules per language.

    It never changes, for levels are given by its words. A shipped one is of no site
    and for all; a site's own says from which version it was made, by whom and when.
    """

    __tablename__ = "rubric"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint(
            "(site_id IS NULL) = (made_from_id IS NULL)"
            " AND (site_id IS NULL) = (published_by_id IS NULL)"
            " AND (site_id IS NULL) = (published_at IS NULL)",
            name="own_tells_its_source",
        ),
    )

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    site_id: Mapped[int | None] = mapped_column(
        ForeignKey("site.id"), init=False, index=True
    )
    site: Mapped[Site | None] = relationship(default=None)
    made_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("rubric.id"), init=False
    )
    made_from: Mapped["Rubric | None"] = relationship(
        remote_side="Rubric.id", default=None
    )
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), init=False
    )
    published_by: Mapped[Account | None] = relationship(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    dimensions: Mapped[list["Dimension"]] = relationship(
        back_populates="rubric", order_by="Dimension.position", init=False
    )

    @property
    def name(self) -> str:
        """Which words levels are given by: code and version."""
        return f"{self.code} {self.version}"


class Dimension(Model):
    """One dimension of a rubric; `content` holds title, cue and descriptors."""

    __tablename__ = "dimension"
    __table_args__ = (UniqueConstraint("rubric_id", "code"),)

    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), init=False)
    rubric: Mapped[Rubric] = relationship(back_populates="dimensions")
    code: Mapped[str] = mapped_column(String(20))
    domain: Mapped[Domain]
    position: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Focus(Model):
    """A dimension that is watched at a meeting."""

    __tablename__ = "focus"
    __table_args__ = (UniqueConstraint("meeting_id", "dimension_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"), init=False)
    dimension: Mapped[Dimension] = relationship()
