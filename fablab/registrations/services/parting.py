"""A guardian who answers for a pupil no longer: links and letters end with it."""

import re
from datetime import date, datetime

from sqlalchemy import select, update

from fablab.accounts.models import OneTimeLink
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.mail.models import Letter
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.people.services.standings import Decision, decide_standing, leave_pupil
from fablab.registrations.models import Registration


def leave(*, guardian: Guardian, pupil: Pupil, now: datetime) -> None:
    """Let a guardian stop answering for a pupil, as they wish.

    Raises:
        OnlyGuardian: nobody else would be left who decides.
    """
    guardianship = leave_pupil(guardian=guardian, pupil=pupil, now=now)
    _cut_off(guardianship, now=now)


def limit_guardian(
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
    """Do what the coordinator decides about a guardian; it counts from this second.

    Args:
        guardianship: whose and for whom, guardian and pupil loaded.
        decision: what counts from now on.
        reason: in the coordinator's words, kept sealed.
        document: what was seen, kept sealed.
        seen_on: when, kept sealed.
        by: the public id of the coordinator's account.
        cipher: seals the grounds.
        now: the aware instant.

    Raises:
        TwoGuardians: two others answer for the pupil by now.
    """
    decide_standing(
        guardianship=guardianship,
        decision=decision,
        reason=reason,
        document=document,
        seen_on=seen_on,
        by=by,
        cipher=cipher,
        now=now,
    )
    if decision is not Decision.EQUAL:
        _cut_off(guardianship, now=now)


def _cut_off(guardianship: Guardianship, *, now: datetime) -> None:
    account, pupil = guardianship.guardian.account, guardianship.pupil
    subjects = list(
        db.session.scalars(
            select(Registration.public_id).where(Registration.pupil_id == pupil.id)
        )
    )
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.account_id == account.id,
            OneTimeLink.subject.in_(subjects),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    if guardianship.ended_at or guardianship.standing is Standing.NO_CONTACT:
        _hold_letters(account.email, pupil, subjects, now=now)


def _hold_letters(
    address: str, pupil: Pupil, subjects: list[str], *, now: datetime
) -> None:
    """Letters about the pupil that still wait to be sent to them are not sent."""
    waiting = db.session.scalars(
        select(Letter).where(
            Letter.to == address, Letter.sent_at.is_(None), Letter.given_up_at.is_(None)
        )
    )
    named = re.compile(rf"\b{re.escape(pupil.given_name)}\b")
    for letter in waiting:
        about = str(letter.context.get("pupil", ""))
        if letter.subject in subjects or named.search(about):
            letter.given_up_at, letter.context = now, {}
            letter.error = "no longer a guardian"
    db.session.flush()
