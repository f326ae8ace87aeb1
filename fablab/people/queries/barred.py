"""Reading who must not collect a pupil; decrypted, for the door alone."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from fablab.accounts.models import Account
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import BarredPerson, Guardian, Guardianship, Pupil, Standing


@dataclass(frozen=True, kw_only=True)
class MustNotCollect:
    """Somebody who must not collect a pupil; `note` may be empty."""

    name: str
    note: str = ""


def barred_person_context(person: BarredPerson) -> str:
    """What the sealed name is bound to, so that it opens in no other row."""
    return f"barred_person|{person.public_id}"


def with_pick_up_rule(pupil_ids: Collection[int]) -> set[int]:
    """Those of the pupils whom somebody must not collect; who that is stays sealed."""
    cut_off = select(Guardianship.pupil_id).where(
        Guardianship.pupil_id.in_(pupil_ids),
        Guardianship.ended_at.is_(None),
        Guardianship.standing == Standing.NO_CONTACT,
    )
    barred = select(BarredPerson.pupil_id).where(
        BarredPerson.pupil_id.in_(pupil_ids), BarredPerson.lifted_at.is_(None)
    )
    return set(db.session.scalars(cut_off.union(barred)))


def who_must_not_collect(
    pupil_ids: Collection[int], *, cipher: FieldCipher
) -> Mapping[int, Sequence[MustNotCollect]]:
    """By the pupil's row id: guardians without contact, and whom somebody barred."""
    found: dict[int, list[MustNotCollect]] = defaultdict(list)
    cut_off = db.session.execute(
        select(Guardianship.pupil_id, Account.name)
        .join(Guardianship.guardian)
        .join(Guardian.account)
        .where(
            Guardianship.pupil_id.in_(pupil_ids),
            Guardianship.ended_at.is_(None),
            Guardianship.standing == Standing.NO_CONTACT,
        )
        .order_by(Guardianship.id)
    )
    for pupil_id, name in cut_off:
        found[pupil_id].append(MustNotCollect(name=name))
    barred = db.session.scalars(
        select(BarredPerson)
        .where(BarredPerson.pupil_id.in_(pupil_ids), BarredPerson.lifted_at.is_(None))
        .order_by(BarredPerson.id)
    )
    for person in barred:
        found[person.pupil_id].append(_opened(person, cipher))
    return found


def barred_of(
    pupil: Pupil, *, cipher: FieldCipher, told_by: Account | None = None
) -> list[tuple[str, MustNotCollect]]:
    """Public id and opened words of everybody barred from a pupil, oldest first.

    Args:
        pupil: whom they must not collect.
        cipher: opens the words.
        told_by: leaves out what others have told, who may mean this very reader.
    """
    found = db.session.scalars(
        select(BarredPerson)
        .where(
            BarredPerson.pupil_id == pupil.id,
            BarredPerson.lifted_at.is_(None),
            _told_by(told_by),
        )
        .order_by(BarredPerson.id)
    )
    return [(person.public_id, _opened(person, cipher)) for person in found]


def barred_person_of(
    pupil: Pupil, public_id: str, *, told_by: Account | None = None
) -> BarredPerson:
    """Somebody barred from a pupil, if given by whoever told it.

    Raises:
        NotFound: there is nobody of that id, or it is not the reader's to see.
    """
    found = db.session.scalar(
        select(BarredPerson).where(
            BarredPerson.public_id == public_id,
            BarredPerson.pupil_id == pupil.id,
            _told_by(told_by),
        )
    )
    if found is None:
        raise NotFound(N_("There is nobody like that on this pupil’s list."))
    return found


def _told_by(account: Account | None) -> ColumnElement[bool]:
    return true() if account is None else BarredPerson.told_by_id == account.id


def _opened(person: BarredPerson, cipher: FieldCipher) -> MustNotCollect:
    opened = cipher.unseal(person.sealed, context=barred_person_context(person))
    return MustNotCollect(**json.loads(opened))
