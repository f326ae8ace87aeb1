import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Audience,
    Shown,
    Table,
    age_band,
    cautious_percent,
    merge_levels,
    suppress,
)
from tests.assessments.statistics.attacks import (
    by_bounds,
    by_elimination,
    by_trying_everything,
    full_grid,
    grid,
    withheld,
)

AUDIENCES = st.sampled_from(Audience)


def tables(*, rows: int, columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    return st.tuples(st.integers(1, rows), st.integers(1, columns)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, most), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )


def without_shields(counts: list[list[int]], least: int) -> list[list[Shown]]:
    return [[n if n >= least else None for n in row] for row in full_grid(counts)]


def test_internal_tables_show_five_and_public_ones_ten() -> None:
    assert (Audience.INTERNAL, Audience.PUBLIC) == (5, 10)

    counts = [[4, 5, 9, 10, 40]]
    assert suppress(counts, Audience.INTERNAL).cells == ((None, None, 9, 10, 40),)
    assert suppress(counts, Audience.PUBLIC).cells == ((None, None, None, 10, 40),)


def test_a_table_of_large_counts_is_shown_whole() -> None:
    assert suppress([[10, 20], [30, 40]], Audience.PUBLIC) == Table(
        cells=((10, 20), (30, 40)),
        row_totals=(30, 70),
        column_totals=(40, 60),
        total=100,
    )


def test_the_next_smallest_count_shields_a_single_one() -> None:
    table = suppress([[30, 3, 20]], Audience.INTERNAL)

    assert table.cells == ((30, None, None),)
    assert table.row_totals == (53,)


def test_a_count_inside_a_table_is_shielded_by_a_rectangle() -> None:
    counts = [[1, 20, 30], [20, 20, 31], [50, 60, 70]]

    table = suppress(counts, Audience.PUBLIC)

    assert table.cells == ((None, None, 30), (None, None, 31), (50, 60, 70))
    assert table.row_totals == (51, 71, 180)
    assert table.column_totals == (71, 100, 131)
    assert table.total == 302


def test_nobody_is_a_small_count_too() -> None:
    assert suppress([[0, 20, 30]], Audience.INTERNAL).cells == ((None, None, 30),)


def test_a_shown_total_of_withheld_zeros_would_tell_them() -> None:
    table = suppress([[0, 0, 10]], Audience.INTERNAL)

    assert by_bounds([[None, None, 10, 10], [None, None, 10, 10]]) == {
        (0, 0): 0,
        (0, 1): 0,
        (1, 0): 0,
        (1, 1): 0,
    }
    assert table.cells == ((None, None, None),)


def test_a_small_group_is_withheld_altogether() -> None:
    table = suppress([[1, 2], [0, 1]], Audience.INTERNAL)

    assert withheld(grid(table)) == [(i, j) for i in range(3) for j in range(3)]


@given(tables(rows=4, columns=5, most=25), AUDIENCES)
def test_no_count_below_the_least_is_shown_and_none_is_changed(
    counts: list[list[int]], audience: Audience
) -> None:
    shown = grid(suppress(counts, audience))

    for row, truth in zip(shown, full_grid(counts), strict=True):
        for count, true in zip(row, truth, strict=True):
            assert count is None or count == true >= audience


@given(tables(rows=2, columns=3, most=3), st.integers(1, 3))
def test_trying_everything_recovers_no_withheld_count(
    counts: list[list[int]], least: int
) -> None:
    possible = by_trying_everything(grid(suppress(counts, least)), most=4)

    assert all(len(values) > 1 for values in possible.values())


@given(tables(rows=4, columns=5, most=25), AUDIENCES)
def test_narrowing_bounds_recovers_no_withheld_count(
    counts: list[list[int]], audience: Audience
) -> None:
    assert by_bounds(grid(suppress(counts, audience))) == {}


@given(tables(rows=4, columns=5, most=25), AUDIENCES)
def test_solving_equations_recovers_no_withheld_count(
    counts: list[list[int]], audience: Audience
) -> None:
    assert by_elimination(grid(suppress(counts, audience))) == {}


def test_without_shields_every_attack_recovers_the_count() -> None:
    naive = without_shields([[1, 3, 4], [5, 3, 4]], 2)

    assert withheld(naive) == [(0, 0)]
    assert by_trying_everything(naive, most=6) == {(0, 0): {1}}
    assert by_bounds(naive) == {(0, 0): 1}
    assert by_elimination(naive) == {(0, 0): 1}


def test_elimination_sees_through_a_withheld_total() -> None:
    shown: list[list[Shown]] = [[None, 20, None], [30, 40, 70], [33, 60, 93]]

    assert by_elimination(shown) == {(0, 0): 3, (0, 2): 23}


def test_levels_merge_to_the_lower_and_the_upper_two() -> None:
    assert merge_levels({1: 2, 2: 4, 3: 5, 4: 1}) == (6, 6)
    assert merge_levels({3: 5}) == (0, 5)
    assert merge_levels({}) == (0, 0)


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [
        (0, 20, "<10"),
        (1, 20, "<10"),
        (2, 20, "10"),
        (9, 20, "45"),
        (18, 20, "90"),
        (19, 20, ">90"),
        (20, 20, ">90"),
        (5, 9, None),
        (0, 0, None),
    ],
)
def test_nobody_and_everybody_are_not_told_as_per_cent(
    count: int, of: int, shown: str | None
) -> None:
    assert cautious_percent(count, of, Audience.PUBLIC) == shown


def test_an_age_is_shown_as_a_band() -> None:
    bands = {age: age_band(age) for age in (7, 8, 10, 11, 14, 18, 19)}

    assert bands == {
        7: None,
        8: (8, 10),
        10: (8, 10),
        11: (11, 13),
        14: (14, 18),
        18: (14, 18),
        19: None,
    }
