"""The percentile bootstrap (Efron 1979): how much a number owes to who took part."""

import random
from collections.abc import Callable, Sequence
from math import floor
from typing import TypeVar

from fablab.assessments.statistics.results import (
    CONFIDENCE,
    Computed,
    ComputedInterval,
    Interval,
    NotComputable,
    Reason,
)

RESAMPLES = 2000
SEED = 1979
UNDEFINED_AT_MOST = 0.05
"""The share of resamples that may have no number before there is no interval."""

_SAME = 1e-9
_Case = TypeVar("_Case")


def percentile_interval(
    cases: Sequence[_Case],
    statistic: Callable[[Sequence[_Case]], Computed],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ComputedInterval:
    """The middle 95 % of a statistic over samples drawn from the cases with repetition.

    Resamples without a number are left out.

    Args:
        cases: what is drawn; as many in each resample.
        statistic: the number of one resample.
        resamples: how many are drawn, 1 or more.
        seed: the same seed gives the same interval.

    Returns:
        `UNSTABLE` if more than `UNDEFINED_AT_MOST` of the resamples have no number;
        `NO_DISAGREEMENT` if all have the same one: so narrow an interval is not sure,
        it is blind.
    """
    chance = random.Random(seed)  # noqa: S311 -- chance to be repeated, no secret
    drawn = (statistic(chance.choices(cases, k=len(cases))) for _ in range(resamples))
    numbers = sorted(x for x in drawn if not isinstance(x, NotComputable))
    if len(numbers) < (1 - UNDEFINED_AT_MOST) * resamples:
        return NotComputable(Reason.UNSTABLE)
    if numbers[-1] - numbers[0] < _SAME:
        return NotComputable(Reason.NO_DISAGREEMENT)
    tail = (1 - CONFIDENCE) / 2
    return Interval(quantile(numbers, tail), quantile(numbers, 1 - tail))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered, non-empty values lie.

    Source: Hyndman & Fan (1996), definition 7.
    """
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
