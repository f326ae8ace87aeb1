"""Reading what one sign-up made: the children that a family named together."""

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from fablab.kernel.db import db
from fablab.registrations.models import Agreement, Registration


def next_to_answer(registration: Registration) -> Registration | None:
    """The next child of the same sign-up for whom nobody has agreed yet, pupil loaded.

    What one guardian sent at one instant for one series is one sign-up.
    """
    return db.session.scalar(
        select(Registration)
        .where(
            Registration.series_id == registration.series_id,
            Registration.registered_by_id == registration.registered_by_id,
            Registration.registered_at == registration.registered_at,
            Registration.cancelled_at.is_(None),
            ~exists().where(Agreement.registration_id == Registration.id),
        )
        .options(joinedload(Registration.pupil))
        .order_by(Registration.id)
        .limit(1)
    )
