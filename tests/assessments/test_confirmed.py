import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.queries.levels import confirmed_level

LEVELS = st.none() | st.integers(1, 4)


@pytest.mark.parametrize(
    ("seen", "confirmed"),
    [
        ([], None),
        ([(1, 3)], None),
        ([(1, 3), (1, 3)], None),
        ([(1, 3), (2, None)], None),
        ([(1, 3), (2, 3)], 3),
        ([(1, 2), (2, 4)], 2),
        ([(1, 4), (2, 1), (3, 3)], 3),
        ([(1, 2), (1, 3), (2, 3)], 3),
    ],
)
def test_a_level_is_confirmed_at_two_meetings(
    seen: list[tuple[int, int | None]], confirmed: int | None
) -> None:
    assert confirmed_level(seen) == confirmed


@given(st.lists(st.tuples(st.integers(1, 5), LEVELS)))
def test_confirmed_means_what_the_rule_says(seen: list[tuple[int, int | None]]) -> None:
    def meetings_with(level: int) -> int:
        return len({meeting for meeting, given in seen if given and given >= level})

    expected = max((n for n in (1, 2, 3, 4) if meetings_with(n) >= 2), default=None)

    assert confirmed_level(seen) == expected
    assert confirmed_level(reversed(seen)) == expected
