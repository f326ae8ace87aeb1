import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Missing,
    NotComputable,
    Reason,
    alpha_of_covariances,
    cronbach_alpha,
    feldt_interval,
    mcdonald_omega,
)

ROWS: list[list[float | None]] = [[3, 4, 3], [5, 4, 4], [2, 2, 3], [4, 5, 5], [1, 2, 2]]
ANSWERS = st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), max_size=8)
GAPS = st.lists(
    st.lists(st.none() | st.integers(1, 4), min_size=3, max_size=3), max_size=8
)
LOADINGS = st.lists(st.floats(0.05, 0.95), min_size=2, max_size=8)


def standardised_alpha(loadings: list[float]) -> object:
    """Cronbach's alpha of items that share one factor and have a variance of 1."""
    return alpha_of_covariances(
        [
            [1 if i == j else a * b for j, b in enumerate(loadings)]
            for i, a in enumerate(loadings)
        ]
    )


def test_five_rows_have_the_known_alpha_and_feldt_interval() -> None:
    reliability = cronbach_alpha(ROWS)

    assert reliability.alpha == pytest.approx(0.928571, abs=5e-7)
    assert reliability.interval == pytest.approx((0.639, 0.992), abs=5e-4)
    assert reliability.pupils == 5


@pytest.mark.parametrize(
    ("pupils", "low", "high"), [(12, 0.57, 0.93), (20, 0.64, 0.91)]
)
def test_an_alpha_of_ten_items_has_the_known_feldt_interval(
    pupils: int, low: float, high: float
) -> None:
    interval = feldt_interval(0.80, pupils=pupils, items=10)
    assert interval == pytest.approx((low, high), abs=5e-3)


def test_omega_is_above_alpha_where_loadings_differ() -> None:
    loadings = [0.9, 0.7, 0.5]

    assert mcdonald_omega(loadings) == pytest.approx(0.75256, abs=5e-6)
    assert standardised_alpha(loadings) == pytest.approx(0.73208, abs=5e-6)


def test_omega_equals_alpha_where_loadings_are_equal() -> None:
    loadings = [0.7, 0.7, 0.7]

    assert mcdonald_omega(loadings) == pytest.approx(0.7424, abs=5e-5)
    assert standardised_alpha(loadings) == pytest.approx(0.7424, abs=5e-5)


@given(LOADINGS)
def test_omega_is_never_below_alpha(loadings: list[float]) -> None:
    omega, alpha = mcdonald_omega(loadings), standardised_alpha(loadings)

    assert isinstance(omega, float)
    assert isinstance(alpha, float)
    assert alpha - 1e-9 <= omega <= 1


def test_omega_takes_the_errors_of_unstandardised_items() -> None:
    assert mcdonald_omega([1, 2], [1, 2]) == pytest.approx(9 / 12)
    with pytest.raises(ValueError, match="its error"):
        mcdonald_omega([1, 2], [1])


@pytest.mark.parametrize(
    ("loadings", "errors", "reason"),
    [
        ([], None, Reason.TOO_FEW_ITEMS),
        ([0.7], None, Reason.TOO_FEW_ITEMS),
        ([1.2, 0.7], None, Reason.OUT_OF_RANGE),
        ([0.7, 0.7], [0.5, -0.1], Reason.OUT_OF_RANGE),
        ([0, 0], [0, 0], Reason.NO_VARIATION),
        ([0.7, -0.7], [0, 0], Reason.NO_VARIATION),
    ],
)
def test_omega_is_not_computable(
    loadings: list[float], errors: list[float] | None, reason: Reason
) -> None:
    assert mcdonald_omega(loadings, errors) == NotComputable(reason)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Reason.TOO_FEW_PUPILS),
        ([[None, None]], Reason.TOO_FEW_PUPILS),
        ([[1, 2, 3]], Reason.TOO_FEW_PUPILS),
        ([[1], [2]], Reason.TOO_FEW_ITEMS),
        ([[3, 3], [3, 3], [3, 3]], Reason.NO_VARIATION),
        ([[1, 4], [2, 3], [4, 1]], Reason.NO_VARIATION),
        ([[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]], Reason.NO_VARIATION),
    ],
)
def test_alpha_is_not_computable(
    rows: list[list[float | None]], reason: Reason
) -> None:
    reliability = cronbach_alpha(rows)
    assert reliability.alpha == reliability.interval == NotComputable(reason)


def test_items_that_nobody_answered_together_have_no_pairwise_alpha() -> None:
    rows: list[list[float | None]] = [[1, None], [2, None], [None, 1], [None, 3]]
    reliability = cronbach_alpha(rows, missing=Missing.PAIRWISE)

    assert reliability.alpha == NotComputable(Reason.TOO_FEW_PUPILS)


def test_a_pairwise_alpha_above_one_is_not_computable() -> None:
    rows: list[list[float | None]] = [[None, None, 1], [1, 1, 1], [2, 2, 2]]
    reliability = cronbach_alpha(rows, missing=Missing.PAIRWISE)

    assert reliability.alpha == NotComputable(Reason.OUT_OF_RANGE)


def test_an_alpha_of_one_has_no_interval() -> None:
    reliability = cronbach_alpha([[1, 1], [2, 2], [4, 4]])

    assert reliability.alpha == 1
    assert reliability.interval == NotComputable(Reason.NO_DISAGREEMENT)


def test_listwise_leaves_out_whoever_left_out_an_item() -> None:
    gaps: list[list[float | None]] = [*ROWS, [1, None, 5], [None, None, None]]

    assert cronbach_alpha(gaps) == cronbach_alpha(ROWS)


def test_pairwise_keeps_whoever_answered_something() -> None:
    gaps: list[list[float | None]] = [*ROWS, [1, None, 5], [None, None, None]]
    reliability = cronbach_alpha(gaps, missing=Missing.PAIRWISE)

    assert reliability.pupils == 6
    assert reliability.alpha != cronbach_alpha(ROWS).alpha


@given(ANSWERS)
def test_without_gaps_both_ways_are_the_same(rows: list[list[int]]) -> None:
    assert cronbach_alpha(rows) == cronbach_alpha(rows, missing=Missing.PAIRWISE)


@given(GAPS, st.sampled_from(Missing))
def test_the_interval_holds_alpha_or_neither_is_computable(
    rows: list[list[int | None]], missing: Missing
) -> None:
    found = cronbach_alpha(rows, missing=missing)

    if isinstance(found.alpha, NotComputable):
        assert found.interval == found.alpha
    elif found.alpha == 1:
        assert found.interval == NotComputable(Reason.NO_DISAGREEMENT)
    elif not isinstance(found.interval, NotComputable):
        low, high = found.interval
        assert low < high < 1
        assert low < found.alpha < 1


def test_rows_of_different_lengths_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        cronbach_alpha([[1, 2], [1, 2, 3]])
