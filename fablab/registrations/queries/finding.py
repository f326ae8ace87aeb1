"""Finding pupils of a site by name, for registering them by hand."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from fablab.accounts.queries import Actor
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.names import parts_of
from fablab.people.queries import may_decide
from fablab.registrations.models import Registration
from fablab.series.models import Series

AT_MOST = 20


def pupils_called(typed: str, *, actor: Actor) -> Sequence[Pupil]:
    """Pupils of the actor's sites whose names begin with what was typed, school loaded.

    Accents and capitals do not count: "luc now" finds Łucja Nowak. Nobody is found by
    nothing.
    """
    wanted = parts_of(typed)
    if not wanted:
        return []
    names = db.session.execute(
        select(Pupil.id, Pupil.given_name, Pupil.family_name)
        .where(_comes_to(actor))
        .order_by(Pupil.family_name, Pupil.given_name, Pupil.id)
    )
    found = [
        pupil_id
        for pupil_id, given, family in names
        if _begins(parts_of(f"{given} {family}"), wanted)
    ]
    pupils = db.session.scalars(
        select(Pupil)
        .where(Pupil.id.in_(found[:AT_MOST]))
        .options(joinedload(Pupil.school))
    )
    return sorted(pupils, key=lambda pupil: found.index(pupil.id))


def known_here(public_id: str, *, actor: Actor) -> Pupil:
    """A pupil who comes or came to a site that the actor runs, school loaded.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    pupil = db.session.scalar(
        select(Pupil)
        .where(Pupil.public_id == public_id, _comes_to(actor))
        .options(joinedload(Pupil.school))
    )
    if pupil is None:
        raise NotFound(N_("There is no such pupil at your FabLab."))
    return pupil


def deciding_guardians(pupil: Pupil) -> Sequence[Guardian]:
    """Who may decide for the pupil, account loaded, the first one first."""
    return db.session.scalars(
        select(Guardian)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.pupil_id == pupil.id, may_decide())
        .options(joinedload(Guardian.account))
        .order_by(Guardianship.slot, Guardianship.id)
    ).all()


def _begins(names: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(name.startswith(part) for name in names) for part in wanted)


def _comes_to(actor: Actor) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Registration.pupil_id == Pupil.id,
            Series.id == Registration.series_id,
            Series.site_id.in_(actor.coordinates),
        )
        .correlate(Pupil)
    )
