import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    NotComputable,
    Reason,
    cross_table,
    fleiss_kappa,
    linear,
    quadratic,
    unweighted,
    weighted_kappa,
)
from tests.assessments.statistics.oracles import CANONICAL

LEVELS = (1, 2, 3, 4)
PAIRS = st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)))

COHEN = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
COHEN_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def canonical_first_two() -> list[list[int]]:
    pairs = [(a, b) for a, b, *_ in CANONICAL if a is not None and b is not None]
    return cross_table(pairs, levels=(1, 2, 3, 4, 5))


def test_cohens_example_has_the_published_kappas() -> None:
    weighted = weighted_kappa(COHEN, lambda i, j: COHEN_WEIGHTS[i][j])

    assert weighted_kappa(COHEN, unweighted) == pytest.approx(0.4915, abs=5e-5)
    assert weighted == pytest.approx(0.3478, abs=5e-5)


def test_canonical_first_two_observers_have_the_known_kappas() -> None:
    table = canonical_first_two()

    assert weighted_kappa(table, unweighted) == pytest.approx(0.84483, abs=5e-6)
    assert weighted_kappa(table, linear) == pytest.approx(0.89412, abs=5e-6)
    assert weighted_kappa(table, quadratic) == pytest.approx(0.93960, abs=5e-6)


def test_quadratic_is_the_default() -> None:
    table = canonical_first_two()
    assert weighted_kappa(table) == weighted_kappa(table, quadratic)


def test_fleiss_example_has_the_published_kappa() -> None:
    assert fleiss_kappa(FLEISS) == pytest.approx(0.20993, abs=5e-6)


def test_kappa_is_zero_where_nearly_all_get_one_level() -> None:
    pairs = [(3, 3), (3, 4), (3, 3), (3, 3), (3, 3)]
    for disagreement in (unweighted, linear, quadratic):
        table = cross_table(pairs, levels=LEVELS)
        assert weighted_kappa(table, disagreement) == 0


def test_kappa_is_not_computable_where_all_ratings_are_equal() -> None:
    table = cross_table([(3, 3)] * 5, levels=LEVELS)
    assert weighted_kappa(table) == NotComputable(Reason.NO_VARIATION)
    assert fleiss_kappa([[0, 3], [0, 3]]) == NotComputable(Reason.NO_VARIATION)


def test_kappa_is_not_computable_without_units_or_with_one_rater() -> None:
    nothing = NotComputable(Reason.TOO_FEW_UNITS)
    assert weighted_kappa(cross_table([], levels=LEVELS)) == nothing
    assert weighted_kappa([]) == nothing
    assert fleiss_kappa([]) == nothing
    assert fleiss_kappa([[1, 0]]) == NotComputable(Reason.TOO_FEW_OBSERVERS)


def test_fleiss_kappa_needs_the_same_raters_for_all() -> None:
    with pytest.raises(ValueError, match="same number of raters"):
        fleiss_kappa([[2, 0], [2, 1]])


def test_the_cross_table_has_a_row_for_each_level_of_the_first_rater() -> None:
    assert cross_table([(1, 2), (1, 2), (3, 1)], levels=(1, 2, 3)) == [
        [0, 2, 0],
        [0, 0, 0],
        [1, 0, 0],
    ]


@given(PAIRS)
def test_kappa_does_not_care_who_is_the_first_rater(
    pairs: list[tuple[int, int]],
) -> None:
    swapped = [(second, first) for first, second in pairs]
    one, other = (
        weighted_kappa(cross_table(some, levels=LEVELS)) for some in (pairs, swapped)
    )
    if isinstance(one, NotComputable):
        assert one == other
    else:
        assert one == pytest.approx(other)
        assert one <= 1


@given(st.lists(st.tuples(*[st.sampled_from(LEVELS)] * 2), min_size=1))
def test_kappa_is_one_only_where_the_raters_never_differ(
    pairs: list[tuple[int, int]],
) -> None:
    kappa = weighted_kappa(cross_table(pairs, levels=LEVELS))
    if not isinstance(kappa, NotComputable):
        assert (kappa == 1) == all(first == second for first, second in pairs)
