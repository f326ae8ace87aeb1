"""The people around one pupil, as one of the guardians may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from fablab.kernel.db import db
from fablab.people.models import (
    OF_AGE,
    Collector,
    Guardian,
    Guardianship,
    Invitation,
    Pupil,
    Relation,
    Standing,
)
from fablab.people.queries import in_contact
from fablab.people.queries.collectors import collectors_of
from fablab.people.queries.invitations import (
    lacks_a_guardian,
    open_invitations,
    slots_taken,
)
from fablab.people.services.guardians import OWN_SLOT
from fablab.people.services.own_account import TOLD_BEFORE


@dataclass(frozen=True, kw_only=True)
class PeopleAround:
    """Who belongs to a pupil; of the other guardians only what they are to the pupil.

    `own` is this guardian's guardianship. `may_have_account`: the pupil is of age, or
    within the next 14 days, and has no account yet.
    """

    own: Guardianship
    others: Sequence[Relation]
    collectors: Sequence[Collector]
    invitations: Sequence[Invitation]
    lacks_guardian: bool
    may_have_account: bool

    @property
    def decides(self) -> bool:
        """Whether this guardian decides for the pupil, not only looks."""
        return self.own.standing is Standing.EQUAL

    @property
    def may_leave(self) -> bool:
        """Whether others answer for the pupil, too."""
        return bool(self.others)


def people_around(
    pupil: Pupil, guardian: Guardian, *, today: date, now: datetime
) -> PeopleAround:
    """Who belongs to the pupil now; nothing of another guardian's contact data."""
    rows = db.session.scalars(
        select(Guardianship)
        .where(Guardianship.pupil_id == pupil.id, in_contact())
        .order_by(Guardianship.slot, Guardianship.id)
    ).all()
    open_ones = open_invitations(guardian, now=now)
    soon = pupil.age_on(today + TOLD_BEFORE) >= OF_AGE
    return PeopleAround(
        own=next(row for row in rows if row.guardian_id == guardian.id),
        others=[row.relation for row in rows if row.guardian_id != guardian.id],
        collectors=collectors_of(pupil, today=today),
        invitations=[one for one in open_ones if one.pupil_id == pupil.id],
        lacks_guardian=bool(lacks_a_guardian([pupil.id])),
        may_have_account=soon and OWN_SLOT not in slots_taken(pupil),
    )
