"""Attendance: what follows from scans, and what staff marks by hand."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from operator import attrgetter
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
from fablab.checkin.queries.scans import (
    Leaving,
    Mark,
    MarksOfMeeting,
    Pair,
    marks_of,
)
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting

ABSENT_WITHIN = timedelta(days=14)
"""For so long after a meeting it is asked who was absent without a mark."""
_ONE_ROW = ["meeting_id", "registration_id"]
_FROM_SCANS = ("came_at", "left_at", "hand_over", "collected_by", "allowed_by")


class Presence(NamedTuple):
    """From when a pupil was there and, once they have left, until when and how."""

    came_at: datetime
    left_at: datetime | None
    leaving: Leaving = Leaving()


def presence_of(marks: Iterable[Mark]) -> Presence | None:
    """What a pupil's valid scans of one meeting say, in whatever order they come.

    A tablet counts what it sees, so its own scans follow each other by number, even
    when its clock was put back in between; then the later ones are taken to be no
    earlier than those before. Scans of several tablets follow each other by time.

    Returns:
        None without a scan. Who only left must have come: their leaving stands for it.
    """
    ordered = _in_order(marks)
    if not ordered:
        return None
    arrivals = [mark.at for mark in ordered if mark.kind is ScanKind.IN]
    last = ordered[-1]
    came_at = arrivals[0] if arrivals else last.at
    if last.kind is ScanKind.OUT:
        return Presence(came_at, last.at, _leaving_of(ordered))
    return Presence(came_at, None)


def _leaving_of(ordered: list[Mark]) -> Leaving:
    """How they left; a card shown once more on the way out says nothing new of it."""
    outward = takewhile(lambda mark: mark.kind is ScanKind.OUT, reversed(ordered))
    told = (mark.leaving for mark in outward if mark.leaving.hand_over)
    return next(told, ordered[-1].leaving)


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    by_tablet: dict[int, datetime] = {}
    steady = []
    for mark in sorted(marks, key=attrgetter("kiosk_id", "seq", "at", "kind")):
        at = max(mark.at, by_tablet.get(mark.kiosk_id, mark.at))
        by_tablet[mark.kiosk_id] = at
        steady.append(mark._replace(at=at))
    return sorted(steady, key=attrgetter("at", "seq", "kind", "kiosk_id"))


def derive_attendance(pairs: Iterable[Pair]) -> None:
    """Bring the attendance of these meetings and registrations up to their scans.

    A status that staff has marked stays; the times are the scans' all the same, unless
    staff has written those down too. Rows are written in one statement: objects that
    the session holds do not show it.
    """
    wanted = set(pairs)
    if not wanted:
        return
    marks = marks_of(wanted)
    rows = [_row(pair, found) for pair, found in marks.items()]
    if rows:
        db.session.execute(_from_scans(_dialect()), rows)
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


def mark_absent(*, now: datetime) -> None:
    """Mark as absent whom nobody has seen or excused at a meeting that is over.

    Only where attendance was taken: somebody came, or staff marked somebody. A scan
    that arrives later says otherwise and wins, as does a mark by hand. Made for a job
    that runs every minute; call it in a unit of work.
    """
    here = Attendance.meeting_id == Meeting.id
    theirs = Attendance.registration_id == Registration.id
    was_taken = exists().where(
        here, Attendance.came_at.is_not(None) | Attendance.marked_by_id.is_not(None)
    )
    excused = exists().where(
        AbsenceNotice.meeting_id == Meeting.id,
        AbsenceNotice.registration_id == Registration.id,
    )
    absent = literal(AttendanceStatus.ABSENT, Attendance.status.type)
    unmarked = (
        select(Meeting.id, Registration.id, absent)
        .join(Registration, Registration.series_id == Meeting.series_id)
        .where(
            Meeting.ends_at <= now,
            Meeting.ends_at > now - ABSENT_WITHIN,
            Meeting.cancelled_at.is_(None),
            Registration.status == RegistrationStatus.PLACED,
            Registration.placed_at < Meeting.starts_at,
            was_taken.correlate(Meeting),
            ~exists().where(here, theirs).correlate(Meeting, Registration),
            ~excused,
        )
    )
    statement = _insert().from_select([*_ONE_ROW, "status"], unmarked)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=_ONE_ROW))


def _row(pair: Pair, found: MarksOfMeeting) -> dict[str, object]:
    presence = presence_of(found.marks)
    assert presence  # noqa: S101 -- there is a mark, or there was no pair
    late = presence.came_at > found.late_after
    return {
        "meeting_id": pair[0],
        "registration_id": pair[1],
        "status": AttendanceStatus.LATE if late else AttendanceStatus.PRESENT,
        "came_at": presence.came_at,
        "left_at": presence.left_at,
        **presence.leaving._asdict(),
    }


@cache
def _from_scans(dialect: str) -> postgresql.Insert | sqlite.Insert:
    """The statement that writes what scans say, built once: it runs with every card."""
    statement = _insert_on(dialect)
    new = statement.excluded
    stays = dict.fromkeys(_FROM_SCANS, Attendance.times_marked.is_(True))
    stays["status"] = Attendance.marked_by_id.is_not(None)
    return statement.on_conflict_do_update(
        index_elements=_ONE_ROW,
        set_={
            name: case((by_hand, getattr(Attendance, name)), else_=new[name])
            for name, by_hand in stays.items()
        },
    )


def _insert() -> postgresql.Insert | sqlite.Insert:
    return _insert_on(_dialect())


def _insert_on(dialect: str) -> postgresql.Insert | sqlite.Insert:
    if dialect == "postgresql":
        return postgresql.insert(Attendance)
    return sqlite.insert(Attendance)


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def _take_back(pairs: Collection[Pair]) -> None:
    """Every scan was taken back: what staff marked by hand stays, without times."""
    chosen = _columns().in_(pairs)
    quietly = {"synchronize_session": False}
    db.session.execute(
        delete(Attendance).where(chosen, Attendance.marked_by_id.is_(None)),
        execution_options=quietly,
    )
    nothing = {"came_at": None, "left_at": None, **Leaving()._asdict()}
    db.session.execute(
        update(Attendance)
        .where(chosen, Attendance.times_marked.is_(False))
        .values(nothing),
        execution_options=quietly,
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
