import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    NotComputable,
    Reason,
    icc_agreement,
    mean_squares,
)
from tests.assessments.statistics.oracles import SHROUT_FLEISS

TABLES = st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(1, 4), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def test_shrout_and_fleiss_have_the_published_mean_squares() -> None:
    found = [float(square) for square in mean_squares(SHROUT_FLEISS)]
    assert found == pytest.approx([11.242, 6.264, 32.486, 1.019], abs=5e-4)


def test_shrout_and_fleiss_have_the_published_icc_a1() -> None:
    assert icc_agreement(SHROUT_FLEISS) == pytest.approx(0.290, abs=5e-4)


def test_shrout_and_fleiss_have_the_five_other_published_iccs() -> None:
    n, k = 6, 4
    between, within, observers, error = map(float, mean_squares(SHROUT_FLEISS))
    published = {
        "1,1": ((between - within) / (between + (k - 1) * within), 0.166),
        "C,1": ((between - error) / (between + (k - 1) * error), 0.715),
        "1,k": ((between - within) / between, 0.443),
        "A,k": ((between - error) / (between + (observers - error) / n), 0.620),
        "C,k": ((between - error) / between, 0.909),
    }
    for found, expected in published.values():
        assert found == pytest.approx(expected, abs=5e-4)


def test_a_severe_observer_costs_agreement() -> None:
    fair = [[level, level] for level in (2, 3, 4, 3)]
    severe = [[level, level - 1] for level in (2, 3, 4, 3)]

    assert icc_agreement(fair) == 1
    assert icc_agreement(severe) == pytest.approx(4 / 7)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([], Reason.TOO_FEW_UNITS),
        ([[1, 2]], Reason.TOO_FEW_UNITS),
        ([[1], [2]], Reason.TOO_FEW_OBSERVERS),
        ([[0.1, 0.1, 0.1], [0.1, 0.1, 0.1]], Reason.NO_VARIATION),
        ([[1, 2], [2, 1]], Reason.NO_VARIATION),
    ],
)
def test_icc_is_not_computable(ratings: list[list[float]], reason: Reason) -> None:
    assert icc_agreement(ratings) == NotComputable(reason)


def test_icc_wants_every_rating() -> None:
    with pytest.raises(ValueError, match="zip"):
        icc_agreement([[1, 2], [3]])


@given(TABLES)
def test_sums_of_squares_add_up(ratings: list[list[float]]) -> None:
    n, k = len(ratings), len(ratings[0])
    between, within, observers, error = mean_squares(ratings)

    assert min(between, within, observers, error) >= 0
    assert n * (k - 1) * within == (k - 1) * observers + (n - 1) * (k - 1) * error


@given(TABLES)
def test_icc_is_at_most_one_or_not_computable(ratings: list[list[float]]) -> None:
    icc = icc_agreement(ratings)
    if isinstance(icc, NotComputable):
        assert icc.reason is Reason.NO_VARIATION
    else:
        assert icc <= 1
