import random
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Coincidences,
    Computed,
    Metric,
    NotComputable,
    Reason,
    Unit,
    krippendorff_alpha,
    observer_agreement,
)
from tests.assessments.statistics.oracles import CANONICAL

METRICS = list(Metric)
LEVELS = st.none() | st.integers(1, 4)
UNITS = st.integers(2, 4).flatmap(
    lambda raters: st.lists(
        st.lists(LEVELS, min_size=raters, max_size=raters), max_size=12
    )
)
UNDISTINGUISHED = [[3, 3], [3, 4], [3, 3], [3, 3], [3, 3]]


def same(one: Computed, other: Computed) -> bool:
    if isinstance(one, NotComputable) or isinstance(other, NotComputable):
        return one == other
    return one == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize(
    ("metric", "alpha"),
    [
        (Metric.NOMINAL, 0.743421),
        (Metric.ORDINAL, 0.815388),
        (Metric.INTERVAL, 0.849107),
        (Metric.RATIO, 0.797403),
    ],
)
def test_canonical_data_have_the_published_alpha(metric: Metric, alpha: float) -> None:
    assert krippendorff_alpha(CANONICAL, metric=metric) == pytest.approx(
        alpha, abs=5e-7
    )


def test_canonical_data_have_the_published_totals() -> None:
    counted = Coincidences.of(CANONICAL, values=(1, 2, 3, 4, 5))
    assert counted.totals == (9, 13, 10, 5, 3)


@pytest.mark.parametrize("metric", [Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL])
def test_alpha_is_zero_where_nearly_all_get_one_level(metric: Metric) -> None:
    assert krippendorff_alpha(UNDISTINGUISHED, metric=metric) == 0


def test_alpha_is_not_computable_where_all_ratings_are_equal() -> None:
    for metric in METRICS:
        assert krippendorff_alpha([[3, 3]] * 5, metric=metric) == NotComputable(
            Reason.NO_VARIATION
        )


def test_alpha_is_not_computable_with_one_rater_only() -> None:
    for units in ([], [[1], [3]], [[1, None], [None, 3]]):
        assert krippendorff_alpha(units) == NotComputable(Reason.TOO_FEW_UNITS)


def test_the_ratio_of_negative_values_is_not_computable() -> None:
    assert krippendorff_alpha([[-1, 1], [1, 1]], metric=Metric.RATIO) == NotComputable(
        Reason.NEGATIVE_VALUES
    )
    assert krippendorff_alpha([[0, 0], [1, 1]], metric=Metric.RATIO) == 1


def test_ordinal_is_the_default() -> None:
    assert krippendorff_alpha(CANONICAL) == krippendorff_alpha(
        CANONICAL, metric=Metric.ORDINAL
    )


@given(UNITS, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_permuting_raters_leaves_alpha_unchanged(
    units: list[Unit], metric: Metric, chance: random.Random
) -> None:
    order = list(range(len(units[0]) if units else 0))
    chance.shuffle(order)
    permuted = [[unit[rater] for rater in order] for unit in units]

    assert krippendorff_alpha(permuted, metric=metric) == krippendorff_alpha(
        units, metric=metric
    )


@given(UNITS, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_permuting_units_leaves_alpha_unchanged(
    units: list[Unit], metric: Metric, chance: random.Random
) -> None:
    permuted = chance.sample(units, k=len(units))

    assert same(
        krippendorff_alpha(permuted, metric=metric),
        krippendorff_alpha(units, metric=metric),
    )


@given(UNITS, st.integers(-9, 9), st.sampled_from(METRICS))
def test_a_unit_with_one_rating_changes_nothing(
    units: list[Unit], alone: int, metric: Metric
) -> None:
    more = [*units, [alone, None], [None, None], []]

    assert krippendorff_alpha(more, metric=metric) == krippendorff_alpha(
        units, metric=metric
    )
    assert observer_agreement(
        [units, [[alone, None]]], metric=metric, resamples=20
    ) == observer_agreement([units], metric=metric, resamples=20)


@given(UNITS, st.floats(-50, 50), st.floats(0.1, 50), st.sampled_from([1, -1]))
def test_interval_alpha_is_invariant_to_linear_rescaling(
    units: list[Unit], shift: float, scale: float, sign: int
) -> None:
    rescaled = [
        [None if x is None else shift + sign * scale * x for x in unit]
        for unit in units
    ]

    assert same(
        krippendorff_alpha(rescaled, metric=Metric.INTERVAL),
        krippendorff_alpha(units, metric=Metric.INTERVAL),
    )


@given(UNITS, st.sets(st.integers(-1000, 1000), min_size=4, max_size=4))
def test_ordinal_alpha_is_invariant_to_monotone_relabelling(
    units: list[Unit], labels: set[int]
) -> None:
    renamed = dict(zip((1, 2, 3, 4), sorted(labels), strict=True))
    relabelled = [[None if x is None else renamed[int(x)] for x in u] for u in units]

    assert krippendorff_alpha(relabelled) == krippendorff_alpha(units)


@given(UNITS, st.sampled_from(METRICS))
def test_alpha_is_a_number_up_to_one_or_not_computable(
    units: list[Unit], metric: Metric
) -> None:
    alpha = krippendorff_alpha(units, metric=metric)
    values = {x for unit in units for x in unit if x is not None}

    if isinstance(alpha, NotComputable):
        assert alpha.reason in {Reason.NO_VARIATION, Reason.TOO_FEW_UNITS}
    else:
        assert isfinite(alpha)
        assert alpha <= 1
        assert len(values) > 1


@given(st.lists(UNITS, max_size=5), st.sampled_from(METRICS))
def test_pupils_add_up_to_the_alpha_of_all_their_units(
    pupils: list[list[Unit]], metric: Metric
) -> None:
    together = [unit for units in pupils for unit in units]

    agreement = observer_agreement(pupils, metric=metric, resamples=1)

    assert same(agreement.alpha, krippendorff_alpha(together, metric=metric))
    assert agreement.units == sum(
        sum(rating is not None for rating in unit) > 1 for unit in together
    )


def test_exact_and_adjacent_shares_stand_beside_alpha() -> None:
    agreement = observer_agreement(
        [[[3, 3], [3, 4]], [[1, 3], [2, 2], [4, None]], [[2, None]]]
    )

    assert agreement.exact == pytest.approx(2 / 4)
    assert agreement.adjacent == pytest.approx(1 / 4)
    assert (agreement.units, agreement.pupils) == (4, 2)


def test_eighty_per_cent_exact_may_go_with_an_alpha_of_zero() -> None:
    agreement = observer_agreement([[unit] for unit in UNDISTINGUISHED])

    assert agreement.exact == pytest.approx(0.8)
    assert agreement.alpha == 0


def test_nothing_is_computable_where_nobody_rated_what_another_did() -> None:
    agreement = observer_agreement([[[3, None]], []])
    nothing = NotComputable(Reason.TOO_FEW_UNITS)

    assert agreement.alpha == agreement.interval == nothing
    assert agreement.exact == agreement.adjacent == nothing
    assert (agreement.units, agreement.pupils) == (0, 0)
