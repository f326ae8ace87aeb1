"""Cards: one valid card a pupil, made once and replaced when it is lost."""

from datetime import datetime

from fablab.checkin.models import Card
from fablab.checkin.queries.cards import valid_card
from fablab.kernel.codes import hashed, new_card_code
from fablab.kernel.db import db
from fablab.people.models import Pupil


def issue_card(*, pupil: Pupil, now: datetime) -> Card:
    """The pupil's valid card; a new, flushed one if there is none."""
    card = valid_card(pupil)
    if card is None:
        code = new_card_code()
        card = Card(pupil=pupil, code=code, code_hash=hashed(code), issued_at=now)
        db.session.add(card)
        db.session.flush()
    return card


def replace_card(*, pupil: Pupil, now: datetime) -> Card:
    """Make the pupil a new card; the old one is told apart at the door from now on."""
    lost = valid_card(pupil)
    if lost is not None:
        lost.revoked_at = now
        db.session.flush()
    return issue_card(pupil=pupil, now=now)
