"""Who answers for the pupils of a family, and who may take them home from a meeting."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import or_, select

from fablab.consent.queries import leaving_alone
from fablab.kernel.db import db
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    Relation,
    Standing,
)
from fablab.people.queries import in_contact
from fablab.people.queries.collectors import collector_counts


class Adult(NamedTuple):
    """Somebody who answers for a pupil, without a name: families know each other."""

    guardian_id: int
    relation: Relation
    standing: Standing
    can_be_called: bool


class NamedCollector(NamedTuple):
    """Somebody whom a guardian named to collect the pupil, and on which days."""

    name: str
    relation: CollectorRelation
    valid_from: date
    valid_until: date | None

    def may_on(self, day: date) -> bool:
        """Whether they may collect the pupil on that local day."""
        is_over = self.valid_until is not None and day > self.valid_until
        return self.valid_from <= day and not is_over


@dataclass(frozen=True, kw_only=True)
class PickUp:
    """How the pupil gets home on one day.

    `others` are the other guardians, `alone_from` the local time from which the pupil
    may leave alone; `alone` without a time means as soon as the meeting ends.
    """

    is_own: bool
    you: bool
    others: Sequence[Relation]
    collectors: Sequence[NamedCollector]
    alone: bool
    alone_from: time | None


@dataclass(frozen=True, kw_only=True)
class Household:
    """What is known of the people around a family's pupils; by pupil's row id."""

    adults: Mapping[int, Sequence[Adult]]
    collectors: Mapping[int, Sequence[NamedCollector]]
    alone: Mapping[int, tuple[date, time | None]]

    def decides(self, guardian: Guardian, pupil_id: int) -> bool:
        """Whether the guardian decides for the pupil, not only looks."""
        return any(
            adult.guardian_id == guardian.id and adult.standing is Standing.EQUAL
            for adult in self.adults.get(pupil_id, ())
        )

    def can_be_called(self, pupil_id: int) -> bool:
        """Whether we have a number for the pupil, whosever it is."""
        return any(adult.can_be_called for adult in self.adults.get(pupil_id, ()))

    def pick_up(self, guardian: Guardian, pupil_id: int, *, day: date) -> PickUp:
        """Who may collect the pupil on the local day, as this guardian reads it."""
        adults = self.adults.get(pupil_id, ())
        since, from_time = self.alone.get(pupil_id, (date.max, None))
        return PickUp(
            is_own=any(adult.relation is Relation.SELF for adult in adults),
            you=any(adult.guardian_id == guardian.id for adult in adults),
            others=[a.relation for a in adults if a.guardian_id != guardian.id],
            collectors=[c for c in self.collectors.get(pupil_id, ()) if c.may_on(day)],
            alone=since <= day,
            alone_from=from_time if since <= day else None,
        )


def household(pupil_ids: Collection[int], *, now: datetime) -> Household:
    """The people around these pupils, in a fixed number of statements."""
    rules = leaving_alone(pupil_ids, now=now)
    return Household(
        adults=_adults(pupil_ids),
        collectors=_collectors(pupil_ids),
        alone={key: (rule.from_day, rule.from_time) for key, rule in rules.items()},
    )


def _adults(pupil_ids: Collection[int]) -> Mapping[int, Sequence[Adult]]:
    has_number = or_(Guardian.phone != "", Guardianship.emergency_phone != "")
    rows = db.session.execute(
        select(
            Guardianship.pupil_id,
            Guardianship.guardian_id,
            Guardianship.relation,
            Guardianship.standing,
            has_number,
        )
        .join(Guardianship.guardian)
        .where(Guardianship.pupil_id.in_(pupil_ids), in_contact())
        .order_by(Guardianship.slot, Guardianship.id)
    )
    found: dict[int, list[Adult]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Adult(row[1], row[2], row[3], row[4]))
    return found


def _collectors(pupil_ids: Collection[int]) -> Mapping[int, Sequence[NamedCollector]]:
    rows = db.session.execute(
        select(
            Collector.pupil_id,
            Collector.name,
            Collector.relation,
            Collector.valid_from,
            Collector.valid_until,
        )
        .where(Collector.pupil_id.in_(pupil_ids), collector_counts())
        .order_by(Collector.id)
    )
    found: dict[int, list[NamedCollector]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(NamedCollector(row[1], row[2], row[3], row[4]))
    return found
