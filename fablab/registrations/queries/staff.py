"""Reading the registrations of a series for those who run its site."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.consent.models import Purpose
from fablab.consent.queries import ConsentState, consent_states
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.mail.models import Letter
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.registrations.models import (
    TAKES_A_PLACE,
    Agreement,
    Override,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.line import line_of, waiting_positions
from fablab.registrations.queries.places import clash
from fablab.series.models import Meeting, Series
from fablab.series.queries import live_meetings
from fablab.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One guardian; those whom nobody may contact have neither address nor number."""

    name: str
    email: str
    phone: str
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """Rules that staff set aside for a registration: which, why, who and when."""

    rules: Sequence[str]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StaffLine:
    """One registration as the coordinator sees it; `position` is 0 unless it waits.

    `undelivered`: a letter about it could not be delivered. `clashes`: series in which
    the pupil has a place at the same time.
    """

    registration: Registration
    agreed: bool
    position: int
    guardians: Sequence[Contact]
    consents: Mapping[Purpose, ConsentState]
    set_aside: Sequence[SetAside] = ()
    undelivered: bool = False
    clashes: Sequence[Series] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesList:
    """The registrations of a series: with a place, and waiting in their order.

    `next_group` is how many the first unit in line is, where it does not fit into the
    `free` places.
    """

    placed: Sequence[StaffLine]
    waiting: Sequence[StaffLine]
    free: int
    next_group: int = 0
    lines: Sequence[StaffLine] = field(init=False)

    def __post_init__(self) -> None:
        """Keep all lines together, too."""
        object.__setattr__(self, "lines", [*self.placed, *self.waiting])


def list_of(series: Series, *, now: datetime) -> SeriesList:
    """Everybody who has a place or waits, in a fixed number of statements."""
    lines = registrations_in(series, now=now)
    waiting = sorted(
        (line for line in lines if line.position), key=lambda line: line.position
    )
    free = series.capacity - series.places_taken
    first = next((u for u in line_of(series) if u.is_ready), None) if waiting else None
    size = len(first.registrations) if first else 0
    return SeriesList(
        placed=[line for line in lines if not line.position],
        waiting=waiting,
        free=free,
        next_group=size if 0 < free < size else 0,
    )


def registrations_in(series: Series, *, now: datetime) -> list[StaffLine]:
    """The active registrations in the order they came in, with all that hangs on."""
    return _lines(
        series,
        _rows(Registration.series_id == series.id, Registration.cancelled_at.is_(None)),
        now=now,
    )


def staff_line(registration: Registration, *, now: datetime) -> StaffLine:
    """One registration, cancelled or not, with all that hangs on it."""
    return _lines(
        registration.series, _rows(Registration.id == registration.id), now=now
    )[0]


def companions_of(registration: Registration) -> Sequence[Registration]:
    """The others who come together with it or not at all, pupils loaded."""
    if registration.group is None or not registration.group.together:
        return []
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.group_id == registration.group_id,
            Registration.id != registration.id,
            Registration.cancelled_at.is_(None),
        )
        .options(joinedload(Registration.pupil))
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def staff_registration(public_id: str, *, actor: Actor) -> Registration:
    """A registration at a site that the actor runs, pupil and series loaded.

    Raises:
        NotFound: there is no such registration, or it is another site's.
    """
    registration = db.session.scalar(
        select(Registration)
        .join(Registration.series)
        .where(
            Registration.public_id == public_id,
            Series.site_id.in_(actor.coordinates),
        )
        .options(
            contains_eager(Registration.series).options(
                joinedload(Series.site),
                selectinload(Series.texts),
                selectinload(Series.meetings),
            ),
            joinedload(Registration.pupil).joinedload(Pupil.school),
            joinedload(Registration.group),
        )
    )
    if registration is None:
        raise NotFound(N_("There is no such registration at your FabLab."))
    return registration


def counts_in(series: Series) -> Mapping[RegistrationStatus, int]:
    """How many active registrations a series has of each kind."""
    found = db.session.scalars(
        select(Registration.status).where(
            Registration.series_id == series.id, Registration.cancelled_at.is_(None)
        )
    )
    counts: dict[RegistrationStatus, int] = defaultdict(int)
    for status in found:
        counts[status] += 1
    return counts


def _rows(*conditions: ColumnElement[bool]) -> list[tuple[Registration, bool]]:
    agreed = exists().where(Agreement.registration_id == Registration.id)
    rows = db.session.execute(
        select(Registration, agreed)
        .join(Registration.pupil)
        .where(*conditions)
        .options(
            contains_eager(Registration.pupil).joinedload(Pupil.school),
            joinedload(Registration.group),
        )
        .order_by(Registration.registered_at, Registration.id)
    )
    return [(row[0], row[1]) for row in rows]


