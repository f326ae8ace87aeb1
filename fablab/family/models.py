"""The secret address under which a family's calendar can be subscribed to."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.people.models import Guardian


class CalendarFeed(Model):
    """One guardian's calendar address; renewing it changes the row, the old one dies.

    `token_hash` finds it; `sealed` lets the family page show the address again.
    """

    __tablename__ = "calendar_feed"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    guardian_id: Mapped[int] = mapped_column(
        ForeignKey("guardian.id"), init=False, unique=True
    )
    guardian: Mapped[Guardian] = relationship()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
