"""Reading who must not collect a pupil; decrypted, for the door alone."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import BarredPerson, Guardian, Guardianship, Standing


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
        opened = cipher.unseal(person.sealed, context=barred_person_context(person))
        known = MustNotCollect(**json.loads(opened))
        found[person.pupil_id].append(known)
    return found
