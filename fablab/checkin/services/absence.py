"""A family says in one tap that a pupil will not come, and takes it back as easily."""

from datetime import datetime

from sqlalchemy import delete, select

from fablab.audit.services import record_event
from fablab.checkin.errors import CannotAnnounce
from fablab.checkin.models import AbsenceNotice
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import Guardian
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting


def announce_absence(
    *, registration: Registration, meeting: Meeting, guardian: Guardian, now: datetime
) -> None:
    """Tell staff that the pupil will not come; telling it again changes nothing.

    Args:
        registration: whose; it must have a place in the meeting's series.
        meeting: the one that will be missed.
        guardian: who says so; that they may decide is the caller's to know.
        now: the aware instant.

    Raises:
        CannotAnnounce: the meeting has begun, does not take place, or the pupil has
            no place in it.
    """
    _refuse_unless_expected(registration, meeting, now=now)
    pair = {"meeting_id": meeting.id, "registration_id": registration.id}
    if db.session.scalar(select(AbsenceNotice.id).filter_by(**pair)) is not None:
        return
    db.session.add(
        AbsenceNotice(
            meeting=meeting, registration=registration, given_by=guardian, given_at=now
        )
    )
    db.session.flush()
    _journal("absence.announced", registration, meeting, guardian, now)


def take_back_absence(
    *, registration: Registration, meeting: Meeting, guardian: Guardian, now: datetime
) -> None:
    """The pupil will come after all; without a notice nothing changes.

    Raises:
        CannotAnnounce: the meeting has begun, does not take place, or the pupil has
            no place in it.
    """
    _refuse_unless_expected(registration, meeting, now=now)
    gone = db.session.execute(
        delete(AbsenceNotice)
        .where(
            AbsenceNotice.meeting_id == meeting.id,
            AbsenceNotice.registration_id == registration.id,
        )
        .returning(AbsenceNotice.id)
    ).all()
    if gone:
        _journal("absence.taken_back", registration, meeting, guardian, now)


def _refuse_unless_expected(
    registration: Registration, meeting: Meeting, *, now: datetime
) -> None:
    has_place = registration.status is RegistrationStatus.PLACED
    if not has_place or meeting.series_id != registration.series_id:
        raise CannotAnnounce(
            N_("%(name)s has no place in this meeting."),
            name=registration.pupil.given_name,
        )
    if meeting.cancelled_at is not None:
        raise CannotAnnounce(N_("This meeting does not take place."))
    if now >= meeting.starts_at:
        raise CannotAnnounce(
            N_("The meeting has begun. Please call us: nobody reads messages now.")
        )


def _journal(
    action: str,
    registration: Registration,
    meeting: Meeting,
    guardian: Guardian,
    now: datetime,
) -> None:
    record_event(
        actor=guardian.account.public_id,
        action=action,
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
        details={"meeting": meeting.public_id},
    )
