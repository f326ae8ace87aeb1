"""Coming of age: from the 18th birthday a pupil decides alone."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.people.models import OF_AGE, Guardianship, Pupil, Relation, Standing

TOLD_BEFORE = timedelta(days=14)


def let_decide_alone(*, pupil: Pupil, today: date, now: datetime) -> bool:
    """Let a pupil who is of age and has an account decide; the guardians only see.

    Args:
        pupil: whose.
        today: the local date.
        now: the aware instant.

    Returns:
        Whether anything changed: nothing does before the birthday, nor without an
        account of the pupil's own.
    """
    if pupil.age_on(today) < OF_AGE:
        return False
    rows = db.session.scalars(
        select(Guardianship).where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.ended_at.is_(None),
            Guardianship.standing != Standing.NO_CONTACT,
        )
    ).all()
    own = next((row for row in rows if row.relation is Relation.SELF), None)
    if own is None or own.standing is Standing.EQUAL:
        return False
    for row in rows:
        row.standing = Standing.EQUAL if row is own else Standing.INFORMED
    db.session.flush()
    record_event(
        actor="system",
        action="pupil.of_age",
        subject_kind="pupil",
        subject=pupil.public_id,
        now=now,
    )
    return True


def pupils_waiting_to_decide() -> list[Pupil]:
    """Pupils with an account of their own in which they do not decide yet."""
    rows = db.session.scalars(
        select(Guardianship)
        .where(
            Guardianship.relation == Relation.SELF,
            Guardianship.standing == Standing.INFORMED,
            Guardianship.ended_at.is_(None),
        )
        .options(joinedload(Guardianship.pupil))
    )
    return [row.pupil for row in rows]
