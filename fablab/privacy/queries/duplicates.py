"""Finding pupils who look as if they were one and are kept twice."""

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from fablab.accounts.queries import Actor
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import DifferentPupils, Pupil
from fablab.people.names import could_be_one
from fablab.registrations.models import Registration
from fablab.series.models import Series


class Pair(NamedTuple):
    """Two pupils who could be one: same birth date, similar names; older row first."""

    first: Pupil
    other: Pupil


class _Known(NamedTuple):
    id: int
    given_name: str
    family_name: str
    birth_date: date


def look_alikes(actor: Actor) -> list[Pair]:
    """Pairs at the actor's sites of whom nobody has said that they are two.

    By birth date; school loaded; three statements however many pupils there are.
    """
    known = db.session.execute(
        select(Pupil.id, Pupil.given_name, Pupil.family_name, Pupil.birth_date)
        .where(_comes_to(actor))
        .order_by(Pupil.birth_date, Pupil.id)
    )
    by_birth_date: dict[date, list[_Known]] = defaultdict(list)
    for row in known:
        by_birth_date[row.birth_date].append(_Known(*row))
    found = [
        (one.id, two.id)
        for born_together in by_birth_date.values()
        for one, two in combinations(born_together, 2)
        if could_be_one(one[1:3], two[1:3])
    ]
    told_apart = _told_apart()
    wanted = [ids for ids in found if ids not in told_apart]
    pupils = _pupils({pupil_id for ids in wanted for pupil_id in ids})
    return [Pair(pupils[one], pupils[two]) for one, two in wanted]


def pair_of(public_id: str, other_id: str, *, actor: Actor) -> Pair:
    """Two pupils of the actor's sites who look like one, the older row first.

    Raises:
        NotFound: one of them is not there (any more), is another site's, or they do
            not look alike.
    """
    found = db.session.scalars(
        select(Pupil)
        .where(Pupil.public_id.in_({public_id, other_id}), _comes_to(actor))
        .options(joinedload(Pupil.school))
        .order_by(Pupil.id)
    ).all()
    if len(found) != 2 or not _look_alike(*found):  # noqa: PLR2004 -- a pair
        raise NotFound(
            N_(
                "These are not two records that look like one child, or not any more. "
                "Somebody may have merged them already."
            )
        )
    return Pair(*found)


def site_pupil(public_id: str, *, actor: Actor) -> Pupil:
    """A pupil who comes or came to a site that the actor runs.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    pupil = db.session.scalar(
        select(Pupil).where(Pupil.public_id == public_id, _comes_to(actor))
    )
    if pupil is None:
        raise NotFound(N_("There is no such pupil at your FabLab."))
    return pupil


def _look_alike(one: Pupil, two: Pupil) -> bool:
    names = [(pupil.given_name, pupil.family_name) for pupil in (one, two)]
    return one.birth_date == two.birth_date and could_be_one(*names)


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


def _told_apart() -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(DifferentPupils.pupil_id, DifferentPupils.other_id)
    )
    return {(row[0], row[1]) for row in rows}


def _pupils(ids: set[int]) -> dict[int, Pupil]:
    rows = db.session.scalars(
        select(Pupil).where(Pupil.id.in_(ids)).options(joinedload(Pupil.school))
    )
    return {pupil.id: pupil for pupil in rows}
