"""What a guardian may do for a pupil: given up by themself, or limited by a court."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from fablab.audit.services import record_event
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.errors import OnlyGuardian
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.people.queries import may_decide
from fablab.people.services.guardians import free_slot
from fablab.people.services.invitations import end_invitations


class Decision(StrEnum):
    """What the coordinator decides about a guardian, after seeing a document."""

    EQUAL = "equal"
    INFORMED = "informed"
    NO_CONTACT = "no_contact"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why a guardian was limited: only ever kept sealed.

    `document` says what was seen, a court's name and number, not what is in it.
    """

    decision: str
    reason: str
    document: str
    seen_on: str
    decided_at: str


def decide_standing(
    *,
    guardianship: Guardianship,
    decision: Decision,
    reason: str,
    document: str,
    seen_on: date,
    by: str,
    cipher: FieldCipher,
    now: datetime,
) -> None:
    """Limit a guardian, end their guardianship, or give all rights back; at once.

    Why stays sealed in the row. The journal knows only that it happened.

    Args:
        guardianship: whose and for whom, guardian and pupil loaded.
        decision: what counts from now on. Who is cut off or ended cannot be brought
            back by an invitation, only here.
        reason: in the coordinator's words.
        document: what was seen.
        seen_on: when.
        by: the public id of the coordinator's account.
        cipher: seals the grounds.
        now: the aware instant.

    Raises:
        TwoGuardians: two others answer for the pupil by now.
    """
    standing = (
        Standing.NO_CONTACT if decision is Decision.ENDED else Standing(decision.value)
    )
    if decision is Decision.ENDED:
        guardianship.ended_at = guardianship.ended_at or now
    elif guardianship.ended_at is not None:
        guardianship.slot = free_slot(guardianship.pupil, guardianship.relation)
        guardianship.ended_at = None
    guardianship.standing = standing
    grounds = Grounds(
        decision=decision.value,
        reason=reason,
        document=document,
        seen_on=seen_on.isoformat(),
        decided_at=now.isoformat(),
    )
    told = [asdict(one) for one in grounds_of(guardianship, cipher=cipher)]
    guardianship.restriction = cipher.seal(
        json.dumps([*told, asdict(grounds)], ensure_ascii=False),
        context=restriction_context(guardianship),
    )
    db.session.flush()
    if standing is not Standing.EQUAL:
        _end_open_invitations(guardianship, by=by, now=now)
    _note("guardian.limited", guardianship, by=by, now=now)


def grounds_of(guardianship: Guardianship, *, cipher: FieldCipher) -> list[Grounds]:
    """Why the guardian is or was limited, the latest last; for coordinators only."""
    if guardianship.restriction is None:
        return []
    opened = cipher.unseal(
        guardianship.restriction, context=restriction_context(guardianship)
    )
    return [Grounds(**kept) for kept in json.loads(opened)]


def read_grounds(
    guardianship: Guardianship, *, by: str, cipher: FieldCipher, now: datetime
) -> list[Grounds]:
    """The grounds, for a person who wants to see them: that is written down.

    Args:
        guardianship: whose.
        by: the public id of the account that reads.
        cipher: of this installation.
        now: the aware instant.
    """
    told = grounds_of(guardianship, cipher=cipher)
    if told:
        _note("guardian.grounds_read", guardianship, by=by, now=now)
    return told


def restriction_context(guardianship: Guardianship) -> str:
    """What sealed grounds are bound to, so that they open in no other row."""
    return f"guardianship|{guardianship.id}"


def refuse_unless_others_decide(*, guardian: Guardian, pupil: Pupil) -> None:
    """Keep a pupil from having nobody who decides.

    Raises:
        OnlyGuardian: nobody else does.
    """
    other = db.session.scalar(
        select(Guardianship.id).where(
            Guardianship.pupil_id == pupil.id,
            Guardianship.guardian_id != guardian.id,
            may_decide(),
        )
    )
    if other is None:
        raise OnlyGuardian(
            N_(
                "You are the only one who decides for %(name)s. Invite the other "
                "guardian first, or call the FabLab."
            ),
            name=pupil.given_name,
        )


def leave_pupil(*, guardian: Guardian, pupil: Pupil, now: datetime) -> Guardianship:
    """Let a guardian answer for a pupil no longer, by their own wish and at once.

    Raises:
        OnlyGuardian: nobody else would be left who decides.
    """
    refuse_unless_others_decide(guardian=guardian, pupil=pupil)
    guardianship = db.session.scalars(
        select(Guardianship).where(
            Guardianship.guardian_id == guardian.id,
            Guardianship.pupil_id == pupil.id,
            Guardianship.ended_at.is_(None),
        )
    ).one()
    guardianship.ended_at = now
    guardianship.emergency_name = guardianship.emergency_phone = ""
    db.session.flush()
    by = guardian.account.public_id
    _end_open_invitations(guardianship, by=by, now=now)
    _note("guardian.left", guardianship, by=by, now=now)
    return guardianship


def _end_open_invitations(
    guardianship: Guardianship, *, by: str, now: datetime
) -> None:
    end_invitations(
        guardian=guardianship.guardian, pupil=guardianship.pupil, by=by, now=now
    )


def _note(action: str, guardianship: Guardianship, *, by: str, now: datetime) -> None:
    record_event(
        actor=by,
        action=action,
        subject_kind="pupil",
        subject=guardianship.pupil.public_id,
        now=now,
        details={"guardian": guardianship.guardian.public_id},
    )
