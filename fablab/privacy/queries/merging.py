"""What merging two records of one pupil would mean, before it is done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from fablab.checkin.models import Card
from fablab.consent.models import Consent, Purpose
from fablab.consent.queries import ConsentState, consent_states, shared_with
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError
from fablab.people.models import Guardian, Guardianship, HealthNote, Pupil, Relation
from fablab.privacy.errors import CannotMerge
from fablab.registrations.models import (
    Agreement,
    Registration,
    RegistrationStatus,
)
from fablab.series.models import Series

MOST_GUARDIANS = 2
_BEST_FIRST = (
    RegistrationStatus.PLACED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.HELD,
    RegistrationStatus.WAITLISTED,
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One of the two records, as it stands."""

    pupil: Pupil
    guardianships: Sequence[Guardianship]
    registrations: Sequence[Registration]
    health_note: HealthNote | None
    card: Card | None


@dataclass(frozen=True, kw_only=True)
class Doubled:
    """A series that both records are registered for: `stays` is the better place."""

    stays: Registration
    goes: Registration


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What merging would mean; nothing is done while there are `refusals`."""

    records: Sequence[Record]
    doubled: Sequence[Doubled]
    asked_again: Sequence[Purpose]
    refusals: Sequence[DomainError]

    @property
    def guardians(self) -> list[str]:
        """Who would answer for the pupil, by name."""
        names = {
            g.guardian_id: g.guardian.account.name
            for record in self.records
            for g in record.guardianships
            if g.ended_at is None
        }
        return sorted(names.values())


def preview_merge(first: Pupil, other: Pupil, *, now: datetime) -> Preview:
    """What merging the two would mean, whichever of them stays."""
    records = [_record(pupil) for pupil in (first, other)]
    return Preview(
        records=records,
        doubled=doubled_registrations(first, other),
        asked_again=purposes_to_ask_again(first, other, now=now),
        refusals=refusals_to_merge(first, other),
    )


def guardianships_of(pupil: Pupil) -> Sequence[Guardianship]:
    """Who answers or has answered for the pupil, with names."""
    return db.session.scalars(
        select(Guardianship)
        .where(Guardianship.pupil_id == pupil.id)
        .options(joinedload(Guardianship.guardian).joinedload(Guardian.account))
        .order_by(Guardianship.id)
        .execution_options(populate_existing=True)
    ).all()


def health_note_of(pupil: Pupil) -> HealthNote | None:
    """The pupil's health note, still sealed."""
    return db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))


def doubled_registrations(first: Pupil, other: Pupil) -> list[Doubled]:
    """The series for which both are registered, the better place named.

    A place is better than an offer, that better than a held place and that better
    than waiting; then one that a guardian has agreed to, then the older one.
    """
    by_series: dict[int, list[Registration]] = defaultdict(list)
    for registration in active_registrations(first, other):
        by_series[registration.series_id].append(registration)
    both = [rows for _id, rows in sorted(by_series.items()) if len(rows) > 1]
    agreed = _agreed(row.id for rows in both for row in rows)
    doubled = []
    for rows in both:
        stays, goes = sorted(
            rows,
            key=lambda row: (
                _BEST_FIRST.index(row.status),
                row.id not in agreed,
                row.registered_at,
                row.id,
            ),
        )
        doubled.append(Doubled(stays=stays, goes=goes))
    return doubled


def active_registrations(*pupils: Pupil) -> Sequence[Registration]:
    """The registrations of these pupils that are not cancelled, series loaded."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.pupil_id.in_(pupil.id for pupil in pupils),
            Registration.cancelled_at.is_(None),
        )
        .options(joinedload(Registration.series).selectinload(Series.texts))
        .order_by(Registration.series_id, Registration.id)
        .execution_options(populate_existing=True)
    ).all()


def purposes_to_ask_again(
    first: Pupil, other: Pupil, *, now: datetime
) -> list[Purpose]:
    """The purposes that not both records allow, so that merging allows no more.

    Sharing has to be allowed with the same school and of the same things, and leaving
    alone from the same day and time.
    """
    states = consent_states([first.id, other.id], now=now)
    asked = [
        purpose
        for purpose in states[first.id]
        if {states[pupil.id][purpose] for pupil in (first, other)} != {ConsentState.YES}
    ]
    if first.school_id != other.school_id or _share_differently(first, other, now=now):
        asked.append(Purpose.SHARE_WITH_SCHOOL)
    if _leave_rules(first, other) > 1:
        asked.append(Purpose.LEAVING_ALONE)
    return [purpose for purpose in Purpose if purpose in asked]


def _share_differently(first: Pupil, other: Pupil, *, now: datetime) -> bool:
    if first.school is None:
        return False
    shared = shared_with(first.school, [first.id, other.id], now=now)
    return shared.get(first.id) != shared.get(other.id)


def refusals_to_merge(first: Pupil, other: Pupil) -> list[DomainError]:
    """What has to be settled before the two can be one; every reason at once."""
    rows = [*guardianships_of(first), *guardianships_of(other)]
    refusals: list[DomainError] = []
    by_guardian: dict[int, list[Guardianship]] = defaultdict(list)
    for row in rows:
        by_guardian[row.guardian_id].append(row)
    refusals += [
        CannotMerge(
            N_(
                "%(name)s answers for one of the two records and no longer for the "
                "other. Make it the same for both first."
            ),
            name=both[0].guardian.account.name,
        )
        for both in by_guardian.values()
        if len({row.ended_at is None for row in both}) > 1
    ]
    answering = {
        row.guardian_id: row.guardian.account.name
        for row in rows
        if row.ended_at is None and row.relation is not Relation.SELF
    }
    if len(answering) > MOST_GUARDIANS:
        refusals.append(
            CannotMerge(
                N_(
                    "There would be %(count)s guardians: %(names)s. A pupil has two at "
                    "most. Find out who answers for the child, end the others, and "
                    "come back."
                ),
                count=len(answering),
                names=", ".join(sorted(answering.values())),
            )
        )
    return refusals


def _record(pupil: Pupil) -> Record:
    return Record(
        pupil=pupil,
        guardianships=[g for g in guardianships_of(pupil) if g.ended_at is None],
        registrations=db.session.scalars(
            select(Registration)
            .where(Registration.pupil_id == pupil.id)
            .options(
                joinedload(Registration.series).options(
                    joinedload(Series.site), selectinload(Series.texts)
                )
            )
            .order_by(Registration.registered_at, Registration.id)
        ).all(),
        health_note=health_note_of(pupil),
        card=db.session.scalar(
            select(Card).where(Card.pupil_id == pupil.id, Card.revoked_at.is_(None))
        ),
    )


def _agreed(registration_ids: Iterable[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(Agreement.registration_id).where(
                Agreement.registration_id.in_(list(registration_ids))
            )
        )
    )


def _leave_rules(*pupils: Pupil) -> int:
    """How many different days and times leaving alone was ever allowed from."""
    rules = (
        select(Consent.from_day, Consent.from_time)
        .where(
            Consent.pupil_id.in_(pupil.id for pupil in pupils),
            Consent.purpose == Purpose.LEAVING_ALONE,
            Consent.answer,
        )
        .distinct()
        .subquery()
    )
    return db.session.scalars(select(func.count()).select_from(rules)).one()
