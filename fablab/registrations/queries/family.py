"""Reading a family's own registrations."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.errors import DecidesNothing
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.people.queries import in_contact
from fablab.registrations.models import Agreement, Registration
from fablab.registrations.queries.line import waiting_positions
from fablab.series.models import Series

_DECIDING = Standing.EQUAL


class FamilyLine(NamedTuple):
    """One registration as one guardian sees it; `position` is 0 unless it waits.

    `decides`: the guardian may answer, accept and cancel, not only look.
    """

    registration: Registration
    agreed: bool
    position: int
    decides: bool = True


def registrations_of(
    guardian: Guardian, *, cancelled_since: datetime | None = None
) -> list[FamilyLine]:
    """The active registrations of the guardian's pupils, the newest first.

    Series with texts, meetings and site, the pupils and the groups are loaded.

    Args:
        guardian: whose.
        cancelled_since: with those, too, that were cancelled from then on.
    """
    shown: ColumnElement[bool] = Registration.cancelled_at.is_(None)
    if cancelled_since is not None:
        shown |= Registration.cancelled_at >= cancelled_since
    rows = db.session.execute(
        _of(guardian)
        .where(shown)
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
    ).all()
    positions = waiting_positions({row[0].series_id for row in rows})
    return [
        FamilyLine(row[0], row[1], positions.get(row[0].id, 0), row[2] is _DECIDING)
        for row in rows
    ]


def confirmed_pupils(pupil_ids: Collection[int]) -> set[int]:
    """Those of the pupils for whom a guardian has ever agreed to taking part.

    Others may exist only because a stranger wrote a guardian's address into a form.
    """
    found = db.session.scalars(
        select(Registration.pupil_id)
        .join(Agreement, Agreement.registration_id == Registration.id)
        .where(Registration.pupil_id.in_(pupil_ids))
        .distinct()
    )
    return set(found)


def own_registration(
    public_id: str, *, guardian: Guardian, deciding: bool = False
) -> FamilyLine:
    """A registration of one of the guardian's pupils, cancelled ones too.

    Args:
        public_id: the registration's.
        guardian: who asks.
        deciding: the guardian is about to decide something, not only to look.

    Raises:
        NotFound: there is no such registration, or it is another family's.
        DecidesNothing: the guardian may only look.
    """
    row = db.session.execute(
        _of(guardian).where(Registration.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such registration in your family."))
    decides = row[2] is _DECIDING
    if deciding and not decides:
        raise DecidesNothing.for_pupil(row[0].pupil.given_name)
    positions = waiting_positions({row[0].series_id})
    return FamilyLine(row[0], row[1], positions.get(row[0].id, 0), decides)


def registration_by_id(public_id: str) -> Registration:
    """A registration with everything that is shown before agreeing.

    For those who hold a link to it: nothing else is checked here.

    Raises:
        NotFound: there is no such registration.
    """
    registration = db.session.scalar(
        select(Registration)
        .where(Registration.public_id == public_id)
        .options(
            joinedload(Registration.pupil).joinedload(Pupil.school),
            joinedload(Registration.series).options(
                joinedload(Series.site),
                selectinload(Series.texts),
                selectinload(Series.meetings),
            ),
        )
    )
    if registration is None:
        raise NotFound(N_("There is no such registration in your family."))
    return registration


def _of(guardian: Guardian) -> Select[Registration, bool, Standing]:
    agreed = exists().where(Agreement.registration_id == Registration.id)
    return (
        select(Registration, agreed, Guardianship.standing)
        .join(Registration.pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(Guardianship.guardian_id == guardian.id, in_contact())
        .options(
            contains_eager(Registration.pupil).joinedload(Pupil.school),
            joinedload(Registration.group),
            joinedload(Registration.series).options(
                joinedload(Series.site),
                selectinload(Series.texts),
                selectinload(Series.meetings),
            ),
        )
    )
