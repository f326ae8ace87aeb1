"""Reading families: who answers for whom."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from fablab.accounts.models import SignIn
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Guardian, Guardianship, HealthNote, Pupil
from fablab.sites.models import School


def guardian_of(account_id: int) -> Guardian | None:
    """The guardian who signs in with this account, account loaded."""
    return db.session.scalar(
        select(Guardian)
        .where(Guardian.account_id == account_id)
        .options(joinedload(Guardian.account))
    )


def signed_in_guardian(account_id: int) -> Guardian:
    """The guardian who signs in with this account.

    Raises:
        NotFound: the account has the role, but answers for nobody.
    """
    guardian = guardian_of(account_id)
    if guardian is None:
        raise NotFound(N_("There is no family behind this account yet."))
    return guardian


def has_proven_address(guardian: Guardian) -> bool:
    """Whether somebody who reads the guardian's mail has ever been here.

    Until then what is known of the guardian is only what some form said.
    """
    account = guardian.account
    signed_in = exists().where(SignIn.account_id == account.id)
    return account.password_hash is not None or bool(
        db.session.scalar(select(signed_in))
    )


def pupils_of(guardian: Guardian) -> Sequence[Pupil]:
    """The pupils that the guardian answers for, school loaded, by given name."""
    return db.session.scalars(
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(Guardianship.guardian_id == guardian.id)
        .options(joinedload(Pupil.school))
        .order_by(Pupil.given_name, Pupil.family_name, Pupil.id)
    ).all()


def own_pupil(public_id: str, *, guardian: Guardian) -> Pupil:
    """A pupil that the guardian answers for, school loaded.

    Raises:
        NotFound: there is no such pupil, or it is another family's.
    """
    pupil = db.session.scalar(
        select(Pupil)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .where(Pupil.public_id == public_id, Guardianship.guardian_id == guardian.id)
        .options(joinedload(Pupil.school))
    )
    if pupil is None:
        raise NotFound(N_("There is no such pupil in your family."))
    return pupil


def known_pupil(
    *, guardian: Guardian, given_name: str, family_name: str, birth_date: date
) -> Pupil | None:
    """The guardian's pupil of that name and birth date, however it is capitalised."""
    wanted = _comparable(given_name, family_name)
    for pupil in pupils_of(guardian):
        same_name = _comparable(pupil.given_name, pupil.family_name) == wanted
        if same_name and pupil.birth_date == birth_date:
            return pupil
    return None


def has_health_note(pupil: Pupil) -> bool:
    """Whether staff must know something about the pupil's health."""
    return pupil.id in with_health_note([pupil.id])


def with_health_note(pupil_ids: Collection[int]) -> set[int]:
    """Those of the pupils about whose health staff must know something."""
    found = db.session.scalars(
        select(HealthNote.pupil_id).where(HealthNote.pupil_id.in_(pupil_ids))
    )
    return set(found)


def read_health_note(pupil: Pupil, *, cipher: FieldCipher) -> str | None:
    """What staff must know about the pupil's health, decrypted; None if nothing."""
    note = db.session.scalar(select(HealthNote).where(HealthNote.pupil_id == pupil.id))
    if note is None:
        return None
    return cipher.unseal(note.sealed, context=health_note_context(note))


def health_note_context(note: HealthNote) -> str:
    """What a sealed note is bound to, so that it opens in no other row."""
    return f"health_note|{note.public_id}"


def _comparable(*names: str) -> list[str]:
    return [" ".join(name.split()).casefold() for name in names]


def schools() -> Sequence[School]:
    """The schools that a pupil can be said to go to, by city and name."""
    return db.session.scalars(
        select(School).order_by(School.city, School.name, School.id)
    ).all()
