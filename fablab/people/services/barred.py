"""Who must not collect a pupil: told to the FabLab, kept sealed, in force at once."""

import json
from datetime import datetime

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import BarredPerson, Pupil
from fablab.people.queries.barred import barred_person_context


def bar_person(
    *,
    pupil: Pupil,
    name: str,
    note: str,
    by: Account,
    cipher: FieldCipher,
    now: datetime,
) -> BarredPerson:
    """Let the door hand the pupil over to somebody no more, whoever asks for it.

    Args:
        pupil: whom to protect.
        name: of the person, as staff at the door would hear it.
        note: how to know them, or which document says so; may be empty.
        by: who tells it: a guardian, or the coordinator who was told.
        cipher: seals both.
        now: the aware instant from which it counts.
    """
    person = BarredPerson(pupil=pupil, sealed=b"", told_by=by, told_at=now)
    told = json.dumps({"name": name, "note": note})
    person.sealed = cipher.seal(told, context=barred_person_context(person))
    db.session.add(person)
    db.session.flush()
    _note("barred_person.added", person, by, now=now)
    return person


def lift_bar(*, person: BarredPerson, by: Account, now: datetime) -> None:
    """It counts no more, from now on; the row stays as history."""
    if person.lifted_at is None:
        person.lifted_at = now
        db.session.flush()
        _note("barred_person.lifted", person, by, now=now)


def _note(action: str, person: BarredPerson, by: Account, *, now: datetime) -> None:
    record_event(
        actor=by.public_id,
        action=action,
        subject_kind="pupil",
        subject=person.pupil.public_id,
        now=now,
        details={"person": person.public_id},
    )
