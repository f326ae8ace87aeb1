"""What two records of one pupil each have once becomes one thing."""

from datetime import datetime

from sqlalchemy import select

from fablab.checkin.models import Card
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import DifferentPupils, Invitation, Pupil
from fablab.people.services.collectors import forget_collectors
from fablab.privacy.errors import NothingChosen
from fablab.privacy.queries.merging import health_note_of
from fablab.registrations.models import Registration


def join_notes(keep: Pupil, gone: Pupil, *, note_of: str) -> None:
    """Keep one health note; two are never mixed.

    Raises:
        NothingChosen: both have one, and nobody said which stays.
    """
    found = {pupil.public_id: health_note_of(pupil) for pupil in (keep, gone)}
    notes = {owner: note for owner, note in found.items() if note}
    if not notes:
        return
    wanted = note_of if len(notes) > 1 else next(iter(notes))
    if wanted not in notes:
        raise NothingChosen(N_("Choose which health note stays."))
    for owner, note in notes.items():
        if owner != wanted:
            db.session.delete(note)
    db.session.flush()
    notes[wanted].pupil = keep
    db.session.flush()


def join_collectors(keep: Pupil, gone: Pupil, *, now: datetime) -> None:
    """Whom a record names that no guardian ever confirmed may not collect.

    Anybody could have sent that form, and in the names of the guardians.
    """
    confirmed = set(
        db.session.scalars(
            select(Registration.pupil_id).where(
                Registration.pupil_id.in_([keep.id, gone.id]),
                Registration.confirmed_at.is_not(None),
            )
        )
    )
    never = [pupil for pupil in (keep, gone) if pupil.id not in confirmed]
    forget_collectors(never, now=now)


def join_cards(keep: Pupil, gone: Pupil, *, now: datetime) -> None:
    """One card stays valid: that of the record that stays, if it has one."""
    valid = db.session.scalars(
        select(Card).where(
            Card.pupil_id.in_([keep.id, gone.id]), Card.revoked_at.is_(None)
        )
    ).all()
    if len(valid) > 1:
        for card in valid:
            if card.pupil_id == gone.id:
                card.revoked_at = now
        db.session.flush()


def join_invitations(keep: Pupil, gone: Pupil, *, now: datetime) -> None:
    """An adult is invited once."""
    still_open = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.pupil_id.in_([keep.id, gone.id]),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.pupil_id == gone.id, Invitation.id)
    ).all()
    invited: set[int] = set()
    for invitation in still_open:
        if invitation.account_id in invited:
            invitation.revoked_at = now
        invited.add(invitation.account_id)
    db.session.flush()


def join_marks(keep: Pupil, gone: Pupil) -> None:
    """Who was found not to be the one that goes is not the one that stays either."""
    both = [keep.id, gone.id]
    marks = db.session.scalars(
        select(DifferentPupils).where(
            DifferentPupils.pupil_id.in_(both) | DifferentPupils.other_id.in_(both)
        )
    ).all()
    others: dict[int, DifferentPupils] = {}
    for mark in marks:
        other = ({mark.pupil_id, mark.other_id} - {keep.id, gone.id}) or {0}
        others.setdefault(other.pop(), mark)
        db.session.delete(mark)
    db.session.flush()
    others.pop(0, None)
    for other_id, mark in others.items():
        first, second = sorted((keep.id, other_id))
        db.session.add(
            DifferentPupils(
                pupil_id=first,
                other_id=second,
                found_by=mark.found_by,
                found_at=mark.found_at,
            )
        )
    db.session.flush()
