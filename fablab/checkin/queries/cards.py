"""Reading cards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.queries import Actor
from fablab.checkin.models import Card
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.people.order import by_given_name
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


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """One pupil of a series, and the card that opens the door, if one was made."""

    registration: Registration
    card: Card | None


def cards_of(series: Series) -> Sequence[CardLine]:
    """Everybody with a place in the series, by name; one statement."""
    rows = db.session.execute(
        select(Registration, Card)
        .join(Registration.pupil)
        .outerjoin(Card, and_(Card.pupil_id == Pupil.id, Card.revoked_at.is_(None)))
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.PLACED,
        )
        .options(contains_eager(Registration.pupil))
    )
    lines = [CardLine(registration=one, card=card) for one, card in rows]
    return sorted(lines, key=lambda line: by_given_name(line.registration.pupil))


def card_line(series: Series, registration: str) -> CardLine:
    """The line of that registration.

    Raises:
        NotFound: nobody with this registration has a place in the series.
    """
    for line in cards_of(series):
        if line.registration.public_id == registration:
            return line
    raise NotFound(N_("This pupil has no place in the workshop any more."))
