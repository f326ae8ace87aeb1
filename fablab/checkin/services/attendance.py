"""Attendance: what follows from scans, and what staff marks by hand."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, tuple_

from fablab.accounts.models import Account
from fablab.checkin.models import (
    Attendance,
    AttendanceStatus,
    ScanKind,
)
from fablab.checkin.queries.scans import Pair, marks_of
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting

LATE_AFTER = timedelta(minutes=15)
"""Who comes more than this after the beginning is late."""


class Presence(NamedTuple):
    """From when a pupil was there and, once they have left, until when."""

    came_at: datetime
    left_at: datetime | None


def presence_of(marks: Iterable[tuple[datetime, int, ScanKind]]) -> Presence | None:
    """What a pupil's valid scans of one meeting say, in whatever order they come.

    Args:
        marks: time, sequence number of the tablet and kind (in or out) of each scan.

    Returns:
        None without a scan. Who only left must have come: their leaving stands for it.
    """
    ordered = sorted(marks)
    if not ordered:
        return None
    arrivals = [at for at, _seq, kind in ordered if kind is ScanKind.IN]
    last_at, _seq, last_kind = ordered[-1]
    left_at = last_at if last_kind is ScanKind.OUT else None
    return Presence(arrivals[0] if arrivals else last_at, left_at)


def derive_attendance(pairs: Iterable[Pair]) -> None:
    """Bring the attendance of these meetings and registrations up to their scans.

    A status that staff has marked stays; the times are the scans' all the same.
    """
    wanted = set(pairs)
    if not wanted:
        return
    marks = marks_of(wanted)
    rows = _attendance_of(wanted)
    starts = _beginnings({meeting_id for meeting_id, _ in wanted})
    for pair in wanted:
        presence = presence_of(marks.get(pair, []))
        row = rows.get(pair)
        if presence is None:
            _take_back(row)
        else:
            _set_presence(pair, row, presence, starts_at=starts[pair[0]])
    db.session.flush()


def _set_presence(
    pair: Pair, row: Attendance | None, presence: Presence, *, starts_at: datetime
) -> None:
    late = presence.came_at > starts_at + LATE_AFTER
    status = AttendanceStatus.LATE if late else AttendanceStatus.PRESENT
    if row is None:
        meeting_id, registration_id = pair
        row = Attendance(
            meeting=db.session.get_one(Meeting, meeting_id),
            registration=db.session.get_one(Registration, registration_id),
            status=status,
        )
        db.session.add(row)
    if row.marked_by_id is None:
        row.status = status
    row.came_at, row.left_at = presence


def _take_back(row: Attendance | None) -> None:
    if row is None:
        return
    row.left_at = row.came_at = None
    if row.marked_by_id is None:
        db.session.delete(row)


def _attendance_of(pairs: set[Pair]) -> dict[Pair, Attendance]:
    columns = tuple_(Attendance.meeting_id, Attendance.registration_id)
    rows = db.session.scalars(select(Attendance).where(columns.in_(pairs)))
    return {(row.meeting_id, row.registration_id): row for row in rows}


def _beginnings(meeting_ids: set[int]) -> dict[int, datetime]:
    found = db.session.execute(
        select(Meeting.id, Meeting.starts_at).where(Meeting.id.in_(meeting_ids))
    )
    return dict(found.all())


def mark_attendance(
    *,
    meeting: Meeting,
    registration: Registration,
    status: AttendanceStatus,
    by: Account,
    now: datetime,
) -> Attendance:
    """Say by hand how the pupil's meeting went; scans do not change it afterwards."""
    row = _attendance_of({(meeting.id, registration.id)}).get(
        (meeting.id, registration.id)
    )
    if row is None:
        row = Attendance(meeting=meeting, registration=registration, status=status)
        db.session.add(row)
    row.status, row.marked_by, row.marked_at = status, by, now
    db.session.flush()
    return row
