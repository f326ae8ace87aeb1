"""Wilcoxon's signed-rank test, exact for any ties, and the effect that goes with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fablab.assessments.statistics.results import NotComputable, Reason


@dataclass(frozen=True, kw_only=True)
class SignedRanks:
    """How changes up and down compare, by the ranks of their sizes.

    `up` and `down` are the rank sums W+ and W-; `changed` and `unchanged` count the
    differences other than 0 and those of 0. `p` is two-sided, `p_up` and `p_down` are
    one-sided. `rank_biserial` is (W+ - W-) / (W+ + W-), from -1 to 1.
    """

    up: float
    down: float
    changed: int
    unchanged: int
    p: float
    p_up: float
    p_down: float
    rank_biserial: float


def signed_ranks(differences: Iterable[float]) -> SignedRanks | NotComputable:
    """Wilcoxon's signed-rank test with mid-ranks and its exact distribution.

    Differences of 0 are dropped before ranking (Wilcoxon's own zero method, scipy's
    "wilcox"). Sources: Wilcoxon (1945), Biometrics Bulletin 1(6); the matched-pairs
    rank-biserial correlation: Kerby (2014), Comprehensive Psychology 3.

    Args:
        differences: after less before of each pair, as `differences` rounds them.

    Returns:
        `NO_CHANGE` if every difference is 0 or there is none.
    """
    given = list(differences)
    changes = [change for change in given if change]
    if not changes:
        return NotComputable(Reason.NO_CHANGE)
    ranks = _doubled_ranks([abs(change) for change in changes])
    signed = list(zip(ranks, changes, strict=True))
    up = sum(rank for rank, change in signed if change > 0)
    down = sum(ranks) - up
    p_up, p_down = _share_at_least(up, ranks), _share_at_least(down, ranks)
    return SignedRanks(
        up=up / 2,
        down=down / 2,
        changed=len(changes),
        unchanged=len(given) - len(changes),
        p=min(1.0, 2 * min(p_up, p_down)),
        p_up=p_up,
        p_down=p_down,
        rank_biserial=(up - down) / (up + down),
    )


def _doubled_ranks(sizes: Sequence[float]) -> list[int]:
    """Twice the mid-rank of each size, which is whole."""
    reached = 0
    ranks = {}
    for size, count in sorted(Counter(sizes).items()):
        ranks[size] = 2 * reached + count + 1
        reached += count
    return [ranks[size] for size in sizes]


def _share_at_least(total: int, ranks: Sequence[int]) -> float:
    """The share of all 2ⁿ choices of signs whose ranks up add up to `total` or more."""
    ways = Counter({0: 1})
    for rank in ranks:
        ways += Counter({reached + rank: count for reached, count in ways.items()})
    enough = sum(count for reached, count in ways.items() if reached >= total)
    return enough / (1 << len(ranks))
