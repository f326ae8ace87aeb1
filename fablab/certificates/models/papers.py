"""Files that cannot be drawn again: those that were signed."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.certificates.models.certificates import Certificate
from fablab.kernel.db import Model


class SignedPaper(Model):
    """A certificate's file as it was signed, once for each thing it carries along.

    No signature is like another, so the bytes are kept; an unsigned file is drawn
    again to the same bytes. `carries` is the SHA-256 of what is attached, empty for
    nothing.
    """

    __tablename__ = "signed_paper"
    __table_args__ = (UniqueConstraint("certificate_id", "carries"),)

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificate.id"), init=False
    )
    certificate: Mapped[Certificate] = relationship()
    carries: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    signed_at: Mapped[datetime]
