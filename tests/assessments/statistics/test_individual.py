import pytest

from fablab.assessments.statistics import (
    Arrow,
    NotComputable,
    Reason,
    arrow,
    chance_of_shift,
    detectable_change,
    measurement_error,
    reliable_change_index,
)


def test_jacobson_and_truax_example_has_the_published_index() -> None:
    error = measurement_error(spread=7.5, reliability=0.80)
    index = reliable_change_index(47.5, 32.5, spread=7.5, reliability=0.80)

    assert isinstance(error, float)
    assert error == pytest.approx(3.354, abs=5e-4)
    assert error * 2**0.5 == pytest.approx(4.743, abs=5e-4)
    assert index == pytest.approx(-3.162, abs=5e-4)


@pytest.mark.parametrize(
    ("reliability", "levels"), [(0.6, 1.05), (0.7, 0.91), (0.8, 0.74), (0.9, 0.53)]
)
def test_the_detectable_change_of_a_mean_of_three_dimensions(
    reliability: float, levels: float
) -> None:
    change = detectable_change(spread=0.6, reliability=reliability)
    assert change == pytest.approx(levels, abs=5e-3)


@pytest.mark.parametrize(("shift", "share"), [(1 / 2, 0.28), (2 / 3, 0.15), (1, 0.03)])
def test_many_shift_by_chance_although_nothing_changed(
    shift: float, share: float
) -> None:
    assert chance_of_shift(shift, error=0.33) == pytest.approx(share, abs=5e-3)
    assert chance_of_shift(-shift, error=0.33) == chance_of_shift(shift, error=0.33)


@pytest.mark.parametrize(
    ("spread", "reliability", "reason"),
    [
        (0, 0.8, Reason.NO_VARIATION),
        (7.5, 1, Reason.OUT_OF_RANGE),
        (7.5, 1.2, Reason.OUT_OF_RANGE),
        (7.5, -0.1, Reason.OUT_OF_RANGE),
    ],
)
def test_no_error_means_no_index(
    spread: float, reliability: float, reason: Reason
) -> None:
    nothing = NotComputable(reason)

    assert measurement_error(spread=spread, reliability=reliability) == nothing
    assert detectable_change(spread=spread, reliability=reliability) == nothing
    assert (
        reliable_change_index(1, 2, spread=spread, reliability=reliability) == nothing
    )


@pytest.mark.parametrize(
    ("earlier", "later", "shown"),
    [
        (2, 3, Arrow.UP),
        (1, 4, Arrow.UP),
        (3, 2, Arrow.DOWN),
        (3, 3, None),
        (None, 4, None),
        (2, None, None),
        (None, None, None),
    ],
)
def test_no_arrow_under_one_confirmed_level_of_change(
    earlier: int | None, later: int | None, shown: Arrow | None
) -> None:
    assert arrow(earlier, later) == shown
