"""Who may take a pupil home: the guardians, and whom they have named."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.kernel.db import db
from fablab.people import models as people
from fablab.people.models import CollectorRelation, Guardian, Guardianship, Relation
from fablab.people.queries import in_contact
from fablab.people.queries.collectors import collector_counts


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Somebody who may take the pupil home."""

    name: str
    relation: Relation | CollectorRelation


class _Named(NamedTuple):
    collector: Collector
    valid_from: date = date.min
    valid_until: date | None = None

    def may_on(self, day: date) -> bool:
        return self.valid_from <= day <= (self.valid_until or date.max)


@dataclass(frozen=True, kw_only=True)
class Collectors:
    """Who may take which pupil home on which day; by the pupil's row id."""

    by_pupil: Mapping[int, Sequence[_Named]]

    def on(self, pupil_id: int, day: date) -> list[Collector]:
        """Who may on that local day: guardians first, then in the order of naming."""
        named = self.by_pupil.get(pupil_id, ())
        return [one.collector for one in named if one.may_on(day)]


def who_may_collect(pupil_ids: Collection[int]) -> Collectors:
    """Guardians in contact and those named by one who decides; two statements."""
    found: dict[int, list[_Named]] = defaultdict(list)
    guardians = db.session.execute(
        select(Guardianship.pupil_id, Account.name, Guardianship.relation)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Account, Account.id == Guardian.account_id)
        .where(
            Guardianship.pupil_id.in_(pupil_ids),
            Guardianship.relation != Relation.SELF,
            in_contact(),
        )
        .order_by(Guardianship.id)
    )
    for pupil_id, name, relation in guardians:
        found[pupil_id].append(_Named(Collector(name=name, relation=relation)))
    named = people.Collector
    others = db.session.execute(
        select(
            named.pupil_id,
            named.name,
            named.relation,
            named.valid_from,
            named.valid_until,
        )
        .where(named.pupil_id.in_(pupil_ids), collector_counts())
        .order_by(named.id)
    )
    for pupil_id, name, kind, valid_from, valid_until in others:
        who = Collector(name=name, relation=kind)
        found[pupil_id].append(_Named(who, valid_from, valid_until))
    return Collectors(by_pupil=found)
