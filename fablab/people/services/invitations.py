"""Inviting another adult to answer for a pupil, and the answer to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from fablab.accounts.services import grant_role, open_account
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.services import queue_letter
from fablab.people.errors import (
    AnswersAlready,
    InvitationOver,
    OwnAddress,
    TooManyInvitations,
    TooYoung,
    TwoGuardians,
)
from fablab.people.models import (
    OF_AGE,
    Guardian,
    Guardianship,
    Invitation,
    Pupil,
    Relation,
    Standing,
)
from fablab.people.queries import guardian_of, refuse_unless_deciding
from fablab.people.queries.invitations import (
    LASTS,
    decides_for,
    invitations_since,
    is_cut_off,
    slots_taken,
)
from fablab.people.services.guardians import OWN_SLOT, change_guardian, free_slot
from fablab.people.services.own_account import TOLD_BEFORE, let_decide_alone

A_DAY = 5
_PURPOSE = LinkPurpose.INVITATION


def invite(
    *,
    pupils: Sequence[Pupil],
    guardian: Guardian,
    email: str,
    name: str,
    relation: Relation,
    now: datetime,
) -> list[Invitation]:
    """Ask somebody to answer for the pupils, too: a letter with a link for each.

    Whether the address is known makes no difference that the guardian could see. An
    earlier open invitation of the same person for the same pupil is replaced.

    Args:
        pupils: for whom; the guardian must be one who decides.
        guardian: who asks.
        email: the address of who is asked, normalised.
        name: how the letter greets them.
        relation: what they are to the pupils; `SELF` gives a pupil who is soon of age
            an account of their own.
        now: the aware instant.

    Raises:
        DecidesNothing: the guardian may only look.
        OwnAddress: it is the guardian's own address.
        TwoGuardians: a pupil has two guardians, or an own account, already.
        TooYoung: the pupil is not of age within the next 14 days.
        TooManyInvitations: five were sent within a day.
    """
    if email.strip().lower() == guardian.account.email:
        raise OwnAddress(
            N_("This is your own address. Enter that of the person you invite.")
        )
    for pupil in pupils:
        refuse_unless_deciding(guardian=guardian, pupil=pupil)
        _refuse_full(pupil, relation)
        _refuse_too_young(pupil, relation, now=now)
    sent = invitations_since(guardian, since=now - timedelta(days=1))
    if sent + len(pupils) > A_DAY:
        raise TooManyInvitations(
            N_("You have sent %(most)s invitations today. Please go on tomorrow."),
            most=A_DAY,
        )
    account = open_account(
        email=email, name=name, language=guardian.account.language, now=now
    )
    return [
        _invite(pupil, guardian, account, name=name, relation=relation, now=now)
        for pupil in pupils
    ]


def accept_invitation(
    *, invitation: Invitation, name: str, phone: str, language: str, now: datetime
) -> Guardianship:
    """Let the invited answer for the pupil from now on.

    Args:
        invitation: what they hold a link to.
        name: what they call themselves.
        phone: their number, in E.164.
        language: the code of the language they read.
        now: the aware instant.

    Raises:
        InvitationOver: it was taken back or answered, or who asked decides no longer.
        AnswersAlready: they are the pupil's guardian already.
        TwoGuardians: somebody else was faster.
    """
    pupil, account = invitation.pupil, invitation.account
    db.session.execute(select(Pupil.id).where(Pupil.id == pupil.id).with_for_update())
    refuse_if_over(invitation)
    guardian = guardian_of(account.id)
    if guardian is None:
        guardian = Guardian(account=account)
        db.session.add(guardian)
    grant_role(account=account, role=Role.GUARDIAN)
    account.language = language
    change_guardian(guardian=guardian, name=name, phone=phone)
    guardianship = _answer_for(pupil, guardian, invitation.relation)
    invitation.accepted_at = now
    db.session.flush()
    if invitation.relation is Relation.SELF:
        let_decide_alone(pupil=pupil, today=now.date(), now=now)
    _note("invitation.accepted", invitation, actor=account.public_id, now=now)
    return guardianship


def refuse_if_over(invitation: Invitation | None) -> None:
    """Say so if there is nothing left to accept.

    Raises:
        InvitationOver: it was taken back or answered, who asked decides no longer, or
            the invited is kept from the pupil.
    """
    if (
        invitation is None
        or invitation.accepted_at is not None
        or invitation.revoked_at is not None
        or not decides_for(invitation.invited_by, invitation.pupil)
        or is_cut_off(invitation.account_id, invitation.pupil)
    ):
        raise InvitationOver(
            N_(
                "This invitation is no longer open. "
                "Ask who invited you for a new one, or call the FabLab."
            )
        )


def take_back(*, invitation: Invitation, by: str, now: datetime) -> None:
    """End an open invitation; its link opens nothing any more.

    Args:
        invitation: which.
        by: the public id of the account that does so: the inviter or the invited.
        now: the aware instant.
    """
    invitation.revoked_at = now
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == _PURPOSE,
            OneTimeLink.subject == invitation.public_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    _note("invitation.ended", invitation, actor=by, now=now)


def end_invitations(
    *, guardian: Guardian, pupil: Pupil, by: str, now: datetime
) -> None:
    """End what a guardian has sent for a pupil, and what was sent to the guardian."""
    found = db.session.scalars(
        select(Invitation).where(
            Invitation.pupil_id == pupil.id,
            (Invitation.invited_by_id == guardian.id)
            | (Invitation.account_id == guardian.account_id),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    for invitation in found:
        take_back(invitation=invitation, by=by, now=now)


def _invite(
    pupil: Pupil,
    guardian: Guardian,
    account: Account,
    *,
    name: str,
    relation: Relation,
    now: datetime,
) -> Invitation:
    earlier = db.session.scalar(
        select(Invitation).where(
            Invitation.pupil_id == pupil.id,
            Invitation.account_id == account.id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    if earlier is not None:
        take_back(invitation=earlier, by=guardian.account.public_id, now=now)
    invitation = Invitation(
        pupil=pupil,
        invited_by=guardian,
        account=account,
        relation=relation,
        invited_at=now,
    )
    db.session.add(invitation)
    db.session.flush()
    _note("invitation.sent", invitation, actor=guardian.account.public_id, now=now)
    if account.disabled_at is None and not is_cut_off(account.id, pupil):
        _write_to_invited(invitation, name=name, now=now)
    return invitation


def _write_to_invited(invitation: Invitation, *, name: str, now: datetime) -> None:
    account = invitation.account
    token = make_link(
        purpose=_PURPOSE,
        subject=invitation.public_id,
        account=account,
        now=now,
    )
    queue_letter(
        to=account.email,
        language=account.language,
        template="invitation",
        context={
            "name": name,
            "inviter": invitation.invited_by.account.name,
            "pupil": invitation.pupil.given_name,
            "is_own": invitation.relation is Relation.SELF,
            "invitation_path": f"/invitation/{token}",
            "days": LASTS.days,
        },
        dedupe=f"invitation|{invitation.public_id}",
        now=now,
    )


def _answer_for(pupil: Pupil, guardian: Guardian, relation: Relation) -> Guardianship:
    is_own = relation is Relation.SELF
    known = db.session.scalar(
        select(Guardianship).where(
            Guardianship.guardian_id == guardian.id, Guardianship.pupil_id == pupil.id
        )
    )
    if known is not None and known.ended_at is None:
        raise AnswersAlready(
            N_("You answer for %(name)s already."), name=pupil.given_name
        )
    slot = free_slot(pupil, relation)
    if known is not None:
        known.relation, known.slot, known.ended_at = relation, slot, None
        db.session.flush()
        return known
    guardianship = Guardianship(
        guardian=guardian,
        pupil=pupil,
        relation=relation,
        slot=slot,
        standing=Standing.INFORMED if is_own else Standing.EQUAL,
    )
    db.session.add(guardianship)
    db.session.flush()
    return guardianship


def _refuse_full(pupil: Pupil, relation: Relation) -> None:
    taken = slots_taken(pupil)
    if relation is not Relation.SELF:
        free_slot(pupil, relation)
    elif OWN_SLOT in taken:
        raise TwoGuardians(
            N_("%(name)s has an account already."), name=pupil.given_name
        )


def _refuse_too_young(pupil: Pupil, relation: Relation, *, now: datetime) -> None:
    if relation is Relation.SELF and pupil.age_on((now + TOLD_BEFORE).date()) < OF_AGE:
        raise TooYoung(
            N_("%(name)s can have an account from two weeks before the 18th birthday."),
            name=pupil.given_name,
        )


def _note(action: str, invitation: Invitation, *, actor: str, now: datetime) -> None:
    record_event(
        actor=actor,
        action=action,
        subject_kind="pupil",
        subject=invitation.pupil.public_id,
        now=now,
        details={"invitation": invitation.public_id},
    )
