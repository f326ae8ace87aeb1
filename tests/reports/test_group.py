"""A group's levels: what is counted, what is withheld, who agrees."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.queries.levels import LatestLevel
from fablab.assessments.statistics import NotComputable, Reason, Verdict
from fablab.reports.group import (
    agreement_of,
    differences,
    ends_of,
    far_apart,
    level_counts,
    not_seen,
)

AT = datetime(2026, 10, 3, 9, tzinfo=UTC)
EWA, ADAM = 1, 2


def level(
    pupil: int, value: int | None, *, by: int = EWA, meeting: int = 1
) -> LatestLevel:
    return LatestLevel(pupil, meeting, AT, 7, by, value, "", AT)


def twice(own: list[int], other: list[int]) -> list[LatestLevel]:
    """Each pupil rated by both."""
    return [level(n, value) for n, value in enumerate(own)] + [
        level(n, value, by=ADAM) for n, value in enumerate(other)
    ]


def test_a_pupil_counts_once_at_the_lower_of_two_levels() -> None:
    seen = [level(1, 3), level(1, 2, by=ADAM), level(2, None), level(3, 4, meeting=2)]

    assert level_counts(seen, [1, 2], exact=True) == [[0, 1, 0, 0], [0, 0, 0, 1]]


def test_counts_under_five_are_withheld_from_who_did_not_see_the_pupils() -> None:
    seen = [level(n, 1) for n in range(6)] + [level(n, 2) for n in range(6, 9)]

    shown = level_counts(seen, [1], exact=False)

    assert shown == [(6, None, None, None)]


def test_the_end_of_the_scale_is_told_of_where_pupils_were_last_seen() -> None:
    left = [level(1, 1)._replace(meeting_starts_at=AT - timedelta(days=7))]

    assert ends_of([*left, level(1, 4)], exact=True) == (False, True)
    assert ends_of([level(1, 4), level(1, 3, by=ADAM)], exact=True) == (False, False)


def test_more_than_fifteen_of_a_hundred_crowd_an_end() -> None:
    three_of_twenty = [level(n, 4 if n < 3 else 2) for n in range(20)]

    assert ends_of(three_of_twenty, exact=True) == (False, False)
    assert ends_of(three_of_twenty[:19], exact=True) == (False, True)


def test_an_end_with_few_pupils_is_not_told_to_who_did_not_see_them() -> None:
    seen = [level(n, 4 if n < 4 else 1) for n in range(9)]

    assert ends_of(seen, exact=True) == (True, True)
    assert ends_of(seen, exact=False) == (True, False)


def test_with_no_meeting_there_is_nothing_to_withhold() -> None:
    assert level_counts([], [], exact=False) == []


def test_not_observed_is_not_seen() -> None:
    assert not_seen([level(1, 2), level(2, None)], [1, 2, 3]) == [2, 3]


def test_two_raters_apart_are_listed_with_both_levels() -> None:
    seen = twice([1, 2, 4], [3, 3, 4])

    assert [(one.registration_id, one.said) for one in far_apart(seen)] == [
        (0, [(EWA, 1), (ADAM, 3)])
    ]


def test_all_equal_is_not_computable_and_never_one() -> None:
    found = agreement_of(twice([3, 3, 3], [3, 3, 3]))

    assert found.ordinal.alpha == NotComputable(Reason.NO_VARIATION)
    assert found.by_interval == NotComputable(Reason.NO_VARIATION)
    assert (found.ordinal.exact, found.word) == (1, None)


def test_no_word_below_forty_units() -> None:
    own = [1, 2, 3, 4] * 10

    assert agreement_of(twice(own[:39], own[:39])).word is None
    assert agreement_of(twice(own[:39], own[:39])).is_for_training
    assert agreement_of(twice(own, own)).word is Verdict.RELIABLE
    assert not agreement_of(twice(own, own)).is_for_training


def test_pairs_are_counted_without_telling_who_was_lower() -> None:
    found = agreement_of(twice([1, 3], [2, 2]))

    assert found.table == [[0, 1, 0, 0], [0, 0, 1, 0], [0] * 4, [0] * 4]
    assert found.table == agreement_of(twice([2, 2], [1, 3])).table


def test_difference_is_told_from_ten_shared_ratings_on() -> None:
    nine = differences(twice([2] * 9, [3] * 9))
    ten = differences(twice([2] * 10, [3] * 10))

    assert [(one.mean, one.is_to_talk_about) for one in nine] == [
        (NotComputable(Reason.TOO_FEW_RATINGS), False)
    ] * 2
    assert [(one.observer_id, one.mean, one.shared) for one in ten] == [
        (EWA, -1, 10),
        (ADAM, 1, 10),
    ]
    assert all(one.is_to_talk_about for one in ten)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=30))
def test_what_one_is_higher_the_other_is_lower(pairs: list[tuple[int, int]]) -> None:
    found = differences(twice([own for own, _ in pairs], [other for _, other in pairs]))

    means = [one.mean for one in found if not isinstance(one.mean, NotComputable)]
    assert abs(sum(means)) < 1e-9
