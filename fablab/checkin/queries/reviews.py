"""Scans that a person should look at, and what is likely to be right about each."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from fablab.accounts.queries import Actor
from fablab.checkin.models import Kiosk, Scan, ScanKind, ScanOutcome, ScanReview
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.people.order import by_given_name
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Registration,
)
from fablab.series.models import Meeting, Series
from fablab.series.queries.own import is_seen_by
from fablab.sites.models import Site

TO_LOOK_AT = (
    ScanOutcome.NEEDS_ATTENTION,
    ScanOutcome.UNKNOWN_CARD,
    ScanOutcome.REVOKED_CARD,
    ScanOutcome.OUTSIDE_WINDOW,
)
MOST_SHOWN = 200
CLOCK_IS_WRONG = 120
"""From how many seconds on a tablet's clock is told of."""

Guests: TypeAlias = Sequence["Guest"]


class Advice(StrEnum):
    """What is likely to be right: nothing is done before somebody says so."""

    COUNT = "count"
    ADMIT = "admit"
    CHOOSE = "choose"


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody a scan may be of, at a meeting of that day."""

    meeting: Meeting
    registration: Registration

    @property
    def key(self) -> str:
        """Names both in a form."""
        return f"{self.meeting.public_id}.{self.registration.public_id}"


@dataclass(frozen=True, kw_only=True)
class OpenScan:
    """A scan that nobody has settled; kiosk and site are loaded.

    `guest` is whom the advice is about; with none somebody has to be chosen.
    """

    scan: Scan
    meeting: Meeting | None
    registration: Registration | None
    advice: Advice
    guest: Guest | None


def number_of_open_scans(actor: Actor) -> int:
    """How many scans the actor should look at, however old."""
    found = db.session.scalar(
        select(func.count(Scan.id))
        .join(Scan.kiosk)
        .outerjoin(Meeting, Meeting.id == Scan.meeting_id)
        .outerjoin(Series, Series.id == Meeting.series_id)
        .where(_is_for(actor), _is_open())
    )
    return found or 0


def open_scans(actor: Actor) -> list[OpenScan]:
    """The scans that the actor should look at, the newest first, with advice."""
    rows = _rows(actor)
    guests = guests_around([row[0] for row in rows], actor=actor)
    return [_advised(*row, guests=guests) for row in rows]


def open_scan(event_id: UUID, *, actor: Actor) -> OpenScan:
    """One scan that the actor may settle.

    Raises:
        NotFound: there is none, it is another site's, or it was settled.
    """
    rows = _rows(actor, Scan.event_id == event_id)
    if not rows:
        raise NotFound(N_("There is no such scan, or somebody has settled it."))
    return _advised(*rows[0], guests=guests_around([rows[0][0]], actor=actor))


def guests_of(found: OpenScan, *, actor: Actor) -> list[Guest]:
    """Everybody with a place in a meeting of the scan's local day, by name."""
    guests = guests_around([found.scan], actor=actor)
    return sorted(
        (guest for guest in guests if is_of_that_day(found.scan, guest.meeting)),
        key=lambda guest: by_given_name(guest.registration.pupil),
    )


def tablets_with_a_wrong_clock(actor: Actor) -> Sequence[Kiosk]:
    """Tablets of the actor's sites whose clock was off by minutes, by name."""
    return db.session.scalars(
        select(Kiosk)
        .where(
            Kiosk.site_id.in_(actor.coordinates),
            Kiosk.revoked_at.is_(None),
            func.abs(Kiosk.clock_error) > CLOCK_IS_WRONG,
        )
        .order_by(Kiosk.name)
    ).all()


def guests_around(scans: Collection[Scan], *, actor: Actor) -> Guests:
    """Those with a place in the actor's meetings from a day before to a day after."""
    if not scans:
        return []
    day = timedelta(days=1)
    rows = db.session.execute(
        select(Meeting, Registration)
        .join(Meeting.series)
        .join(Registration, Registration.series_id == Series.id)
        .join(Registration.pupil)
        .where(
            is_seen_by(actor),
            Series.site_id.in_({scan.kiosk.site_id for scan in scans}),
            Meeting.starts_at > min(scan.at for scan in scans) - day,
            Meeting.starts_at < max(scan.at for scan in scans) + day,
            Meeting.cancelled_at.is_(None),
            Registration.status.in_(TAKES_A_PLACE),
        )
        .options(
            contains_eager(Meeting.series).selectinload(Series.texts),
            contains_eager(Registration.pupil),
        )
        .order_by(Meeting.starts_at, Registration.id)
    )
    return [Guest(meeting=row[0], registration=row[1]) for row in rows]


