"""How reliable a questionnaire is: Cronbach's alpha and McDonald's omega."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import chain

from fablab.assessments.statistics._quantiles import f_quantile
from fablab.assessments.statistics.results import (
    CONFIDENCE,
    Computed,
    ComputedInterval,
    Interval,
    NotComputable,
    Reason,
)


class Missing(StrEnum):
    """What happens to pupils who left out an item."""

    LISTWISE = "listwise"
    PAIRWISE = "pairwise"


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """Cronbach's alpha, Feldt's interval, and how many pupils both rest on."""

    alpha: Computed
    interval: ComputedInterval
    pupils: int


def cronbach_alpha(
    answers: Sequence[Sequence[float | None]], *, missing: Missing = Missing.LISTWISE
) -> Reliability:
    """Cronbach's alpha of the items of one subscale, at most 1, below 0 if they clash.

    Source: Cronbach (1951), Psychometrika 16(3).

    Args:
        answers: a row for each pupil, a column for each item, None where one is
            missing.
        missing: whether incomplete rows are left out whole, or only for the pairs of
            items that they lack; who answered nothing never counts.

    Raises:
        ValueError: the rows have different lengths.
    """
    listwise = missing is Missing.LISTWISE
    kept = [
        row
        for row in answers
        if any(x is not None for x in row) and not (listwise and None in row)
    ]
    items = list(zip(*kept, strict=True))
    covariances = [[_covariance(a, b) for b in items] for a in items]
    known = [[c for c in row if c is not None] for row in covariances]
    if not kept or known != covariances:
        alpha: Computed = NotComputable(Reason.TOO_FEW_PUPILS)
    else:
        alpha = alpha_of_covariances(known)
    return Reliability(
        alpha=alpha,
        interval=feldt_interval(alpha, pupils=len(kept), items=len(items)),
        pupils=len(kept),
    )


def alpha_of_covariances(
    covariances: Sequence[Sequence[float | Fraction]],
) -> Computed:
    """k/(k-1) · (1 - Σs²_item / s²_total), from the items' covariances.

    Args:
        covariances: square and symmetric, the variances on the diagonal.

    Returns:
        `TOO_FEW_ITEMS` for fewer than two, `NO_VARIATION` if the total has none,
        `OUT_OF_RANGE` if no complete answers could have these covariances, as
        happens with pairwise ones: alpha would be above 1.
    """
    k = len(covariances)
    if k <= 1:
        return NotComputable(Reason.TOO_FEW_ITEMS)
    exact = [[Fraction(covariance) for covariance in row] for row in covariances]
    total = sum(chain.from_iterable(exact), Fraction())
    if total <= 0:
        return NotComputable(Reason.NO_VARIATION)
    own = sum((row[i] for i, row in enumerate(exact)), Fraction())
    alpha = k * (1 - own / total) / (k - 1)
    return NotComputable(Reason.OUT_OF_RANGE) if alpha > 1 else float(alpha)


def feldt_interval(alpha: Computed, *, pupils: int, items: int) -> ComputedInterval:
    """The 95 % interval of Cronbach's alpha.

    1 - (1 - alpha)·F, with the .975 and the .025 quantile of F for n-1 and
    (n-1)(k-1) degrees of freedom. Source: Feldt, Woodruff & Salih (1987), Applied
    Psychological Measurement 11(1).

    Args:
        alpha: Cronbach's alpha; where there is none, its reason comes back.
        pupils: how many it rests on, 2 or more.
        items: how many it is made of, 2 or more.

    Returns:
        `NO_DISAGREEMENT` for an alpha of 1, which leaves no error to measure.
    """
    if isinstance(alpha, NotComputable):
        return alpha
    if alpha == 1:
        return NotComputable(Reason.NO_DISAGREEMENT)
    tail = (1 - CONFIDENCE) / 2
    df = pupils - 1
    high, low = (f_quantile(p, df, df * (items - 1)) for p in (1 - tail, tail))
    return Interval(1 - (1 - alpha) * high, 1 - (1 - alpha) * low)


def mcdonald_omega(
    loadings: Sequence[float], errors: Sequence[float] | None = None
) -> Computed:
    """McDonald's omega: (Σλ)² / ((Σλ)² + Σθ), 0–1.

    Source: McDonald (1999), Test Theory, chapter 6.

    Args:
        loadings: λ of each item on the one factor, standardised if there are no
            `errors`.
        errors: θ, the variance of each item that the factor leaves; 1 - λ² if None.

    Returns:
        `TOO_FEW_ITEMS` for fewer than two, `OUT_OF_RANGE` if an error is negative,
        `NO_VARIATION` if all loadings and errors are 0.

    Raises:
        ValueError: there are not as many errors as loadings.
    """
    if len(loadings) <= 1:
        return NotComputable(Reason.TOO_FEW_ITEMS)
    left = [1 - loading**2 for loading in loadings] if errors is None else errors
    if len(left) != len(loadings):
        raise ValueError("Every loading needs its error.")
    if min(left) < 0:
        return NotComputable(Reason.OUT_OF_RANGE)
    common = sum(loadings) ** 2
    if not common + sum(left):
        return NotComputable(Reason.NO_VARIATION)
    return common / (common + sum(left))


def _covariance(
    first: Sequence[float | None], second: Sequence[float | None]
) -> Fraction | None:
    """Exact, over the pupils who have both; None for fewer than two of them."""
    both = [
        (Fraction(a), Fraction(b))
        for a, b in zip(first, second, strict=True)
        if a is not None and b is not None
    ]
    if len(both) <= 1:
        return None
    mean_a, mean_b = map(_mean, zip(*both, strict=True))
    products = ((a - mean_a) * (b - mean_b) for a, b in both)
    return sum(products, Fraction()) / (len(both) - 1)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)
