"""Marking many at once, and somebody who came before the family has agreed."""

from collections.abc import Collection
from datetime import datetime

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.checkin.queries.attendance import RegisterLine, register_of
from fablab.checkin.services.attendance import mark_attendance
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


def mark_all_here(
    *, meeting: Meeting, missing: Collection[str], by: Account, now: datetime
) -> int:
    """Mark everybody of whom nothing is known as here, except those who are missing.

    Whom the family has excused, or the door or staff have marked, stays as they are.

    Args:
        meeting: whose register.
        missing: the public ids of the registrations that are not here.
        by: who marks it.
        now: the aware instant.

    Returns:
        How many were marked.
    """
    found = [
        line.registration
        for line in unmarked(meeting)
        if line.registration.public_id not in missing
    ]
    for registration in found:
        mark_attendance(
            meeting=meeting,
            registration=registration,
            status=AttendanceStatus.PRESENT,
            by=by,
            now=now,
        )
    record_event(
        actor=by.public_id,
        action="attendance.marked",
        subject_kind="meeting",
        subject=meeting.public_id,
        now=now,
        details={"changed": len(found)},
    )
    return len(found)


def unmarked(meeting: Meeting) -> list[RegisterLine]:
    """Those on the register of whom nothing is known and nothing was said."""
    lines = register_of(meeting)
    return [one for one in lines if one.attendance is None and not one.announced]


def let_in(
    *, meeting: Meeting, registration: Registration, by: Account, now: datetime
) -> Attendance:
    """Check somebody in by hand, who may not be on the register yet.

    They are inside from now on, so that nobody forgets them there.
    """
    row = mark_attendance(
        meeting=meeting,
        registration=registration,
        status=AttendanceStatus.PRESENT,
        by=by,
        now=now,
    )
    row.came_at = row.came_at or now
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="attendance.let_in",
        subject_kind="registration",
        subject=registration.public_id,
        now=now,
        details={"meeting": meeting.public_id},
    )
    return row
