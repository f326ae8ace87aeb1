"""A group's levels over its meetings, and how far those who gave them agree.

Plain functions over levels that were given. Where two people gave a pupil different
levels at one meeting, the lower one counts in the group's picture; the difference is
shown beside it for talk, never averaged away.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from fablab.assessments.queries.levels import LatestLevel
from fablab.assessments.services.levels import JUMP, LEVELS
from fablab.assessments.statistics import (
    Agreement,
    Audience,
    Computed,
    Ends,
    Metric,
    Shown,
    Verdict,
    cross_table,
    crowded_ends,
    krippendorff_alpha,
    observer_agreement,
    severity,
    should_talk_about_anchors,
    suppress,
    verdict,
)
from fablab.assessments.statistics.claims import VERDICT_FROM

Unit = tuple[int, ...]
"""The levels that all observers of one pupil at one meeting gave in one dimension."""


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What an agreement box says of one dimension.

    `by_interval` is alpha where levels are taken as equally far apart. `table` counts
    pairs: a row for the lower level of each, a column for the higher. `word` is None
    below 40 units.
    """

    ordinal: Agreement
    by_interval: Computed
    table: Sequence[Sequence[int]]
    word: Verdict | None

    @property
    def is_for_training(self) -> bool:
        """Whether too little was rated twice to say more than its numbers."""
        return self.ordinal.units < VERDICT_FROM


class Apart(NamedTuple):
    """Where people saw a pupil two levels or more apart; `said`: observer and level.

    All ids are those of rows.
    """

    registration_id: int
    meeting_id: int
    dimension_id: int
    said: Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How much higher one person rates than others do of the same, in levels."""

    observer_id: int
    mean: Computed
    shared: int

    @property
    def is_to_talk_about(self) -> bool:
        """Whether examples should be compared."""
        return should_talk_about_anchors(self.mean)


def level_counts(
    levels: Iterable[LatestLevel], meeting_ids: Sequence[int], *, exact: bool
) -> list[Sequence[Shown]]:
    """For each meeting how many pupils were at each level, the lowest first.

    Args:
        levels: of one dimension.
        meeting_ids: in the order of the rows.
        exact: show every count, to those who saw the pupils themselves; else those
            below five are withheld, with what would give them away.
    """
    lowest: dict[tuple[int, int], int] = {}
    for one, level in _observed(levels):
        key = (one.meeting_id, one.registration_id)
        lowest[key] = min(level, lowest.get(key, level))
    seen = Counter((meeting, level) for (meeting, _), level in lowest.items())
    counts = [[seen[meeting, level] for level in LEVELS] for meeting in meeting_ids]
    if exact or not counts:
        return list(counts)
    return list(suppress(counts, Audience.INTERNAL).cells)


def ends_of(levels: Iterable[LatestLevel], *, exact: bool) -> Ends:
    """Whether many pupils were last seen at the lowest or at the highest level.

    Where several people saw a pupil at the same meeting, the lower level counts.

    Args:
        levels: of one dimension.
        exact: else an end is told only where five pupils or more sit at it.
    """
    in_time = sorted(
        _observed(levels), key=lambda seen: (seen[0].meeting_starts_at, -seen[1])
    )
    latest = {one.registration_id: level for one, level in in_time}
    now = [*latest.values()]
    ends = crowded_ends(now, lowest=LEVELS[0], highest=LEVELS[-1])
    least = 1 if exact else Audience.INTERNAL
    return Ends(
        ends.floor and now.count(LEVELS[0]) >= least,
        ends.ceiling and now.count(LEVELS[-1]) >= least,
    )


def not_seen(
    levels: Iterable[LatestLevel], registration_ids: Collection[int]
) -> list[int]:
    """Whom nobody has given a level of this dimension, in the order they came."""
    seen = {one.registration_id for one, _ in _observed(levels)}
    return [one for one in registration_ids if one not in seen]


def agreement_of(levels: Iterable[LatestLevel]) -> Agreed:
    """How far the observers of one dimension agree."""
    pupils: dict[int, list[Unit]] = defaultdict(list)
    for (registration_id, _, _), given in units_of(levels).items():
        pupils[registration_id].append(tuple(sorted(one for _, one in given)))
    return _agreed(tuple(tuple(units) for units in pupils.values()))


@lru_cache(maxsize=256)
def _agreed(pupils: tuple[tuple[Unit, ...], ...]) -> Agreed:
    """The same ratings have the same interval, so it is drawn once."""
    ordinal = observer_agreement(pupils)
    units = [unit for each in pupils for unit in each]
    pairs = [pair for unit in units for pair in combinations(unit, 2)]
    return Agreed(
        ordinal=ordinal,
        by_interval=krippendorff_alpha(units, metric=Metric.INTERVAL),
        table=cross_table(pairs, levels=LEVELS),
        word=verdict(ordinal.alpha, units=ordinal.units),
    )


def far_apart(levels: Iterable[LatestLevel]) -> list[Apart]:
    """Where two people differ by two levels or more, the oldest first."""
    return [
        Apart(*about, said=given)
        for about, given in units_of(levels).items()
        if _spread(level for _, level in given) >= JUMP
    ]


def differences(levels: Iterable[LatestLevel]) -> list[Difference]:
    """How each observer differs from those who rated the same, by row id."""
    shared: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for given in units_of(levels).values():
        for (one, own), (other, theirs) in combinations(given, 2):
            shared[one].append((own, theirs))
            shared[other].append((theirs, own))
    return [
        Difference(observer_id=one, mean=severity(pairs), shared=len(pairs))
        for one, pairs in sorted(shared.items())
    ]


def units_of(
    levels: Iterable[LatestLevel],
) -> Mapping[tuple[int, int, int], Sequence[tuple[int, int]]]:
    """What several observers rated: pupil, meeting, dimension → observers' levels."""
    units: dict[tuple[int, int, int], list[tuple[int, int]]] = defaultdict(list)
    for one, level in _observed(levels):
        key = (one.registration_id, one.meeting_id, one.dimension_id)
        units[key].append((one.observer_id, level))
    return {key: sorted(given) for key, given in units.items() if len(given) > 1}


def _spread(levels: Iterable[int]) -> int:
    ordered = sorted(levels)
    return ordered[-1] - ordered[0]


def _observed(levels: Iterable[LatestLevel]) -> Iterator[tuple[LatestLevel, int]]:
    return ((one, one.level) for one in levels if one.level is not None)
