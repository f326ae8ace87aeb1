"""Reading the registrations of a series for those who run its site."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.consent.models import Purpose
from fablab.consent.queries import ConsentState, consent_states
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.queries import in_contact
from fablab.registrations.models import Agreement, Registration
from fablab.registrations.queries.line import waiting_positions
from fablab.series.models import Series


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach one guardian."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class StaffLine:
    """One registration as the coordinator sees it; `position` is 0 unless it waits."""

    registration: Registration
    agreed: bool
    position: int
    guardians: Sequence[Contact]
    consents: Mapping[Purpose, ConsentState]


def registrations_in(series: Series, *, now: datetime) -> list[StaffLine]:
    """The active registrations in the order they came in; four statements in all."""
    agreed = exists().where(Agreement.registration_id == Registration.id)
    rows = db.session.execute(
        select(Registration, agreed)
        .join(Registration.pupil)
        .where(Registration.series_id == series.id, Registration.cancelled_at.is_(None))
        .options(contains_eager(Registration.pupil).joinedload(Pupil.school))
        .order_by(Registration.registered_at, Registration.id)
    ).all()
    pupil_ids = [row[0].pupil_id for row in rows]
    contacts = _contacts_of(pupil_ids)
    consents = consent_states(pupil_ids, now=now)
    positions = waiting_positions({series.id})
    return [
        StaffLine(
            registration=registration,
            agreed=has_agreed,
            position=positions.get(registration.id, 0),
            guardians=contacts[registration.pupil_id],
            consents=consents[registration.pupil_id],
        )
        for registration, has_agreed in rows
    ]


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
            contains_eager(Registration.series).joinedload(Series.site),
            joinedload(Registration.pupil),
        )
    )
    if registration is None:
        raise NotFound(N_("There is no such registration at your FabLab."))
    return registration


def _contacts_of(pupil_ids: Collection[int]) -> Mapping[int, list[Contact]]:
    found = db.session.execute(
        select(Guardianship.pupil_id, Account.name, Account.email, Guardian.phone)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Account, Account.id == Guardian.account_id)
        .where(Guardianship.pupil_id.in_(pupil_ids), in_contact())
        .order_by(Guardianship.id)
    )
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for pupil_id, name, email, phone in found:
        contacts[pupil_id].append(Contact(name=name, email=email, phone=phone))
    return contacts
