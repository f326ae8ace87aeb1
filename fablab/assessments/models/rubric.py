"""Rubrics as versioned data, and which dimensions a meeting watches."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.kernel.db import Model
from fablab.series.models import Meeting


class Domain(StrEnum):
    """What a dimension belongs to; there is never a total over both."""

    CREATIVITY = "creativity"
    SELF_RELIANCE = "self_reliance"


class Rubric(Model):
    """One version of a rubric; `content` holds labels and rules per language."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

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
