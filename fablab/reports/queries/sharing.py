"""Whom a teacher may read about: pupils of the own school whose guardians share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from fablab.accounts.models import Grant, Role
from fablab.accounts.queries import Actor
from fablab.consent.models import Named
from fablab.consent.queries import shared_with
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.people.order import by_family_name
from fablab.sites.models import School

AT_ONCE = 100
"""How many pupils are read at once: a file of any length takes no more memory."""

Item = TypeVar("Item")


class SharedPupil(NamedTuple):
    """A pupil whose results may be shared with the school, and the school's name.

    `id` is the row's. `shares_self_reports`: every guardian's yes was to words that
    name self-reports too.
    """

    id: int
    public_id: str
    given_name: str
    family_name: str
    class_name: str
    school: str
    shares_self_reports: bool = False

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, kw_only=True)
class SharedSchool:
    """A school of the teacher's, readable until the end of `ends_on`.

    `pupils` are ordered by class and family name.
    """

    id: int
    public_id: str
    name: str
    ends_on: date
    pupils: Sequence[SharedPupil]

    @property
    def classes(self) -> dict[str, int]:
        """How many of the pupils are in each class, in the order of the pupils."""
        counts: dict[str, int] = {}
        for pupil in self.pupils:
            counts[pupil.class_name] = counts.get(pupil.class_name, 0) + 1
        return counts


@dataclass(frozen=True)
class Chosen:
    """What of all that is shared is wanted; None is any."""

    school: str | None = None
    class_name: str | None = None
    pupil: str | None = None


def shared_schools(
    actor: Actor, *, now: datetime, chosen: Chosen = Chosen()
) -> Sequence[SharedSchool]:
    """The teacher's schools, ordered by name, with the pupils whose guardians share.

    Only pupils who go to the school now, and whose guardians' latest answers all say
    that results may be shared with it.
    """
    return [
        SharedSchool(
            id=school.id,
            public_id=school.public_id,
            name=school.name,
            ends_on=ends_on,
            pupils=_shared_pupils(school, chosen, now=now),
        )
        for school, ends_on in _schools(actor, chosen)
    ]


def shared_class(actor: Actor, *, now: datetime, chosen: Chosen) -> SharedSchool:
    """The one school, with the pupils of one class or of all.

    Raises:
        NotFound: it is none of the teacher's schools, or nobody in that class shares.
    """
    found = shared_schools(actor, now=now, chosen=chosen)
    if not found or (chosen.class_name is not None and not found[0].pupils):
        raise NotFound(N_("There is no such class among those you can read about."))
    return found[0]


def shared_pupil(
    public_id: str, *, actor: Actor, now: datetime
) -> tuple[SharedSchool, SharedPupil]:
    """One pupil and the school that their guardians share with.

    Raises:
        NotFound: the pupil goes to another school, or not all guardians share.
    """
    for school in shared_schools(actor, now=now, chosen=Chosen(pupil=public_id)):
        for pupil in school.pupils:
            return school, pupil
    raise NotFound(N_("There is no such pupil among those you can read about."))


def in_batches(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]


def _schools(actor: Actor, chosen: Chosen) -> list[tuple[School, date]]:
    query = (
        select(School, Grant.ends_on)
        .join(Grant, Grant.school_id == School.id)
        .where(
            Grant.account_id == actor.account_id,
            Grant.role == Role.TEACHER,
            School.id.in_(actor.teaches_at),
        )
        .order_by(School.name, School.id)
    )
    if chosen.school is not None:
        query = query.where(School.public_id == chosen.school)
    found = db.session.execute(query)
    return [(school, ends_on) for school, ends_on in found if ends_on]


def _shared_pupils(
    school: School, chosen: Chosen, *, now: datetime
) -> list[SharedPupil]:
    query = select(
        Pupil.id,
        Pupil.public_id,
        Pupil.given_name,
        Pupil.family_name,
        Pupil.class_name,
    ).where(Pupil.school_id == school.id)
    if chosen.class_name is not None:
        query = query.where(Pupil.class_name == chosen.class_name)
    if chosen.pupil is not None:
        query = query.where(Pupil.public_id == chosen.pupil)
    found = db.session.execute(query.order_by(Pupil.id))
    pupils = [SharedPupil(*row, school=school.name) for row in found]
    shared = [
        pupil
        for batch in in_batches(pupils)
        for pupil in _sharing(batch, school, now=now)
    ]
    return sorted(shared, key=lambda pupil: (pupil.class_name, by_family_name(pupil)))


def _sharing(
    pupils: Sequence[SharedPupil], school: School, *, now: datetime
) -> Iterator[SharedPupil]:
    shared = shared_with(school, [pupil.id for pupil in pupils], now=now)
    named = {each for each, names in shared.items() if Named.SELF_REPORTS in names}
    return (
        pupil._replace(shares_self_reports=pupil.id in named)
        for pupil in pupils
        if pupil.id in shared
    )
