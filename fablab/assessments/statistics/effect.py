"""How large a change is against the spread of the values: for paired values."""

from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean, stdev

from fablab.assessments.statistics._resampling import (
    RESAMPLES,
    SEED,
    percentile_interval,
)
from fablab.assessments.statistics.pairing import differences
from fablab.assessments.statistics.results import (
    Computed,
    ComputedInterval,
    NotComputable,
    Reason,
)

INTERVAL_FROM = 10
"""How many pairs a bootstrap interval of an effect needs."""

_CORRECTABLE_FROM = 3


def cautious_df(pairs: int) -> int:
    """Degrees of freedom n - 1: those of the paired test, the stronger correction."""
    return pairs - 1


def lakens_df(pairs: int) -> int:
    """Degrees of freedom 2(n - 1), as Lakens (2013) has them."""
    return 2 * (pairs - 1)


def cohens_d_z(before: Sequence[float], after: Sequence[float]) -> Computed:
    """The mean change in standard deviations of the changes.

    Source: Lakens (2013), Frontiers in Psychology 4:863.

    Returns:
        `TOO_FEW_PAIRS` for fewer than two, `NO_VARIATION` if all changed alike.
    """
    changes = differences(before, after)
    if len(changes) <= 1:
        return NotComputable(Reason.TOO_FEW_PAIRS)
    if not (spread := stdev(changes)):
        return NotComputable(Reason.NO_VARIATION)
    return fmean(changes) / spread


def common_language(before: Sequence[float], after: Sequence[float]) -> Computed:
    """How likely one pupil is to have gone up, 0–1, if changes are normal: Φ(d_z).

    Source: McGraw & Wong (1992), Psychological Bulletin 111(2), for pairs as in
    Lakens (2013). Returns as `cohens_d_z` does.
    """
    effect = cohens_d_z(before, after)
    return effect if isinstance(effect, NotComputable) else NormalDist().cdf(effect)


def cohens_d_av(before: Sequence[float], after: Sequence[float]) -> Computed:
    """The mean change over the mean of both standard deviations.

    Source: Lakens (2013).

    Returns:
        `TOO_FEW_PAIRS` for fewer than two, `NO_VARIATION` if neither the values
        before nor those after differ.
    """
    changes = differences(before, after)
    if len(changes) <= 1:
        return NotComputable(Reason.TOO_FEW_PAIRS)
    if not (spread := fmean((stdev(before), stdev(after)))):
        return NotComputable(Reason.NO_VARIATION)
    return fmean(changes) / spread


def hedges_g_av(
    before: Sequence[float],
    after: Sequence[float],
    *,
    df: Callable[[int], int] = cautious_df,
) -> Computed:
    """`cohens_d_av` less its bias in small samples: times J = 1 - 3/(4·df - 1).

    Sources: Hedges (1981), Journal of Educational Statistics 6(2); Lakens (2013).

    Args:
        before: one value for each pupil.
        after: the same pupils' later values, in the same order.
        df: degrees of freedom for so many pairs: `cautious_df` or `lakens_df`.

    Returns:
        As `cohens_d_av`, and `TOO_FEW_PAIRS` for two, as J would be 0.
    """
    if (pairs := len(before)) < _CORRECTABLE_FROM:
        return NotComputable(Reason.TOO_FEW_PAIRS)
    effect = cohens_d_av(before, after)
    if isinstance(effect, NotComputable):
        return effect
    return effect * (1 - 3 / (4 * df(pairs) - 1))


def hedges_g_av_interval(
    before: Sequence[float],
    after: Sequence[float],
    *,
    df: Callable[[int], int] = cautious_df,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ComputedInterval:
    """The bootstrap interval of `hedges_g_av`, which draws pupils.

    Returns:
        As `hedges_g_av`; `TOO_FEW_PAIRS` below `INTERVAL_FROM`.
    """
    if isinstance(effect := hedges_g_av(before, after, df=df), NotComputable):
        return effect
    if len(before) < INTERVAL_FROM:
        return NotComputable(Reason.TOO_FEW_PAIRS)

    def of_drawn(drawn: Sequence[tuple[float, float]]) -> Computed:
        first, second = zip(*drawn, strict=True)
        return hedges_g_av(first, second, df=df)

    return percentile_interval(
        list(zip(before, after, strict=True)), of_drawn, resamples=resamples, seed=seed
    )
