"""What one pupil's change may mean: mostly, nothing yet."""

from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from fablab.assessments.statistics.results import (
    CONFIDENCE,
    Computed,
    NotComputable,
    Reason,
)

ARROW_FROM = 1
"""How many confirmed levels a change must have to be shown."""


class Arrow(StrEnum):
    """The direction of a change that may be shown."""

    UP = "up"
    DOWN = "down"


def arrow(earlier: int | None, later: int | None) -> Arrow | None:
    """The arrow for a change of one confirmed level or more; else there is none.

    Less happens by chance to more than a quarter of pupils who did not change.

    Args:
        earlier: a level confirmed at two meetings, ordinal 1–4, None for no such.
        later: the same of other, later meetings.
    """
    if earlier is None or later is None or abs(later - earlier) < ARROW_FROM:
        return None
    return Arrow.UP if later > earlier else Arrow.DOWN


def measurement_error(*, spread: float, reliability: float) -> Computed:
    """The standard error of measurement: s·√(1 - r), in the scale's units.

    Args:
        spread: standard deviation of the values in a comparable group.
        reliability: share of their variance that is not error.

    Returns:
        `NO_VARIATION` if the spread is not above 0, `OUT_OF_RANGE` if the reliability
        is below 0 or not below 1.
    """
    if spread <= 0:
        return NotComputable(Reason.NO_VARIATION)
    if not 0 <= reliability < 1:
        return NotComputable(Reason.OUT_OF_RANGE)
    return spread * sqrt(1 - reliability)


def reliable_change_index(
    before: float, after: float, *, spread: float, reliability: float
) -> Computed:
    """The change in standard errors of a difference: (x₂ - x₁) / (√2·s·√(1 - r)).

    Beyond ±1.96 it is unlikely to be error alone. Source: Jacobson & Truax (1991),
    Journal of Consulting and Clinical Psychology 59(1). Returns as
    `measurement_error` does.
    """
    error = measurement_error(spread=spread, reliability=reliability)
    if isinstance(error, NotComputable):
        return error
    return (after - before) / (sqrt(2) * error)


def detectable_change(*, spread: float, reliability: float) -> Computed:
    """MDC95, the smallest change that is hardly error alone: 1.96·√2·SEM.

    In the scale's units. Returns as `measurement_error` does.
    """
    error = measurement_error(spread=spread, reliability=reliability)
    if isinstance(error, NotComputable):
        return error
    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * sqrt(2) * error


def chance_of_shift(shift: float, *, error: float) -> float:
    """How many who did not change are still seen to shift so far up or down, 0–1.

    Args:
        shift: how far at least, in the scale's units.
        error: standard error of measurement, above 0.
    """
    return 2 * NormalDist().cdf(-abs(shift) / (sqrt(2) * error))
