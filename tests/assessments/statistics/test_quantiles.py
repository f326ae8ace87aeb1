import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics._quantiles import (
    f_quantile,
    incomplete_beta,
    t_quantile,
    t_two_sided,
)

SHAPES = st.floats(0.5, 300)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("a", "b", "x", "share"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.3, 0.09),
        (1, 3, 0.5, 0.875),
        (0.5, 0.5, 0.5, 0.5),
        (2, 3, 0, 0),
        (2, 3, 1, 1),
    ],
)
def test_the_incomplete_beta_function_has_its_closed_forms(
    a: float, b: float, x: float, share: float
) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(
    ("p", "numerator", "denominator", "tabled"),
    [
        (0.95, 1, 1, 161.45),
        (0.95, 5, 10, 3.3258),
        (0.975, 10, 20, 2.7737),
        (0.99, 4, 12, 5.4120),
        (0.95, 120, 120, 1.3519),
    ],
)
def test_f_quantiles_are_those_of_the_printed_tables(
    p: float, numerator: int, denominator: int, tabled: float
) -> None:
    assert f_quantile(p, numerator, denominator) == pytest.approx(tabled, rel=5e-5)


@pytest.mark.parametrize(
    ("df", "tabled"), [(1, 12.706), (4, 2.776), (9, 2.262), (30, 2.042), (120, 1.980)]
)
def test_t_quantiles_are_those_of_the_printed_tables(df: int, tabled: float) -> None:
    assert t_quantile(0.95, df) == pytest.approx(tabled, abs=5e-4)


@given(SHAPES, SHAPES, SHARES)
def test_the_beta_function_mirrors_itself(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(
        1, abs=1e-9
    )


@given(SHAPES, SHAPES, SHARES, SHARES)
def test_the_beta_function_rises(a: float, b: float, x: float, y: float) -> None:
    low, high = sorted((x, y))
    assert 0 <= incomplete_beta(a, b, low) <= incomplete_beta(a, b, high) + 1e-12 <= 2


@given(st.floats(0.01, 0.99), st.integers(1, 200), st.integers(1, 200))
def test_swapping_degrees_of_freedom_turns_an_f_quantile_over(
    p: float, numerator: int, denominator: int
) -> None:
    there = f_quantile(p, numerator, denominator)
    back = f_quantile(1 - p, denominator, numerator)

    assert there * back == pytest.approx(1, rel=1e-6)


@given(st.floats(0.5, 0.999), st.integers(1, 200))
def test_a_t_quantile_leaves_outside_what_it_should(share: float, df: int) -> None:
    assert t_two_sided(t_quantile(share, df), df) == pytest.approx(1 - share, abs=1e-9)
    assert t_two_sided(0, df) == 1
