"""Scans as a tablet would send them, and the attendance that follows."""

from datetime import datetime, timedelta
from uuid import uuid4

from fablab.checkin.models import (
    Attendance,
    AttendanceStatus,
    HandOver,
    ScanKind,
    ScanOutcome,
)
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.scans import Event, store_scans
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT

MINUTE = timedelta(minutes=1)
AFTERWARDS = MEETING_AT + timedelta(hours=3)


def scan(
    registration: Registration,
    minute: int = 0,
    kind: ScanKind = ScanKind.IN,
    *,
    seq: int = 0,
    undoes: Event | None = None,
    meeting: str | None = None,
    hand_over: HandOver | None = None,
    collected_by: str = "",
    allowed_by: str = "",
    reason: str = "",
) -> Event:
    """A pupil's name was tapped, so many minutes after the meeting has begun."""
    return Event(
        id=uuid4(),
        seq=seq,
        kind=kind,
        at=MEETING_AT + minute * MINUTE,
        how="name",
        card=None,
        registration=registration.public_id,
        meeting=meeting,
        undoes=undoes.id if undoes else None,
        hand_over=hand_over,
        collected_by=collected_by,
        allowed_by=allowed_by,
        reason=reason,
    )


def unknown_card(
    minute: int = 0, *, card: str = "Somebody new", how: str = "camera"
) -> Event:
    """Something was shown or typed that is no card of ours."""
    return Event(
        id=uuid4(),
        seq=0,
        kind=ScanKind.IN,
        at=MEETING_AT + minute * MINUTE,
        how=how,
        card=card,
        registration=None,
        meeting=None,
        undoes=None,
    )


def send(
    kiosk: KnownKiosk, *events: Event, now: datetime = AFTERWARDS
) -> list[ScanOutcome]:
    """Store the events in one batch, sent by a tablet whose clock is right."""
    with unit_of_work():
        answers = store_scans(kiosk=kiosk, events=events, sent_at=now, now=now)
    return [answer.outcome for answer in answers]


def known() -> list[tuple[AttendanceStatus, object, object]]:
    """Status, coming and leaving of every attendance, by registration."""
    db.session.expire_all()
    rows = db.session.query(Attendance).order_by(Attendance.registration_id)
    return [(row.status, row.came_at, row.left_at) for row in rows]
