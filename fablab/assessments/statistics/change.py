"""What changed in a group between two points in time, in its own units."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, stdev

from fablab.assessments.statistics._quantiles import t_quantile, t_two_sided
from fablab.assessments.statistics.pairing import differences
from fablab.assessments.statistics.results import (
    CONFIDENCE,
    Computed,
    ComputedInterval,
    Interval,
    NotComputable,
    Reason,
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """The change of those who have both values; up is a higher value after.

    `interval` is that of the mean; `t` has `pairs` - 1 degrees of freedom and `p` is
    two-sided. All three need two pairs that changed differently.
    """

    pairs: int
    up: int
    same: int
    down: int
    median: Computed
    mean: Computed
    interval: ComputedInterval
    t: Computed
    p: Computed


def paired_change(before: Sequence[float], after: Sequence[float]) -> Change:
    """Count and average the changes, with Student's interval (1908) for the mean.

    Args:
        before: one value for each pupil.
        after: the same pupils' later values, in the same order.

    Raises:
        ValueError: there are not as many values before as after.
    """
    changes = differences(before, after)
    few = NotComputable(Reason.TOO_FEW_PAIRS)
    interval, t, p = _students(changes)
    return Change(
        pairs=len(changes),
        up=sum(change > 0 for change in changes),
        same=changes.count(0),
        down=sum(change < 0 for change in changes),
        median=median(changes) if changes else few,
        mean=fmean(changes) if changes else few,
        interval=interval,
        t=t,
        p=p,
    )


def _students(
    changes: Sequence[float],
) -> tuple[ComputedInterval, Computed, Computed]:
    if len(changes) <= 1:
        few = NotComputable(Reason.TOO_FEW_PAIRS)
        return few, few, few
    if not (spread := stdev(changes)):
        alike = NotComputable(Reason.NO_VARIATION)
        return alike, alike, alike
    df = len(changes) - 1
    mean, error = fmean(changes), spread / sqrt(len(changes))
    reach = t_quantile(CONFIDENCE, df) * error
    t = mean / error
    return Interval(mean - reach, mean + reach), t, t_two_sided(t, df)
