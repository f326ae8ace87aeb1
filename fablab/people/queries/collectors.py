"""Reading who may collect a pupil besides the guardians."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Collector, Guardian, Guardianship, Pupil, Standing


def collector_counts() -> ColumnElement[bool]:
    """Only collectors who were not removed, and whose namer still decides."""
    named_by = aliased(Guardianship)
    return and_(
        Collector.removed_at.is_(None),
        exists().where(
            named_by.guardian_id == Collector.named_by_id,
            named_by.pupil_id == Collector.pupil_id,
            named_by.ended_at.is_(None),
            named_by.standing == Standing.EQUAL,
        ),
    )


def collectors_of(pupil: Pupil, *, today: date) -> Sequence[Collector]:
    """Who may collect the pupil now or later, whoever named them, in that order."""
    return db.session.scalars(
        select(Collector)
        .where(Collector.pupil_id == pupil.id, collector_counts(), _not_over(today))
        .order_by(Collector.valid_from, Collector.id)
    ).all()


def collectors_on(pupil_ids: Collection[int], *, day: date) -> Sequence[Collector]:
    """Who may collect these pupils on that day, in the order of naming."""
    return db.session.scalars(
        select(Collector)
        .where(
            Collector.pupil_id.in_(pupil_ids),
            collector_counts(),
            Collector.valid_from <= day,
            _not_over(day),
        )
        .order_by(Collector.id)
    ).all()


def own_collector(public_id: str, *, guardian: Guardian) -> Collector:
    """Somebody whom the guardian named, pupil loaded.

    Raises:
        NotFound: there is nobody, or somebody else named them.
    """
    found = db.session.scalar(
        select(Collector)
        .where(
            Collector.public_id == public_id,
            Collector.named_by_id == guardian.id,
            collector_counts(),
        )
        .options(joinedload(Collector.pupil))
    )
    if found is None:
        raise NotFound(N_("There is nobody like that on your list."))
    return found


def number_named(*, pupil: Pupil, guardian: Guardian, today: date) -> int:
    """How many people the guardian has on the pupil's list now or later."""
    count = db.session.scalar(
        select(func.count(Collector.id)).where(
            Collector.pupil_id == pupil.id,
            Collector.named_by_id == guardian.id,
            Collector.removed_at.is_(None),
            _not_over(today),
        )
    )
    return count or 0


def _not_over(day: date) -> ColumnElement[bool]:
    return or_(Collector.valid_until.is_(None), Collector.valid_until >= day)
