"""Attendance: what follows from scans, and what staff marks by hand."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Tuple, case, delete, exists, literal, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.checkin.models import (
    AbsenceNotice,
    Attendance,
    AttendanceStatus,
    ScanKind,
)
from fablab.checkin.queries.attendance import register_of
from fablab.checkin.queries.scans import MarksOfMeeting, Pair, marks_of
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting

LATE_AFTER = timedelta(minutes=15)
"""Who comes more than this after the beginning is late."""
_ONE_ROW = ["meeting_id", "registration_id"]


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

    A status that staff has marked stays; the times are the scans' all the same. Rows
    are written in one statement: objects that the session holds do not show it.
    """
    wanted = set(pairs)
    if not wanted:
        return
    marks = marks_of(wanted)
    rows = [_row(pair, found) for pair, found in marks.items()]
    if rows:
        _write(rows)
    if gone := wanted - marks.keys():
        _take_back(gone)


def excuse_announced_absences(*, now: datetime) -> None:
    """Excuse from meetings that are over whoever was announced and was never seen.

    A scan that arrives later says otherwise and wins, as does a mark by hand. Made for
    a job that runs every minute; call it in a unit of work.
    """
    seen = exists().where(
        Attendance.meeting_id == AbsenceNotice.meeting_id,
        Attendance.registration_id == AbsenceNotice.registration_id,
    )
    excused = literal(AttendanceStatus.EXCUSED, Attendance.status.type)
    unseen = (
        select(AbsenceNotice.meeting_id, AbsenceNotice.registration_id, excused)
        .join(AbsenceNotice.meeting)
        .join(AbsenceNotice.registration)
        .where(
            Meeting.ends_at <= now,
            Meeting.cancelled_at.is_(None),
            Registration.status == RegistrationStatus.PLACED,
            ~seen,
        )
    )
    statement = _insert().from_select([*_ONE_ROW, "status"], unseen)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=_ONE_ROW))


def _row(pair: Pair, found: MarksOfMeeting) -> dict[str, object]:
    presence = presence_of(found.marks)
    assert presence  # noqa: S101 -- there is a mark, or there was no pair
    late = presence.came_at > found.starts_at + LATE_AFTER
    return {
        "meeting_id": pair[0],
        "registration_id": pair[1],
        "status": AttendanceStatus.LATE if late else AttendanceStatus.PRESENT,
        "came_at": presence.came_at,
        "left_at": presence.left_at,
    }


def _write(rows: list[dict[str, object]]) -> None:
    statement = _insert().values(rows)
    by_scans = case(
        (Attendance.marked_by_id.is_(None), statement.excluded.status),
        else_=Attendance.status,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=_ONE_ROW,
            set_={
                "status": by_scans,
                "came_at": statement.excluded.came_at,
                "left_at": statement.excluded.left_at,
            },
        )
    )


def _insert() -> postgresql.Insert | sqlite.Insert:
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Attendance)
    return sqlite.insert(Attendance)


def _take_back(pairs: Collection[Pair]) -> None:
    """Every scan was taken back: what staff marked by hand stays, without times."""
    chosen = _columns().in_(pairs)
    db.session.execute(
        delete(Attendance).where(chosen, Attendance.marked_by_id.is_(None)),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        update(Attendance).where(chosen).values(came_at=None, left_at=None),
        execution_options={"synchronize_session": False},
    )


def _columns() -> Tuple:
    return tuple_(Attendance.meeting_id, Attendance.registration_id)


def mark_attendance(
    *,
    meeting: Meeting,
    registration: Registration,
    status: AttendanceStatus,
    by: Account,
    now: datetime,
) -> Attendance:
    """Say by hand how the pupil's meeting went; scans do not change it afterwards."""
    pair = {"meeting_id": meeting.id, "registration_id": registration.id}
    made = _insert().values(**pair, status=status)
    db.session.execute(made.on_conflict_do_nothing(index_elements=_ONE_ROW))
    row = db.session.scalars(select(Attendance).filter_by(**pair)).one()
    row.status, row.marked_by, row.marked_at = status, by, now
    db.session.flush()
    return row


def mark_register(
    *,
    meeting: Meeting,
    statuses: Mapping[str, AttendanceStatus],
    by: Account,
    now: datetime,
) -> None:
    """Keep what staff marked in the register of a meeting, as far as it is news.

    Args:
        meeting: whose register.
        statuses: registration's public id → how the meeting went.
        by: who marked it.
        now: the aware instant.
    """
    changed = 0
    for registration, attendance, _announced in register_of(meeting):
        status = statuses.get(registration.public_id)
        if status is None or (attendance and attendance.status is status):
            continue
        mark_attendance(
            meeting=meeting, registration=registration, status=status, by=by, now=now
        )
        changed += 1
    record_event(
        actor=by.public_id,
        action="attendance.marked",
        subject_kind="meeting",
        subject=meeting.public_id,
        now=now,
        details={"changed": changed},
    )
