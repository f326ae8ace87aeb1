"""Reading scans, as tuples: these run with every card at the door."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    case,
    exists,
    join,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from fablab.accounts.models import Account, Grant, Role
from fablab.checkin.models import (
    Card,
    HandOver,
    Kiosk,
    Scan,
    ScanKind,
    ScanOutcome,
    ScanReview,
)
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site

Pair: TypeAlias = tuple[int, int]
"""Ids of a meeting and of a registration."""

COUNTED = (ScanOutcome.STORED, ScanOutcome.ALREADY_PRESENT, ScanOutcome.NEEDS_ATTENTION)
"""Outcomes after which a pupil is taken to be where the scan says."""


class Leaving(NamedTuple):
    """How a pupil left, with whom, and who allowed it."""

    hand_over: HandOver | None = None
    collected_by: str = ""
    allowed_by: str = ""


class Mark(NamedTuple):
    """A valid scan: when, in which order of which tablet, and what it says."""

    at: datetime
    seq: int
    kind: ScanKind
    kiosk_id: int = 0
    leaving: Leaving = Leaving()


class MarksOfMeeting(NamedTuple):
    """After when one is late at a meeting, and a pupil's valid scans, in no order."""

    late_after: datetime
    marks: list[Mark]


class FoundCard(NamedTuple):
    """Whose card it is and since when it does not open the door any more."""

    pupil_id: int
    revoked_at: datetime | None


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
    place: str
    cancelled: bool


_KNOWN_EVENTS = select(Scan.event_id).where(
    Scan.event_id.in_(bindparam("ids", expanding=True))
)
_CARDS = select(Card.code, Card.pupil_id, Card.revoked_at).where(
    Card.code.in_(bindparam("codes", expanding=True))
)
_REGISTRATIONS = (
    select(
        Registration.id,
        Registration.public_id,
        Registration.pupil_id,
        Registration.series_id,
        Registration.status,
    )
    .where(
        Registration.public_id.in_(bindparam("public_ids", expanding=True))
        | Registration.pupil_id.in_(bindparam("pupil_ids", expanding=True))
    )
    .order_by(Registration.cancelled_at.is_not(None), Registration.id.desc())
)
_MEETINGS = (
    select(
        Meeting.id,
        Meeting.public_id,
        Meeting.series_id,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.place,
        Meeting.cancelled_at.is_not(None),
    )
    .join(Series, Series.id == Meeting.series_id)
    .where(
        Series.site_id == bindparam("site_id"),
        Meeting.public_id.in_(bindparam("public_ids", expanding=True))
        | (
            Meeting.series_id.in_(bindparam("series_ids", expanding=True))
            & (Meeting.starts_at < bindparam("until"))
            & (Meeting.ends_at > bindparam("since"))
        ),
    )
)
"""Built once: they run with every card at the door."""


def known_events(ids: Collection[UUID]) -> set[UUID]:
    """Those of the events that are stored already."""
    return set(db.session.scalars(_KNOWN_EVENTS, {"ids": list(ids)}))


def cards_by_code(codes: Collection[str]) -> dict[str, FoundCard]:
    """The cards with these codes, revoked ones too."""
    if not codes:
        return {}
    found = db.session.execute(_CARDS, {"codes": list(codes)})
    return {code: FoundCard(pupil, revoked) for code, pupil, revoked in found}


