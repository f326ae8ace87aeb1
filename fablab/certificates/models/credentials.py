"""Credentials: the signed twins of certificates, and the bits that say if they hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.certificates.credential.status import LENGTH
from fablab.certificates.models.certificates import Certificate
from fablab.kernel.db import Model


class StatusEntry(Model):
    """One place in a published status list, drawn at random and never used again.

    It names nobody. Without a credential it counts as revoked, so that erasing a
    pupil's rows revokes what the family may still hold.
    """

    __tablename__ = "status_entry"
    __table_args__ = (
        UniqueConstraint("list_number", "list_index"),
        CheckConstraint(
            f"list_number > 0 AND list_index BETWEEN 0 AND {LENGTH - 1}",
            name="in_a_list",
        ),
    )

    list_number: Mapped[int]
    list_index: Mapped[int]
    made_at: Mapped[datetime]


class Credential(Model):
    """The signed twin of one certificate, made because the family asked for it.

    `credential_id` and `subject_id` are random and stand in no other table; `key` is
    the Multikey that signed. `pdf_sha256` is that of the PDF which carries it along.
    """

    __tablename__ = "credential"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificate.id"), init=False, unique=True
    )
    certificate: Mapped[Certificate] = relationship()
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("status_entry.id"), init=False, unique=True
    )
    entry: Mapped[StatusEntry] = relationship()
    credential_id: Mapped[str] = mapped_column(String(45), unique=True)
    subject_id: Mapped[str] = mapped_column(String(45), unique=True)
    key: Mapped[str] = mapped_column(String(60))
    signed: Mapped[str] = mapped_column(Text)
    pdf_sha256: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
