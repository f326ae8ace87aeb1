"""Whom to call about a pupil: guardians in contact, and whom they named for it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.kernel.db import db
from fablab.people.models import Guardian, Guardianship, Relation
from fablab.people.queries import in_contact


@dataclass(frozen=True, kw_only=True)
class Number:
    """Somebody to call; `relation` is None for an emergency contact. E.164."""

    name: str
    phone: str
    relation: Relation | None = None


def numbers_of(pupil_ids: Collection[int]) -> Mapping[int, Sequence[Number]]:
    """Numbers by the pupil's row id: guardians first; in one statement.

    Whoever may have no contact is not among them, and neither is whom they named.
    """
    found: dict[int, list[Number]] = defaultdict(list)
    rows = db.session.execute(
        select(Guardianship, Account.name, Guardian.phone)
        .join(Guardianship.guardian)
        .join(Guardian.account)
        .where(Guardianship.pupil_id.in_(pupil_ids), in_contact())
        .order_by(Guardianship.slot, Guardianship.id)
    ).all()
    for guardianship, name, phone in rows:
        if phone:
            number = Number(name=name, phone=phone, relation=guardianship.relation)
            found[guardianship.pupil_id].append(number)
    for guardianship, _name, _phone in rows:
        phone = guardianship.emergency_phone
        known = {number.phone for number in found[guardianship.pupil_id]}
        if phone and phone not in known:
            number = Number(name=guardianship.emergency_name, phone=phone)
            found[guardianship.pupil_id].append(number)
    return found