def registrations_at_the_door(
    *, public_ids: Collection[str], pupil_ids: Collection[int]
) -> list[FoundRegistration]:
    """The registrations named, and all of the pupils whose card was shown.

    Active ones come before cancelled ones, the newest first.
    """
    if not public_ids and not pupil_ids:
        return []
    wanted = {"public_ids": list(public_ids), "pupil_ids": list(pupil_ids)}
    found = db.session.execute(_REGISTRATIONS, wanted)
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
    found = db.session.execute(
        _MEETINGS,
        {
            "site_id": site_id,
            "public_ids": list(public_ids),
            "series_ids": list(series_ids),
            "since": since,
            "until": until,
        },
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


def staff_at(site_id: int, public_ids: Collection[str]) -> dict[str, tuple[int, str]]:
    """Row id and name of those of the accounts that work at the site, by public id."""
    found = db.session.execute(
        select(Account.public_id, Account.id, Account.name)
        .join(Grant, Grant.account_id == Account.id)
        .where(
            Account.public_id.in_(public_ids),
            Account.disabled_at.is_(None),
            Grant.role.in_((Role.FACILITATOR, Role.COORDINATOR)),
            Grant.site_id == site_id,
        )
    )
    return {public_id: (row_id, name) for public_id, row_id, name in found}


def pairs_by_review(event_ids: Collection[UUID]) -> set[Pair]:
    """The meetings and registrations that staff have made these scans count for."""
    found = db.session.execute(
        select(ScanReview.meeting_id, ScanReview.registration_id)
        .join(ScanReview.scan)
        .where(Scan.event_id.in_(event_ids), ScanReview.registration_id.is_not(None))
    )
    return {(row[0], row[1]) for row in found if row[0] and row[1]}


def marks_of(pairs: Collection[Pair]) -> dict[Pair, MarksOfMeeting]:
    """The valid scans of each meeting and registration that has one.

    Left out is what was taken back, what came with a revoked card or far from the
    meeting's time, and what names a meeting of another series. Where a person has said
    for whom such a scan counts, it counts there and nowhere else.
    """
    if not pairs:
        return {}
    marks: dict[Pair, MarksOfMeeting] = {}
    for row in db.session.execute(_marks(), {"pairs": list(pairs)}):
        meeting_id, registration_id, starts_at, minutes = row[:4]
        late_after = starts_at + timedelta(minutes=minutes)
        of_pair = marks.setdefault(
            (meeting_id, registration_id), MarksOfMeeting(late_after, [])
        )
        at, seq, kind, kiosk_id = row[4:8]
        of_pair.marks.append(Mark(at, seq, kind, kiosk_id, Leaving(*row[8:])))
    return marks


@cache
def _marks() -> CompoundSelect[*tuple[Any, ...]]:
    """The statement of `marks_of`, built once: it runs with every card at the door."""
    pairs: BindParameter[Any] = bindparam("pairs", expanding=True)
    settled = exists().where(
        ScanReview.scan_id == Scan.id, ScanReview.registration_id.is_not(None)
    )
    by_rule = _valid_scans(Scan, Scan.meeting_id, Scan.registration_id).where(
        tuple_(Scan.meeting_id, Scan.registration_id).in_(pairs),
        Registration.series_id == Meeting.series_id,
        Scan.outcome.in_(COUNTED),
        ~settled,
    )
    by_person = _valid_scans(
        join(ScanReview, Scan), ScanReview.meeting_id, ScanReview.registration_id
    ).where(tuple_(ScanReview.meeting_id, ScanReview.registration_id).in_(pairs))
    return by_rule.union_all(by_person)


def _valid_scans(
    source: FromClause | type[Scan],
    meeting_id: InstrumentedAttribute[int | None],
    registration_id: InstrumentedAttribute[int | None],
) -> Select[*tuple[Any, ...]]:
    """Arrivals and leavings that were not taken back, for these two columns.

    Nothing was seen after it arrived, though a clock that has jumped may say so.
    """
    undo = aliased(Scan)
    taken_back = exists().where(
        undo.kind == ScanKind.UNDO,
        undo.undoes == Scan.event_id,
        undo.kiosk_id == Kiosk.id,
        Kiosk.site_id == Series.site_id,
    )
    return (
        select(
            Meeting.id,
            Registration.id,
            Meeting.starts_at,
            Site.late_after_minutes,
            case((Scan.at > Scan.received_at, Scan.received_at), else_=Scan.at),
            Scan.seq,
            Scan.kind,
            Scan.kiosk_id,
            Scan.hand_over,
            Scan.collected_by,
            Scan.allowed_by,
        )
        .select_from(source)
        .join(Meeting, Meeting.id == meeting_id)
        .join(Series, Series.id == Meeting.series_id)
        .join(Site, Site.id == Series.site_id)
        .join(Registration, Registration.id == registration_id)
        .where(Scan.kind != ScanKind.UNDO, ~taken_back)
    )
