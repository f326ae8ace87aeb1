"""How a site comes to words of its own: drafts, and which version it uses."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.assessments.models.rubric import Rubric
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.sites.models import Site


class RubricDraft(Model):
    """A copy of a rubric that a site is still writing; nobody gives levels by it.

    `content` is whole, as a shipped file, with the dimensions that were taken out under
    `left_out`, so that they can be put back.
    """

    __tablename__ = "rubric_draft"
    __table_args__ = (
        CheckConstraint(
            "published_id IS NULL OR dropped_at IS NULL", name="ends_one_way"
        ),
    )

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False, index=True)
    site: Mapped[Site] = relationship()
    made_from_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), init=False)
    made_from: Mapped[Rubric] = relationship(foreign_keys="RubricDraft.made_from_id")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    changed_by: Mapped[Account] = relationship()
    changed_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("rubric.id"), init=False, unique=True
    )
    published: Mapped[Rubric | None] = relationship(
        foreign_keys="RubricDraft.published_id", default=None
    )


class RubricChoice(Model):
    """Which version a site uses for new series from then on; the latest row counts."""

    __tablename__ = "rubric_choice"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False, index=True)
    site: Mapped[Site] = relationship()
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), init=False)
    rubric: Mapped[Rubric] = relationship()
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    chosen_by: Mapped[Account] = relationship()
    chosen_at: Mapped[datetime]
