"""The intraclass correlation, for ratings that are means."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from fablab.assessments.statistics.results import Computed, NotComputable, Reason

_NONE = Fraction()


class MeanSquares(NamedTuple):
    """The variance of a table of ratings by its sources, exact.

    `between` units (BMS), `within` units (WMS), of the `observers` (JMS) and of the
    `error` that both leave (EMS).
    """

    between: Fraction
    within: Fraction
    observers: Fraction
    error: Fraction


def mean_squares(ratings: Sequence[Sequence[float]]) -> MeanSquares:
    """The mean squares of two or more units that the same two or more people rated.

    Source: Shrout & Fleiss (1979), Psychological Bulletin 86(2).

    Args:
        ratings: a row for each unit, a column for each observer, none missing.
    """
    rows = [[Fraction(rating) for rating in row] for row in ratings]
    n, k = len(rows), len(rows[0])
    columns = list(zip(*rows, strict=True))
    units = [sum(row, _NONE) / k for row in rows]
    people = [sum(column, _NONE) / n for column in columns]
    centre = sum(units, _NONE) / n
    total = _squares(chain.from_iterable(rows), centre)
    between = k * _squares(units, centre)
    observers = n * _squares(people, centre)
    return MeanSquares(
        between=between / (n - 1),
        within=(total - between) / (n * (k - 1)),
        observers=observers / (k - 1),
        error=(total - between - observers) / ((n - 1) * (k - 1)),
    )


def icc_agreement(ratings: Sequence[Sequence[float]]) -> Computed:
    """ICC(A,1): how far one observer's rating can stand for another's, at most 1.

    (BMS - EMS) / (BMS + (k-1)·EMS + k·(JMS - EMS)/n): two-way, absolute agreement,
    single rater. There is no ICC(C,1) here, for it forgives a severe observer.
    Source: McGraw & Wong (1996), Psychological Methods 1(1).

    Args:
        ratings: a row for each unit, a column for each observer, none missing.

    Returns:
        `TOO_FEW_UNITS` or `TOO_FEW_OBSERVERS` for fewer than two; `NO_VARIATION` if
        neither the units nor the observers differ.

    Raises:
        ValueError: a rating is missing.
    """
    if len(ratings) <= 1:
        return NotComputable(Reason.TOO_FEW_UNITS)
    n, k = len(ratings), len(ratings[0])
    if k <= 1:
        return NotComputable(Reason.TOO_FEW_OBSERVERS)
    between, _, observers, error = mean_squares(ratings)
    whole = between + (k - 1) * error + k * (observers - error) / n
    if not whole:
        return NotComputable(Reason.NO_VARIATION)
    return float((between - error) / whole)


def _squares(values: Iterable[Fraction], centre: Fraction) -> Fraction:
    return sum(((value - centre) ** 2 for value in values), _NONE)
