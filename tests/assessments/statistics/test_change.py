import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Interval,
    NotComputable,
    Reason,
    differences,
    pair_up,
    paired_change,
    signed_ranks,
)
from tests.assessments.statistics.oracles import LAKENS_AFTER, LAKENS_BEFORE


def test_lakens_example_has_the_published_t_test() -> None:
    change = paired_change(LAKENS_BEFORE, LAKENS_AFTER)

    assert change.pairs == 10
    assert change.mean == 1
    assert change.t == pytest.approx(4.7434, abs=5e-5)
    assert change.p == pytest.approx(0.00105, abs=5e-6)
    assert change.interval == pytest.approx((0.523, 1.477), abs=5e-4)


def test_changes_are_counted_up_same_and_down() -> None:
    change = paired_change([1, 2, 3, 3], [2, 2, 2, 4])

    assert (change.up, change.same, change.down) == (2, 1, 1)
    assert change.median == 0.5
    assert change.mean == 0.25


def test_nobody_has_no_change() -> None:
    change = paired_change([], [])
    few = NotComputable(Reason.TOO_FEW_PAIRS)

    assert change.pairs == 0
    assert change.median == change.mean == few
    assert change.interval == change.t == change.p == few


def test_one_pair_has_a_mean_and_no_interval() -> None:
    change = paired_change([2], [3])

    assert change.mean == 1
    assert change.interval == NotComputable(Reason.TOO_FEW_PAIRS)


def test_equal_changes_have_no_interval() -> None:
    change = paired_change([1 / 3, 4 / 3, 2 / 3], [4 / 3, 7 / 3, 5 / 3])

    assert change.mean == 1
    assert change.t == change.p == change.interval == NotComputable(Reason.NO_VARIATION)


def test_differences_of_thirds_are_ties() -> None:
    changes = differences([4 / 3, 2 / 3, 1 / 3], [7 / 3, 5 / 3, 1 / 3])

    assert changes == [1, 1, 0]
    assert signed_ranks(changes) == signed_ranks([1, 1, 0])


def test_before_and_after_belong_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        paired_change([1, 2], [1])


def test_only_pupils_with_both_values_are_paired() -> None:
    pairing = pair_up(
        {"Mira": 2, "Jan": 3, "Ola": 1, "Ida": None},
        {"Jan": 4, "Mira": 2, "Ola": None, "Leo": 3},
    )

    assert (pairing.before, pairing.after) == ((2, 3), (2, 4))
    assert pairing.left_out == 2


def test_the_baseline_of_those_left_out_stands_beside_that_of_the_rest() -> None:
    pairing = pair_up({"Mira": 2, "Jan": 3, "Ola": 1}, {"Mira": 2, "Jan": 3})

    assert pairing.baseline == 2.5
    assert pairing.baseline_left_out == 1


def test_nobody_has_no_baseline() -> None:
    pairing = pair_up({}, {"Mira": 2})

    assert pairing.baseline is None
    assert pairing.baseline_left_out is None
    assert pairing.left_out == 1


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=12))
def test_the_interval_surrounds_the_mean(pairs: list[tuple[int, int]]) -> None:
    change = paired_change([a for a, _ in pairs], [b for _, b in pairs])

    assert change.up + change.same + change.down == change.pairs == len(pairs)
    if isinstance(change.interval, Interval):
        assert isinstance(change.mean, float)
        assert isinstance(change.p, float)
        assert change.interval.low < change.mean < change.interval.high
        excludes_zero = change.interval.low > 0 or change.interval.high < 0
        assert excludes_zero == (change.p < 0.05)
