"""Two registrations of one pupil for one series become one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from fablab.assessments.models import Assessment, SelfReport, WorkPhoto
from fablab.certificates.models import Certificate, ProjectMark, Waiver
from fablab.certificates.queries import is_valid
from fablab.checkin.models import CAME, AbsenceNotice, Attendance
from fablab.kernel.db import db
from fablab.privacy.queries.merging import Doubled
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services import cancel_registration


def join_registrations(doubled: Sequence[Doubled], *, by: str, now: datetime) -> None:
    """Keep the better of each two; the other one's place goes to who waits.

    Call it with the series locked.

    Args:
        doubled: which stay and which go.
        by: the public id of the account, for the journal.
        now: the aware instant.
    """
    for both in doubled:
        _join_attendance(both)
        _join_notices(both)
        _join_certificates(both)
        for noted in (ProjectMark, Waiver):
            _join_noted(noted, both)
        for kept in (Assessment, SelfReport, WorkPhoto):
            db.session.execute(
                update(kept)
                .where(kept.registration_id == both.goes.id)
                .values(registration_id=both.stays.id)
                .execution_options(synchronize_session=False)
            )
        cancel_registration(
            registration=both.goes,
            reason=CancelReason.MERGED,
            now=now,
            by=by,
            tell=False,
        )


def _join_attendance(both: Doubled) -> None:
    """Whoever came came; of two rows for a meeting the one that says so counts."""
    ours = {row.meeting_id: row for row in _attendance(both.stays)}
    for row in _attendance(both.goes):
        mine = ours.get(row.meeting_id)
        if mine is not None:
            if mine.status in CAME or row.status not in CAME:
                continue
            db.session.delete(mine)
            db.session.flush()
        row.registration = both.stays
        db.session.flush()


def _attendance(registration: Registration) -> Sequence[Attendance]:
    return db.session.scalars(
        select(Attendance).where(Attendance.registration_id == registration.id)
    ).all()


def _join_notices(both: Doubled) -> None:
    known = select(AbsenceNotice.meeting_id).where(
        AbsenceNotice.registration_id == both.stays.id
    )
    db.session.execute(
        update(AbsenceNotice)
        .where(
            AbsenceNotice.registration_id == both.goes.id,
            AbsenceNotice.meeting_id.not_in(known),
        )
        .values(registration_id=both.stays.id)
        .execution_options(synchronize_session=False)
    )


def _join_certificates(both: Doubled) -> None:
    """A valid certificate goes over, unless the one that stays has its own."""
    valid = db.session.scalars(
        select(Certificate).where(
            Certificate.registration_id.in_([both.stays.id, both.goes.id]), is_valid()
        )
    ).all()
    if len(valid) == 1:
        valid[0].registration = both.stays
        db.session.flush()


def _join_noted(noted: type[ProjectMark | Waiver], both: Doubled) -> None:
    """What staff noted for the certificate goes over where the other has nothing."""
    known = select(noted.registration_id).where(noted.registration_id == both.stays.id)
    db.session.execute(
        update(noted)
        .where(noted.registration_id == both.goes.id, ~known.exists())
        .values(registration_id=both.stays.id)
        .execution_options(synchronize_session=False)
    )
