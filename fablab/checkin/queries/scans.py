"""Reading scans, as tuples: these run with every card at the door."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import aliased

from fablab.checkin.models import Card, Kiosk, Scan, ScanKind, ScanOutcome
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series

Pair: TypeAlias = tuple[int, int]
"""Ids of a meeting and of a registration."""

COUNTED = (ScanOutcome.STORED, ScanOutcome.ALREADY_PRESENT, ScanOutcome.NEEDS_ATTENTION)
"""Outcomes after which a pupil is taken to be where the scan says."""


class Mark(NamedTuple):
    """A valid scan: when, in which order of its tablet, and what it says."""

    at: datetime
    seq: int
    kind: ScanKind


class MarksOfMeeting(NamedTuple):
    """When a meeting begins, and a pupil's valid scans of it, in no order."""

    starts_at: datetime
    marks: list[Mark]


class FoundCard(NamedTuple):
    """Whose card it is and whether it still opens the door."""

    pupil_id: int
    revoked: bool


class FoundRegistration(NamedTuple):
    """A registration, as far as the door needs it."""

    id: int
    public_id: str
    pupil_id: int
    series_id: int
    status: RegistrationStatus


class FoundMeeting(NamedTuple):
    """A meeting of the kiosk's own site."""

    id: int
    public_id: str
    series_id: int
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


def known_events(ids: Collection[UUID]) -> set[UUID]:
    """Those of the events that are stored already."""
    found = db.session.scalars(select(Scan.event_id).where(Scan.event_id.in_(ids)))
    return set(found)


def cards_by_code(codes: Collection[str]) -> dict[str, FoundCard]:
    """The cards with these codes, revoked ones too."""
    if not codes:
        return {}
    found = db.session.execute(
        select(Card.code, Card.pupil_id, Card.revoked_at).where(Card.code.in_(codes))
    )
    return {
        code: FoundCard(pupil, revoked is not None) for code, pupil, revoked in found
    }


def registrations_at_the_door(
    *, public_ids: Collection[str], pupil_ids: Collection[int]
) -> list[FoundRegistration]:
    """The registrations named, and all of the pupils whose card was shown.

    Active ones come before cancelled ones, the newest first.
    """
    if not public_ids and not pupil_ids:
        return []
    found = db.session.execute(
        select(
            Registration.id,
            Registration.public_id,
            Registration.pupil_id,
            Registration.series_id,
            Registration.status,
        )
        .where(
            Registration.public_id.in_(public_ids)
            | Registration.pupil_id.in_(pupil_ids)
        )
        .order_by(Registration.cancelled_at.is_not(None), Registration.id.desc())
    )
    return [FoundRegistration(*row) for row in found]


def meetings_at_the_door(
    *,
    site_id: int,
    public_ids: Collection[str],
    series_ids: Collection[int],
    between: tuple[datetime, datetime],
) -> list[FoundMeeting]:
    """The site's meetings that are named, and those of the series in that time."""
    since, until = between
    running: ColumnElement[bool] = (
        Meeting.series_id.in_(series_ids)
        & (Meeting.starts_at < until)
        & (Meeting.ends_at > since)
    )
    found = db.session.execute(
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.series_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.cancelled_at.is_not(None),
        )
        .join(Series, Series.id == Meeting.series_id)
        .where(Series.site_id == site_id, Meeting.public_id.in_(public_ids) | running)
    )
    return [FoundMeeting(*row) for row in found]


def targets_of_undo(ids: Collection[UUID], *, site_id: int) -> dict[UUID, Scan]:
    """The site's own scans that are to be taken back."""
    if not ids:
        return {}
    found = db.session.scalars(
        select(Scan)
        .join(Kiosk, Kiosk.id == Scan.kiosk_id)
        .where(Scan.event_id.in_(ids), Kiosk.site_id == site_id)
    )
    return {scan.event_id: scan for scan in found}


def marks_of(pairs: Collection[Pair]) -> dict[Pair, MarksOfMeeting]:
    """The valid scans of each meeting and registration that has one.

    Left out is what was taken back, what came with a revoked card or far from the
    meeting's time, and what names a meeting of another series.
    """
    if not pairs:
        return {}
    undo = aliased(Scan)
    taken_back = exists().where(
        undo.kind == ScanKind.UNDO,
        undo.undoes == Scan.event_id,
        undo.kiosk_id == Kiosk.id,
        Kiosk.site_id == Series.site_id,
    )
    found = db.session.execute(
        select(
            Meeting.id,
            Registration.id,
            Meeting.starts_at,
            Scan.at,
            Scan.seq,
            Scan.kind,
        )
        .select_from(Scan)
        .join(Meeting, Meeting.id == Scan.meeting_id)
        .join(Series, Series.id == Meeting.series_id)
        .join(Registration, Registration.id == Scan.registration_id)
        .where(
            tuple_(Scan.meeting_id, Scan.registration_id).in_(pairs),
            Registration.series_id == Meeting.series_id,
            Scan.kind != ScanKind.UNDO,
            Scan.outcome.in_(COUNTED),
            ~taken_back,
        )
    )
    marks: dict[Pair, MarksOfMeeting] = {}
    for meeting_id, registration_id, starts_at, at, seq, kind in found:
        pair = meeting_id, registration_id
        of_pair = marks.setdefault(pair, MarksOfMeeting(starts_at, []))
        of_pair.marks.append(Mark(at, seq, kind))
    return marks
