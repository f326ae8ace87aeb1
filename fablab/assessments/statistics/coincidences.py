"""Krippendorff's coincidence matrix, in parts that can be added up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, combinations
from typing import Self, TypeAlias

from fablab.assessments.statistics.results import Computed, NotComputable, Reason

Unit: TypeAlias = Sequence[float | None]
"""All ratings of one unit, such as a pupil at a meeting; None where one is missing."""


class Metric(StrEnum):
    """What the distance between two values means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True)
class Coincidences:
    """How often which values meet in a unit that two or more people rated.

    `values` ascend; `totals` has n_c, how many pairable ratings have each value;
    `apart` has o_ck for each two different values, in the order of
    `itertools.combinations(values, 2)`. The matrix is symmetric, and its diagonal is
    what the rest leaves of `totals`.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
    """

    values: tuple[float, ...]
    totals: tuple[int, ...]
    apart: tuple[float, ...]

    @classmethod
    def of(cls, units: Iterable[Unit], *, values: Sequence[float]) -> Self:
        """Count the units' ratings; those with fewer than two change nothing.

        Args:
            units: the ratings of each unit, in any order.
            values: every value that occurs, ascending.
        """
        totals = [0] * len(values)
        apart = [0.0] * (len(values) * (len(values) - 1) // 2)
        for unit in units:
            rated = Counter(value for value in unit if value is not None)
            if (ratings := rated.total()) <= 1:
                continue
            counts = [rated[value] for value in values]
            totals = [n + count for n, count in zip(totals, counts, strict=True)]
            meetings = (c * k / (ratings - 1) for c, k in combinations(counts, 2))
            apart = [o + more for o, more in zip(apart, meetings, strict=True)]
        return cls(tuple(values), tuple(totals), tuple(apart))

    @classmethod
    def sum(cls, parts: Sequence[Self]) -> Self:
        """Those of all units of one or more parts, which have the same values."""
        return cls(
            parts[0].values,
            tuple(map(sum, zip(*(part.totals for part in parts), strict=True))),
            tuple(map(sum, zip(*(part.apart for part in parts), strict=True))),
        )

    def alpha(self, metric: Metric) -> Computed:
        """Alpha: 1 less observed over expected disagreement, so at most 1.

        Returns:
            `TOO_FEW_UNITS` without a pair, `NO_VARIATION` if all ratings are equal,
            `NEGATIVE_VALUES` for a ratio that has no meaning.
        """
        if not any(self.totals):
            return NotComputable(Reason.TOO_FEW_UNITS)
        if sum(map(bool, self.totals)) == 1:
            return NotComputable(Reason.NO_VARIATION)
        if metric is Metric.RATIO and self.values[0] < 0:
            return NotComputable(Reason.NEGATIVE_VALUES)
        observed = expected = 0.0
        for distance, (c, k), meetings in zip(
            self._distances(metric),
            combinations(self.totals, 2),
            self.apart,
            strict=True,
        ):
            observed += meetings * distance
            expected += c * k * distance
        return 1 - (sum(self.totals) - 1) * observed / expected

    def share_within(self, distance: float) -> float:
        """The share of paired ratings that differ by at most `distance`, 0–1.

        Of two people's ratings it is the share of units; 0 there must be a pair.
        """
        further = (
            meetings
            for (c, k), meetings in zip(
                combinations(self.values, 2), self.apart, strict=True
            )
            if k - c > distance
        )
        return 1 - 2 * sum(further) / sum(self.totals)

    def _distances(self, metric: Metric) -> Iterable[float]:
        """δ² of each two values; ordinal ones are as far apart as their mid-ranks."""
        match metric:
            case Metric.NOMINAL:
                return [1.0] * len(self.apart)
            case Metric.RATIO:
                pairs = combinations(self.values, 2)
                return [((k - c) / (k + c)) ** 2 for c, k in pairs]
            case Metric.INTERVAL:
                scores: Sequence[float] = self.values
            case Metric.ORDINAL:
                reached = accumulate(self.totals)
                scores = [
                    end - n / 2 for end, n in zip(reached, self.totals, strict=True)
                ]
        return [(k - c) ** 2 for c, k in combinations(scores, 2)]
