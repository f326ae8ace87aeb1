"""Reading cards."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fablab.accounts.queries import Actor
from fablab.checkin.models import Card
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.queries import in_contact
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from fablab.sites.models import Site


def valid_card(pupil: Pupil) -> Card | None:
    """The pupil's card that opens the door today, if one was made."""
    return db.session.scalar(
        select(Card).where(Card.pupil_id == pupil.id, Card.revoked_at.is_(None))
    )


def family_card(public_id: str, *, actor: Actor) -> Card:
    """A valid card of a pupil that the actor answers for.

    Raises:
        NotFound: there is no such card, or it is not the actor's to see.
    """
    card = db.session.scalar(
        select(Card)
        .join(Guardianship, Guardianship.pupil_id == Card.pupil_id)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(
            Card.public_id == public_id,
            Card.revoked_at.is_(None),
            Guardian.account_id == actor.account_id,
            in_contact(),
        )
        .options(joinedload(Card.pupil))
    )
    if card is None:
        raise NotFound(N_("There is no such card, or it was replaced by a new one."))
    return card


def site_of_pupil(pupil: Pupil) -> Site | None:
    """The FabLab where the pupil last registered, to print on the card."""
    return db.session.scalar(
        select(Site)
        .join(Series, Series.site_id == Site.id)
        .join(Registration, Registration.series_id == Series.id)
        .where(
            Registration.pupil_id == pupil.id,
            Registration.status != RegistrationStatus.CANCELLED,
        )
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
        .limit(1)
    )
