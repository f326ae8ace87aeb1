"""Scans: whatever a tablet saw is stored once, judged, and turned into attendance.

A batch may come late, twice, torn apart or in any order. The attendance that follows
is the same; only the outcomes tell what was known when each scan arrived.
"""

from bisect import bisect, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select

from fablab.checkin.models import Scan, ScanKind, ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.scans import (
    COUNTED,
    Mark,
    Pair,
    known_events,
    marks_of,
    targets_of_undo,
)
from fablab.checkin.services.attendance import derive_attendance
from fablab.checkin.services.doorbook import Subject, open_door_book
from fablab.kernel.codes import tidy
from fablab.kernel.db import db
from fablab.registrations.models import RegistrationStatus
from fablab.sites.models import Site

SKEW_TOLERATED = timedelta(seconds=5)
OPENS_BEFORE = timedelta(minutes=60)
CLOSES_AFTER = timedelta(hours=2)
PRESENTED_LENGTH = 64
HOW_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class Event:
    """One well-formed event of a tablet; `at` is what its clock said.

    Exactly one of `card` and `registration` is set; an undo may have neither, for it
    has `undoes`. Without `meeting` it is the pupil's own of that day.
    """

    id: UUID
    seq: int
    kind: ScanKind
    at: datetime
    how: str
    card: str | None
    registration: str | None
    meeting: str | None
    undoes: UUID | None


@dataclass(frozen=True, kw_only=True)
class _Judged:
    event: Event
    at: datetime
    outcome: ScanOutcome
    pair: Pair | None
    subject: Subject


def store_scans(
    *, kiosk: KnownKiosk, events: Sequence[Event], sent_at: datetime, now: datetime
) -> list[ScanOutcome]:
    """Store what the tablet saw and say what became of each event.

    Args:
        kiosk: which tablet sends.
        events: at most a few hundred, in any order.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One outcome for each event, in the order of `events`.
    """
    _let_one_batch_in(kiosk.site_id)
    known = known_events({event.id for event in events})
    new: dict[UUID, Event] = {}
    for event in events:
        if event.id not in known:
            new.setdefault(event.id, event)
    judged = _judge(kiosk, list(new.values()), skew=now - sent_at)
    if judged:
        db.session.execute(
            insert(Scan), [_row(kiosk, each, now=now) for each in judged.values()]
        )
        derive_attendance({each.pair for each in judged.values() if each.pair})
    return [_outcome(event, new, judged) for event in events]


