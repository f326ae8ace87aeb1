"""What a statistic gives back: a number, an interval, or the reason for neither."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

CONFIDENCE = 0.95
"""How much of the distribution every interval in this package leaves inside."""


class Reason(StrEnum):
    """Why there is no number."""

    TOO_FEW_UNITS = "too_few_units"
    TOO_FEW_PUPILS = "too_few_pupils"
    TOO_FEW_OBSERVERS = "too_few_observers"
    TOO_FEW_ITEMS = "too_few_items"
    TOO_FEW_PAIRS = "too_few_pairs"
    TOO_FEW_RATINGS = "too_few_ratings"
    NO_VARIATION = "no_variation"
    NO_CHANGE = "no_change"
    NO_DISAGREEMENT = "no_disagreement"
    UNSTABLE = "unstable"
    NEGATIVE_VALUES = "negative_values"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True)
class NotComputable:
    """In place of a number that the data cannot give; never 1.00, never NaN."""

    reason: Reason


class Interval(NamedTuple):
    """A 95 % interval; `low` is never above `high`."""

    low: float
    high: float


Computed: TypeAlias = float | NotComputable
ComputedInterval: TypeAlias = Interval | NotComputable
