"""How well observers agree: Krippendorff's alpha over units that several rated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from fablab.assessments.statistics._resampling import (
    RESAMPLES,
    SEED,
    percentile_interval,
)
from fablab.assessments.statistics.coincidences import Coincidences, Metric, Unit
from fablab.assessments.statistics.results import (
    Computed,
    ComputedInterval,
    NotComputable,
    Reason,
)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Alpha and all that must stand beside it.

    `units` were rated by two or more people, `pupils` have such units. `exact` and
    `adjacent` are the shares (0–1) of paired ratings that are equal, and that differ
    by one level or less but are not equal.
    """

    alpha: Computed
    interval: ComputedInterval
    exact: Computed
    adjacent: Computed
    units: int
    pupils: int


def krippendorff_alpha(
    units: Iterable[Unit], *, metric: Metric = Metric.ORDINAL
) -> Computed:
    """Krippendorff's alpha, at most 1; 0 is the agreement of chance.

    Sources: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Hayes &
    Krippendorff (2007), Communication Methods and Measures 1(1).

    Args:
        units: the ratings of each unit, None where one is missing; who gave which
            does not matter, and neither do units with fewer than two.
        metric: what the distance between two values means.

    Returns:
        `TOO_FEW_UNITS` if nobody rated what another did, `NO_VARIATION` if all
        ratings are equal, `NEGATIVE_VALUES` for their ratio.
    """
    paired = [unit for unit in units if _is_paired(unit)]
    return Coincidences.of(paired, values=_values(paired)).alpha(metric)


def observer_agreement(
    pupils: Iterable[Iterable[Unit]],
    *,
    metric: Metric = Metric.ORDINAL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Agreement:
    """Alpha of one dimension with an interval that draws pupils, not units.

    The units of one pupil resemble each other; to draw them one by one would make the
    interval too narrow.

    Args:
        pupils: each pupil's units, which are the ratings of one meeting.
        metric: what the distance between two levels means.
        resamples: how many times the pupils are drawn.
        seed: the same seed gives the same interval.
    """
    paired = [[unit for unit in units if _is_paired(unit)] for units in pupils]
    paired = [units for units in paired if units]
    values = _values(chain.from_iterable(paired))
    parts = [Coincidences.of(units, values=values) for units in paired]
    if not parts:
        nothing = NotComputable(Reason.TOO_FEW_UNITS)
        return Agreement(
            alpha=nothing,
            interval=nothing,
            exact=nothing,
            adjacent=nothing,
            units=0,
            pupils=0,
        )
    whole = Coincidences.sum(parts)
    exact = whole.share_within(0)
    return Agreement(
        alpha=whole.alpha(metric),
        interval=_interval(parts, metric, resamples=resamples, seed=seed),
        exact=exact,
        adjacent=whole.share_within(1) - exact,
        units=sum(map(len, paired)),
        pupils=len(paired),
    )


def _interval(
    parts: Sequence[Coincidences], metric: Metric, *, resamples: int, seed: int
) -> ComputedInterval:
    if isinstance(alpha := Coincidences.sum(parts).alpha(metric), NotComputable):
        return alpha
    if len(parts) == 1:
        return NotComputable(Reason.TOO_FEW_PUPILS)
    return percentile_interval(
        parts,
        lambda drawn: Coincidences.sum(drawn).alpha(metric),
        resamples=resamples,
        seed=seed,
    )


def _is_paired(unit: Unit) -> bool:
    return sum(rating is not None for rating in unit) > 1


def _values(units: Iterable[Unit]) -> list[float]:
    ratings = chain.from_iterable(units)
    return sorted({rating for rating in ratings if rating is not None})