def is_of_that_day(scan: Scan, meeting: Meeting) -> bool:
    """Whether the meeting is on the local day of the scan."""
    zone = scan.kiosk.site.zone
    return scan.at.astimezone(zone).date() == meeting.starts_at.astimezone(zone).date()


def _rows(
    actor: Actor, *conditions: ColumnElement[bool]
) -> Sequence[tuple[Scan, Meeting | None, Registration | None]]:
    rows = db.session.execute(
        select(Scan, Meeting, Registration)
        .join(Scan.kiosk)
        .join(Site, Site.id == Kiosk.site_id)
        .outerjoin(Meeting, Meeting.id == Scan.meeting_id)
        .outerjoin(Series, Series.id == Meeting.series_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Pupil, Pupil.id == Registration.pupil_id)
        .where(_is_for(actor), _is_open(), *conditions)
        .options(
            contains_eager(Scan.kiosk).joinedload(Kiosk.site),
            contains_eager(Meeting.series).selectinload(Series.texts),
            contains_eager(Registration.pupil),
            joinedload(Registration.series).selectinload(Series.texts),
            joinedload(Registration.registered_by),
        )
        .order_by(Scan.at.desc(), Scan.id.desc())
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _is_for(actor: Actor) -> ColumnElement[bool]:
    """Scans at the actor's own sites, and those of meetings that they lead."""
    led = and_(Series.id.is_not(None), is_seen_by(actor))
    return or_(Kiosk.site_id.in_(actor.coordinates), led)


def _is_open() -> ColumnElement[bool]:
    """Not fine, not taken back, and settled by nobody."""
    undo = aliased(Scan)
    settled = exists().where(ScanReview.scan_id == Scan.id)
    taken_back = exists().where(
        undo.kind == ScanKind.UNDO, undo.undoes == Scan.event_id
    )
    return and_(Scan.outcome.in_(TO_LOOK_AT), ~settled, ~taken_back)


def _advised(
    scan: Scan,
    meeting: Meeting | None,
    registration: Registration | None,
    *,
    guests: Guests,
) -> OpenScan:
    advice, guest = _advice(scan, meeting, registration, guests)
    return OpenScan(
        scan=scan,
        meeting=meeting,
        registration=registration,
        advice=advice,
        guest=guest,
    )


def _advice(
    scan: Scan,
    meeting: Meeting | None,
    registration: Registration | None,
    guests: Guests,
) -> tuple[Advice, Guest | None]:
    if scan.kind is ScanKind.UNDO:
        return Advice.CHOOSE, None
    if registration is None:
        typed = " ".join(scan.presented.split()).casefold()
        found = _only(guests, lambda guest: typed in _names(guest.registration.pupil))
        return _counted(found if found and _same_day(scan, found) else None)
    is_right = meeting is not None and meeting.series_id == registration.series_id
    if is_right and registration.status not in TAKES_A_PLACE:
        assert meeting  # noqa: S101 -- is_right says so
        if registration.series.places_taken < registration.series.capacity:
            guest = Guest(meeting=meeting, registration=registration)
            return Advice.ADMIT, guest
        return Advice.CHOOSE, None
    if is_right and meeting and meeting.cancelled_at is None:
        return _counted(Guest(meeting=meeting, registration=registration))
    pupil = registration.pupil_id
    return _counted(
        _only(
            guests,
            lambda guest: (
                guest.registration.pupil_id == pupil and _same_day(scan, guest)
            ),
        )
    )


def _counted(guest: Guest | None) -> tuple[Advice, Guest | None]:
    return (Advice.COUNT, guest) if guest else (Advice.CHOOSE, None)


def _only(guests: Guests, fits: Callable[[Guest], bool]) -> Guest | None:
    found = [guest for guest in guests if fits(guest)]
    return found[0] if len(found) == 1 else None


def _same_day(scan: Scan, guest: Guest) -> bool:
    return is_of_that_day(scan, guest.meeting)


def _names(pupil: Pupil) -> set[str]:
    """How somebody at the door may write the pupil's name."""
    whole = pupil.full_name.casefold()
    short = pupil.short_name.casefold()
    return {whole, short, short.rstrip("."), pupil.given_name.casefold()}