def _lines(
    series: Series, rows: list[tuple[Registration, bool]], *, now: datetime
) -> list[StaffLine]:
    registrations = [row[0] for row in rows]
    pupil_ids = [registration.pupil_id for registration in registrations]
    contacts = _contacts_of(pupil_ids)
    consents = consent_states(pupil_ids, now=now)
    positions = waiting_positions({series.id})
    set_aside = _set_aside([registration.id for registration in registrations])
    lost = _undelivered([registration.public_id for registration in registrations])
    clashes = _clashes(series, pupil_ids)
    return [
        StaffLine(
            registration=one,
            agreed=agreed,
            position=positions.get(one.id, 0),
            guardians=contacts[one.pupil_id],
            consents=consents[one.pupil_id],
            set_aside=set_aside[one.id],
            undelivered=one.public_id in lost,
            clashes=clashes[one.pupil_id],
        )
        for one, agreed in rows
    ]


def _contacts_of(pupil_ids: Collection[int]) -> Mapping[int, list[Contact]]:
    found = db.session.execute(
        select(Guardianship, Account.name, Account.email, Guardian.phone)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Account, Account.id == Guardian.account_id)
        .where(Guardianship.pupil_id.in_(pupil_ids), Guardianship.ended_at.is_(None))
        .order_by(Guardianship.slot, Guardianship.id)
    )
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for guardianship, name, email, phone in found:
        cut_off = guardianship.standing is Standing.NO_CONTACT
        contacts[guardianship.pupil_id].append(
            Contact(
                name=name,
                email="" if cut_off else email,
                phone="" if cut_off else phone,
                standing=guardianship.standing,
            )
        )
    return contacts


def _set_aside(registration_ids: Collection[int]) -> Mapping[int, list[SetAside]]:
    found = db.session.execute(
        select(Override, Account.name)
        .join(Account, Account.id == Override.by_id)
        .where(Override.registration_id.in_(registration_ids))
        .order_by(Override.at, Override.id)
    )
    notes: dict[int, list[SetAside]] = defaultdict(list)
    for override, name in found:
        notes[override.registration_id].append(
            SetAside(
                rules=override.rules, reason=override.reason, by=name, at=override.at
            )
        )
    return notes


def _undelivered(public_ids: Collection[str]) -> set[str]:
    """Those registrations of which the last letter could not be delivered."""
    found = db.session.execute(
        select(Letter.subject, Letter.given_up_at)
        .where(Letter.subject.in_(public_ids))
        .order_by(Letter.queued_at, Letter.id)
    )
    last = {row.subject: row.given_up_at for row in found}
    return {subject for subject, given_up_at in last.items() if given_up_at}


def _clashes(
    series: Series, pupil_ids: Collection[int]
) -> Mapping[int, Sequence[Series]]:
    """By pupil, the other series where they have a place at the same time."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    ours = [(meeting.starts_at, meeting.ends_at) for meeting in live_meetings(series)]
    if not ours or series.exempt:
        return defaultdict(list)
    rows = db.session.execute(
        select(
            Registration.pupil_id,
            Meeting.series_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Site.transfer_minutes,
        )
        .join(Series, Series.id == Registration.series_id)
        .join(Site, Site.id == Series.site_id)
        .join(Meeting, Meeting.series_id == Series.id)
        .where(
            Registration.pupil_id.in_(pupil_ids),
            Registration.status.in_(TAKES_A_PLACE),
            Series.id != series.id,
            Series.exempt.is_(False),
            Series.cancelled_at.is_(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.starts_at, Meeting.series_id)
    )
    least = series.site.transfer_minutes
    for pupil_id, series_id, starts, ends, minutes in rows:
        if any(clash(span, (starts, ends), max(least, minutes)) for span in ours):
            found[pupil_id][series_id] = None
    others = _with_texts({one for ids in found.values() for one in ids})
    clashes: dict[int, Sequence[Series]] = defaultdict(list)
    for pupil_id, ids in found.items():
        clashes[pupil_id] = [others[one] for one in ids]
    return clashes


def _with_texts(series_ids: Collection[int]) -> dict[int, Series]:
    rows = db.session.scalars(
        select(Series)
        .where(Series.id.in_(series_ids))
        .options(joinedload(Series.site), selectinload(Series.texts))
    )
    return {series.id: series for series in rows}
