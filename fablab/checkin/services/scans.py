"""Scans: whatever a tablet saw is stored once, judged, and turned into attendance.

A batch may come late, twice, torn apart or in any order. The attendance that follows
is the same; only the outcomes tell what was known when each scan arrived.
"""

from bisect import bisect, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from uuid import UUID

from sqlalchemy import insert, select

from fablab.checkin.models import HandOver, Scan, ScanKind, ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.scans import (
    COUNTED,
    Mark,
    Pair,
    known_events,
    marks_of,
    pairs_by_review,
    staff_at,
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
UNDO_WITHIN = timedelta(minutes=15)
"""Later than this an undo says why, or a person looks at it."""
PRESENTED_LENGTH = 64
HOW_LENGTH = 40
NAME_LENGTH = 80
REASON_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class Event:
    """One well-formed event of a tablet; `at` is what its clock said.

    Exactly one of `card` and `registration` is set; an undo may have neither, for it
    has `undoes`. Without `meeting` it is the pupil's own of that day. A leaving may
    tell how and with whom, `allowed_by` a name or the public id of staff; `is_whole`
    says that all of that could be read.
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
    hand_over: HandOver | None = None
    collected_by: str = ""
    allowed_by: str = ""
    reason: str = ""
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of an event, whom it was about, and when, by the right time."""

    outcome: ScanOutcome
    subject: Subject | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class _Judged:
    event: Event
    at: datetime
    outcome: ScanOutcome
    pair: Pair | None
    subject: Subject


def store_scans(
    *, kiosk: KnownKiosk, events: Sequence[Event], sent_at: datetime, now: datetime
) -> list[Answer]:
    """Store what the tablet saw and say what became of each event.

    Args:
        kiosk: which tablet sends.
        events: at most a few hundred, in any order.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One answer for each event, in the order of `events`.
    """
    _let_one_batch_in(kiosk.site_id)
    known = known_events({event.id for event in events})
    new: dict[UUID, Event] = {}
    for event in events:
        if event.id not in known:
            new.setdefault(event.id, event)
    judged = _judge(kiosk, list(new.values()), skew=now - sent_at)
    if judged:
        _store(kiosk, list(judged.values()), now=now)
    return [_answer(event, new, judged) for event in events]


def _store(kiosk: KnownKiosk, judged: Sequence[_Judged], *, now: datetime) -> None:
    named = {each.event.allowed_by for each in judged if each.event.allowed_by}
    staff = staff_at(kiosk.site_id, named) if named else {}
    db.session.execute(
        insert(Scan), [_row(kiosk, each, staff, now=now) for each in judged]
    )
    pairs = {each.pair for each in judged if each.pair}
    undone = {each.event.undoes for each in judged if each.event.undoes}
    derive_attendance(pairs | (pairs_by_review(undone) if undone else set()))


def _let_one_batch_in(site_id: int) -> None:
    """Two tablets of a site wait for each other; SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    db.session.execute(
        select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    )


def _answer(
    event: Event, new: dict[UUID, Event], judged: dict[UUID, _Judged]
) -> Answer:
    if new.get(event.id) is not event:
        return Answer(outcome=ScanOutcome.DUPLICATE)
    found = judged[event.id]
    return Answer(outcome=found.outcome, subject=found.subject, at=found.at)


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
        if outcome is ScanOutcome.STORED and not _is_told_in_full(event):
            outcome = ScanOutcome.NEEDS_ATTENTION
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


def _is_told_in_full(event: Event) -> bool:
    """Whether it is said who allowed somebody who is not on the pupil's list."""
    by_another = event.kind is ScanKind.OUT and event.hand_over is HandOver.OTHER
    return event.is_whole and (bool(event.allowed_by) or not by_another)


def _compare(outcome: ScanOutcome, mark: Mark, marks: list[Mark]) -> ScanOutcome:
    """Whether the pupil was in already: next to this arrival there is another one."""
    in_time = attrgetter("at", "seq", "kind")
    marks.sort(key=in_time)
    place = bisect(marks, in_time(mark), key=in_time)
    neighbours = [*marks[max(0, place - 1) : place], *marks[place : place + 1]]
    insort(marks, mark, key=in_time)
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
    pair, undone_at = subject.pair, None
    if target := targets.get(event.undoes):
        ids = (target.meeting_id, target.registration_id)
        pair = (ids[0], ids[1]) if ids[0] and ids[1] else None
        undone_at = target.at
    elif sibling := judged.get(event.undoes):
        pair, undone_at = sibling.pair, sibling.at
    in_time = undone_at is not None and at <= undone_at + UNDO_WITHIN
    is_fine = undone_at is not None and (in_time or bool(event.reason))
    outcome = ScanOutcome.STORED if is_fine else ScanOutcome.NEEDS_ATTENTION
    return _Judged(event=event, at=at, outcome=outcome, pair=pair, subject=subject)


def _row(
    kiosk: KnownKiosk,
    judged: _Judged,
    staff: Mapping[str, tuple[int, str]],
    *,
    now: datetime,
) -> dict[str, object]:
    event, subject = judged.event, judged.subject
    allowed_by_id, allowed_by = staff.get(event.allowed_by, (None, event.allowed_by))
    meeting_id = subject.meeting.id if subject.meeting else None
    registration_id = subject.registration.id if subject.registration else None
    if judged.pair:
        meeting_id, registration_id = judged.pair
    return {
        "event_id": event.id,
        "kiosk_id": kiosk.id,
        "seq": event.seq,
        "kind": event.kind,
        "presented": plain(event.card or event.registration or "", PRESENTED_LENGTH),
        "how": plain(event.how, HOW_LENGTH),
        "device_at": event.at.astimezone(UTC),
        "at": judged.at.astimezone(UTC),
        "received_at": now,
        "outcome": judged.outcome,
        "meeting_id": meeting_id,
        "registration_id": registration_id,
        "undoes": event.undoes if event.kind is ScanKind.UNDO else None,
        "hand_over": event.hand_over,
        "collected_by": event.collected_by,
        "allowed_by": allowed_by[:NAME_LENGTH],
        "allowed_by_id": allowed_by_id,
        "reason": event.reason,
    }


def plain(text: str, length: int) -> str:
    """The text as a database can keep it, whatever was printed on the thing."""
    readable = text.encode(errors="replace").decode()
    return "".join(sign for sign in readable if sign.isprintable())[:length]
