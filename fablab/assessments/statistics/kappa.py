"""Kappa: a second view on agreement, for complete ratings only."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from fablab.assessments.statistics.results import Computed, NotComputable, Reason


def unweighted(i: int, j: int) -> float:
    """Every disagreement weighs the same (Cohen 1960)."""
    return float(i != j)


def linear(i: int, j: int) -> float:
    """A disagreement weighs as many levels as it spans."""
    return float(abs(i - j))


def quadratic(i: int, j: int) -> float:
    """A disagreement weighs the square of the levels that it spans."""
    return float((i - j) ** 2)


def cross_table(
    pairs: Iterable[tuple[float, float]], *, levels: Sequence[float]
) -> list[list[int]]:
    """How often the first rater's level met the second one's.

    Args:
        pairs: both raters' levels of each unit.
        levels: all levels of the scale, ascending, given or not.

    Returns:
        A row for each level of the first rater, a column for each of the second.
    """
    seen = Counter(pairs)
    return [[seen[first, second] for second in levels] for first in levels]


def weighted_kappa(
    table: Sequence[Sequence[float]],
    disagreement: Callable[[int, int], float] = quadratic,
) -> Computed:
    """Cohen's weighted kappa of two raters, at most 1.

    1 less Σ w·p_obs / Σ w·p_exp. Source: Cohen (1968), Psychological Bulletin 70(4).

    Args:
        table: counts or shares, as `cross_table` gives them.
        disagreement: the weight of row i and column j, 0 where they are equal:
            `unweighted`, `linear`, `quadratic` or one's own.

    Returns:
        `TOO_FEW_UNITS` for an empty table, `NO_VARIATION` if chance alone would make
        both raters agree.
    """
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    if not any(rows):
        return NotComputable(Reason.TOO_FEW_UNITS)
    cells = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    observed = sum(disagreement(i, j) * table[i][j] for i, j in cells)
    expected = sum(disagreement(i, j) * rows[i] * columns[j] for i, j in cells)
    if not expected:
        return NotComputable(Reason.NO_VARIATION)
    return float(1 - sum(rows) * observed / expected)


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> Computed:
    """Fleiss' kappa of any number of raters, each of whom rated every unit.

    Source: Fleiss (1971), Psychological Bulletin 76(5).

    Args:
        counts: a row for each unit: how many raters chose each category.

    Returns:
        `TOO_FEW_UNITS` without units, `TOO_FEW_OBSERVERS` for one rater,
        `NO_VARIATION` if all chose the same category.

    Raises:
        ValueError: the units have different numbers of raters.
    """
    if not counts:
        return NotComputable(Reason.TOO_FEW_UNITS)
    raters = sum(counts[0])
    if any(sum(row) != raters for row in counts):
        raise ValueError("Every unit needs the same number of raters.")
    if raters <= 1:
        return NotComputable(Reason.TOO_FEW_OBSERVERS)
    totals: list[int] = [sum(column) for column in zip(*counts, strict=True)]
    if sum(map(bool, totals)) == 1:
        return NotComputable(Reason.NO_VARIATION)
    ratings = sum(totals)
    agreeing = sum(count * (count - 1) for row in counts for count in row)
    observed = agreeing / (ratings * (raters - 1))
    expected = sum(total * total for total in totals) / (ratings * ratings)
    return (observed - expected) / (1 - expected)
