"""What staff note of a pupil for the certificate: a project seen, a rule set aside."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fablab.accounts.models import Account
from fablab.kernel.db import Model
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


class ProjectMark(Model):
    """A pupil has shown a project of their own: at which meeting, and who saw it."""

    __tablename__ = "project_mark"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, unique=True
    )
    registration: Mapped[Registration] = relationship()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), init=False)
    meeting: Mapped[Meeting] = relationship()
    seen_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    seen_by: Mapped[Account] = relationship()
    noted_at: Mapped[datetime]


class Waiver(Model):
    """A coordinator's word that a pupil gets a certificate although a rule says no."""

    __tablename__ = "waiver"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), init=False, unique=True
    )
    registration: Mapped[Registration] = relationship()
    reason: Mapped[str] = mapped_column(String(200))
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    granted_by: Mapped[Account] = relationship()
    granted_at: Mapped[datetime]
