"""Work that waits: certificates to be issued, drawn and told of, one pupil a line."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.certificates.models.certificates import Certificate
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, PublicId
from fablab.registrations.models import Registration
from fablab.series.models import Series


class ItemState(StrEnum):
    """What came of one pupil's line: nothing yet, a certificate, a no, a mishap."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"


class Batch(Model):
    """Certificates of one series that somebody asked for in one go."""

    __tablename__ = "certificate_batch"

    public_id: Mapped[PublicId] = mapped_column(
        default_factory=new_public_id, init=False
    )
    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id"), init=False, index=True
    )
    series: Mapped[Series] = relationship()
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    started_by: Mapped[Account] = relationship()
    started_at: Mapped[datetime]

    items: Mapped[list["BatchItem"]] = relationship(
        back_populates="batch", order_by="BatchItem.id", init=False
    )


class BatchItem(Model):
    """One pupil of a batch; a registration waits in one batch at a time.

    `certificate` is there as soon as it is issued; the line is done once its file was
    drawn and the family's letter is queued. Whoever leases the line works on it.
    """

    __tablename__ = "certificate_batch_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "registration_id"),
        Index(
            "uq_certificate_batch_item_one_waiting",
            "registration_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("certificate_batch.id"), init=False
    )
    batch: Mapped[Batch] = relationship(back_populates="items")
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False
    )
    registration: Mapped[Registration] = relationship()
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate.id"), init=False
    )
    certificate: Mapped[Certificate | None] = relationship(default=None)
    state: Mapped[ItemState] = mapped_column(default=ItemState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
