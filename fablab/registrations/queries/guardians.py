"""Reading the pupils of a site and what they have to come to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from fablab.accounts.queries import Actor
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series


def coordinated_pupil(public_id: str, *, actor: Actor) -> Pupil:
    """A pupil who is or was registered at a site that the actor runs.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    pupil = db.session.scalar(
        select(Pupil)
        .where(
            Pupil.public_id == public_id,
            Pupil.id.in_(
                select(Registration.pupil_id)
                .join(Registration.series)
                .where(Series.site_id.in_(actor.coordinates))
            ),
        )
        .options(joinedload(Pupil.school))
    )
    if pupil is None:
        raise NotFound(N_("There is no such pupil at your FabLab."))
    return pupil


def guardianship_at_site(
    pupil_id: str, guardian_id: str, *, actor: Actor
) -> Guardianship:
    """How a guardian stands to a pupil of a site that the actor runs; both loaded.

    Raises:
        NotFound: there is no such pupil there, or no such guardian.
    """
    pupil = coordinated_pupil(pupil_id, actor=actor)
    found = db.session.scalar(
        select(Guardianship)
        .join(Guardianship.guardian)
        .where(Guardianship.pupil_id == pupil.id, Guardian.public_id == guardian_id)
        .options(
            joinedload(Guardianship.guardian).joinedload(Guardian.account),
            joinedload(Guardianship.pupil),
        )
    )
    if found is None:
        raise NotFound(N_("Nobody like that answers for this pupil."))
    return found


def coming_series(pupil: Pupil, *, now: datetime) -> Sequence[Series]:
    """The series, not over yet, in which the pupil has a place or a turn."""
    goes_on = exists().where(
        Meeting.series_id == Series.id,
        Meeting.cancelled_at.is_(None),
        Meeting.ends_at > now,
    )
    return db.session.scalars(
        select(Series)
        .join(Registration, Registration.series_id == Series.id)
        .where(
            Registration.pupil_id == pupil.id,
            Registration.cancelled_at.is_(None),
            goes_on,
        )
        .options(
            joinedload(Series.site),
            selectinload(Series.texts),
            selectinload(Series.meetings),
        )
        .order_by(Series.id)
    ).all()
