"""Reading invitations to answer for a pupil."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from fablab.accounts.links import LIFETIMES
from fablab.accounts.models import LinkPurpose
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import (
    Guardian,
    Guardianship,
    Invitation,
    Pupil,
    Relation,
    Standing,
)
from fablab.people.queries.families import may_decide

LASTS = LIFETIMES[LinkPurpose.INVITATION]


def open_invitations(guardian: Guardian, *, now: datetime) -> Sequence[Invitation]:
    """What the guardian sent and nobody has answered yet; the newest first."""
    return db.session.scalars(
        select(Invitation)
        .where(Invitation.invited_by_id == guardian.id, _is_open(now))
        .options(joinedload(Invitation.pupil), joinedload(Invitation.account))
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
    ).all()


def own_invitation(public_id: str, *, guardian: Guardian, now: datetime) -> Invitation:
    """An open invitation that the guardian sent, pupil loaded.

    Raises:
        NotFound: there is none, it was answered, or it is somebody else's.
    """
    found = db.session.scalar(
        select(Invitation)
        .where(
            Invitation.public_id == public_id,
            Invitation.invited_by_id == guardian.id,
            _is_open(now),
        )
        .options(joinedload(Invitation.pupil))
    )
    if found is None:
        raise NotFound(N_("There is no such invitation, or it was answered already."))
    return found


def invitation_by_id(public_id: str) -> Invitation | None:
    """An invitation with all that the invited reads; for those who hold its link."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.public_id == public_id)
        .options(
            joinedload(Invitation.pupil),
            joinedload(Invitation.account),
            joinedload(Invitation.invited_by).joinedload(Guardian.account),
        )
    )


def invitations_since(guardian: Guardian, *, since: datetime) -> int:
    """How many invitations the guardian has sent since then."""
    count = db.session.scalar(
        select(func.count(Invitation.id)).where(
            Invitation.invited_by_id == guardian.id, Invitation.invited_at > since
        )
    )
    return count or 0


def slots_taken(pupil: Pupil) -> set[int]:
    """Which slots of the pupil's guardians are taken; 3 is the pupil's own."""
    return set(
        db.session.scalars(
            select(Guardianship.slot).where(
                Guardianship.pupil_id == pupil.id, Guardianship.ended_at.is_(None)
            )
        )
    )


def lacks_a_guardian(pupil_ids: Collection[int]) -> set[int]:
    """Those of the pupils whom a second guardian could still answer for."""
    taken = (
        select(Guardianship.pupil_id)
        .where(
            Guardianship.pupil_id.in_(pupil_ids),
            Guardianship.ended_at.is_(None),
            Guardianship.relation != Relation.SELF,
        )
        .group_by(Guardianship.pupil_id)
        .having(func.count() > 1)
    )
    return set(pupil_ids) - set(db.session.scalars(taken))


def decides_for(guardian: Guardian, pupil: Pupil) -> bool:
    """Whether the guardian may decide for the pupil."""
    found = db.session.scalar(
        select(Guardianship.id).where(
            Guardianship.guardian_id == guardian.id,
            Guardianship.pupil_id == pupil.id,
            may_decide(),
        )
    )
    return found is not None


def is_cut_off(account_id: int, pupil: Pupil) -> bool:
    """Whether a coordinator keeps whoever has this account from the pupil."""
    found = db.session.scalar(
        select(Guardianship.id)
        .join(Guardianship.guardian)
        .where(
            Guardian.account_id == account_id,
            Guardianship.pupil_id == pupil.id,
            Guardianship.standing == Standing.NO_CONTACT,
        )
    )
    return found is not None


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.invited_at > now - LASTS,
    )