def _let_one_batch_in(site_id: int) -> None:
    """Two tablets of a site wait for each other; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    db.session.execute(
        select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    )


def _outcome(
    event: Event, new: dict[UUID, Event], judged: dict[UUID, _Judged]
) -> ScanOutcome:
    first = new.get(event.id)
    return judged[event.id].outcome if first is event else ScanOutcome.DUPLICATE


def corrected(at: datetime, *, skew: timedelta) -> datetime:
    """The tablet's time put right by its clock's error, where that is worth it."""
    return at + skew if abs(skew) > SKEW_TOLERATED else at


def _judge(
    kiosk: KnownKiosk, events: list[Event], *, skew: timedelta
) -> dict[UUID, _Judged]:
    if not events:
        return {}
    times = {event.id: corrected(event.at, skew=skew) for event in events}
    book = open_door_book(
        kiosk=kiosk,
        codes={tidy(event.card) for event in events if event.card},
        registrations={event.registration for event in events if event.registration},
        meetings={event.meeting for event in events if event.meeting},
        times=list(times.values()),
    )
    targets = targets_of_undo(
        {event.undoes for event in events if event.undoes}, site_id=kiosk.site_id
    )
    subjects = {
        event.id: book.subject(
            card=event.card,
            registration=event.registration,
            meeting=event.meeting,
            at=times[event.id],
        )
        for event in events
    }
    pairs = {pair for subject in subjects.values() if (pair := subject.pair)}
    marks = {pair: found.marks for pair, found in marks_of(pairs).items()}
    judged: dict[UUID, _Judged] = {}
    for event in sorted(events, key=lambda each: each.seq):
        at, subject = times[event.id], subjects[event.id]
        if event.kind is ScanKind.UNDO:
            judged[event.id] = _judge_undo(event, at, subject, targets, judged)
            continue
        outcome = _look_at(at, subject)
        if subject.pair and outcome in COUNTED and subject.matches:
            mark = Mark(at, event.seq, event.kind)
            outcome = _compare(outcome, mark, marks.setdefault(subject.pair, []))
        judged[event.id] = _Judged(
            event=event, at=at, outcome=outcome, pair=subject.pair, subject=subject
        )
    return judged


def _look_at(at: datetime, subject: Subject) -> ScanOutcome:
    if subject.unknown:
        return ScanOutcome.UNKNOWN_CARD
    if subject.revoked:
        return ScanOutcome.REVOKED_CARD
    meeting, registration = subject.meeting, subject.registration
    if meeting is None or registration is None or not subject.matches:
        return ScanOutcome.NEEDS_ATTENTION
    if meeting.cancelled or registration.status is not RegistrationStatus.PLACED:
        return ScanOutcome.NEEDS_ATTENTION
    if not meeting.starts_at - OPENS_BEFORE <= at <= meeting.ends_at + CLOSES_AFTER:
        return ScanOutcome.OUTSIDE_WINDOW
    return ScanOutcome.STORED


def _compare(outcome: ScanOutcome, mark: Mark, marks: list[Mark]) -> ScanOutcome:
    """Whether the pupil was in already: next to this arrival there is another one."""
    marks.sort()
    place = bisect(marks, mark)
    neighbours = [*marks[max(0, place - 1) : place], *marks[place : place + 1]]
    insort(marks, mark)
    again = any(other.kind is ScanKind.IN for other in neighbours)
    if outcome is ScanOutcome.STORED and mark.kind is ScanKind.IN and again:
        return ScanOutcome.ALREADY_PRESENT
    return outcome


def _judge_undo(
    event: Event,
    at: datetime,
    subject: Subject,
    targets: dict[UUID, Scan],
    judged: dict[UUID, _Judged],
) -> _Judged:
    assert event.undoes  # noqa: S101 -- what the shape of an undo asks for
    pair = subject.pair
    outcome = ScanOutcome.STORED
    if target := targets.get(event.undoes):
        ids = (target.meeting_id, target.registration_id)
        pair = (ids[0], ids[1]) if ids[0] and ids[1] else None
    elif sibling := judged.get(event.undoes):
        pair = sibling.pair
    else:
        outcome = ScanOutcome.NEEDS_ATTENTION
    return _Judged(event=event, at=at, outcome=outcome, pair=pair, subject=subject)


def _row(kiosk: KnownKiosk, judged: _Judged, *, now: datetime) -> dict[str, object]:
    event, subject = judged.event, judged.subject
    meeting_id = subject.meeting.id if subject.meeting else None
    registration_id = subject.registration.id if subject.registration else None
    if judged.pair:
        meeting_id, registration_id = judged.pair
    return {
        "event_id": event.id,
        "kiosk_id": kiosk.id,
        "seq": event.seq,
        "kind": event.kind,
        "presented": _plain(event.card or event.registration or "", PRESENTED_LENGTH),
        "how": _plain(event.how, HOW_LENGTH),
        "device_at": event.at.astimezone(UTC),
        "at": judged.at.astimezone(UTC),
        "received_at": now,
        "outcome": judged.outcome,
        "meeting_id": meeting_id,
        "registration_id": registration_id,
        "undoes": event.undoes if event.kind is ScanKind.UNDO else None,
    }


def _plain(text: str, length: int) -> str:
    """The text as a database can keep it, whatever was printed on the thing."""
    readable = text.encode(errors="replace").decode()
    return "".join(sign for sign in readable if sign.isprintable())[:length]
