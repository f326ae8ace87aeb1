"""Registrations for tests, and the answers of a family that fills in the form."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from fablab.consent.models import ConsentText, Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import load_texts
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration
from fablab.registrations.services import agree, register_pupil
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.factories import OPENING_DAY, make_pupil


def load_all_texts() -> None:
    """Store the texts that families answer to."""
    with unit_of_work():
        load_texts(now=OPENING_DAY)


def guardian_of_pupil(pupil: Pupil) -> Guardian:
    """The first guardian of the pupil."""
    query = db.session.query(Guardian).join(
        Guardianship, Guardianship.guardian_id == Guardian.id
    )
    return query.filter(Guardianship.pupil_id == pupil.id).order_by(Guardian.id)[0]


def set_site(site: Site, **rules: int) -> Site:
    """Let the site have these rules."""
    with unit_of_work():
        for name, value in rules.items():
            setattr(site, name, value)
    return site


def free_places(series: Series) -> int:
    """How many places nobody has, read live."""
    left = select(Series.capacity - Series.places_taken).where(Series.id == series.id)
    return db.session.scalars(left).one()


def register(
    series: Series,
    pupil: Pupil | None = None,
    *,
    minutes: int = 0,
    overrides: Collection[str] = frozenset(),
) -> Registration:
    """Register a pupil some minutes after the opening day began."""
    pupil = pupil or make_pupil()
    guardian = guardian_of_pupil(pupil)
    with unit_of_work():
        return register_pupil(
            pupil=pupil,
            series=series,
            guardian=guardian,
            now=OPENING_DAY + timedelta(minutes=minutes),
            overrides=overrides,
        )


def agree_to(registration: Registration, *, minutes: int = 0) -> Registration:
    """Let the guardian who registered agree to taking part, and to nothing else."""
    with unit_of_work():
        return agree(
            registration=registration,
            guardian=registration.registered_by,
            agreement=text_for(Purpose.TAKING_PART),
            answers=[],
            route=Route.LINK,
            now=OPENING_DAY + timedelta(minutes=minutes),
        )


def text_for(purpose: Purpose) -> ConsentText:
    """The English text; stored before if it is not there yet."""
    return current_text(purpose, "en")
