"""Typing in what stood on paper: who came and left when, and who collected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.checkin.errors import CannotWriteDown
from fablab.checkin.models import Attendance, AttendanceStatus, HandOver
from fablab.checkin.queries.attendance import register_of
from fablab.checkin.services.attendance import mark_attendance
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.series.models import Meeting


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """What stood on paper of one pupil; `left_at` is None for who has not left."""

    came_at: datetime
    left_at: datetime | None = None
    hand_over: HandOver | None = None
    collected_by: str = ""


def write_down(
    *, meeting: Meeting, lines: Mapping[str, OnPaper], by: Account, now: datetime
) -> int:
    """Keep what stood on paper; scans change neither status nor times afterwards.

    What is kept already stays as it is, so that sending it again changes nothing.

    Args:
        meeting: whose paper it is; its series and site are loaded.
        lines: registration's public id → what stood there.
        by: who typed it.
        now: the aware instant.

    Returns:
        How many pupils' attendance it changed.

    Raises:
        CannotWriteDown: somebody left before they came.
    """
    changed = 0
    for registration, attendance, _announced in register_of(meeting):
        line = lines.get(registration.public_id)
        if line is None or (attendance and _is_known(attendance, line)):
            continue
        if line.left_at is not None and line.left_at < line.came_at:
            raise CannotWriteDown(
                N_("%(name)s cannot leave before coming."),
                name=registration.pupil.full_name,
            )
        row = mark_attendance(
            meeting=meeting,
            registration=registration,
            status=_status(meeting, line),
            by=by,
            now=now,
        )
        row.came_at, row.left_at, row.times_marked = line.came_at, line.left_at, True
        row.hand_over, row.collected_by = line.hand_over, line.collected_by
        changed += 1
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="attendance.written_down",
        subject_kind="meeting",
        subject=meeting.public_id,
        now=now,
        details={"changed": changed},
    )
    return changed


def _status(meeting: Meeting, line: OnPaper) -> AttendanceStatus:
    late = timedelta(minutes=meeting.series.site.late_after_minutes)
    if line.came_at > meeting.starts_at + late:
        return AttendanceStatus.LATE
    return AttendanceStatus.PRESENT


def _is_known(row: Attendance, line: OnPaper) -> bool:
    """Whether it says the same, to the minute, as paper does."""
    known = (_minute(row.came_at), _minute(row.left_at), row.hand_over)
    said = (_minute(line.came_at), _minute(line.left_at), line.hand_over)
    return (*known, row.collected_by) == (*said, line.collected_by)


def _minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0, microsecond=0) if at else None
