import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Computed,
    Interval,
    NotComputable,
    Reason,
    Verdict,
    crowded_ends,
    may_print_reliability,
    may_say_significant,
    severity,
    should_talk_about_anchors,
    verdict,
)

NOTHING = NotComputable(Reason.NO_VARIATION)


@given(st.floats(-1, 1), st.integers(0, 39))
def test_below_forty_units_there_is_no_verdict_word(alpha: float, units: int) -> None:
    assert verdict(alpha, units=units) is None


@pytest.mark.parametrize(
    ("alpha", "word"),
    [
        (1.0, Verdict.RELIABLE),
        (0.8, Verdict.RELIABLE),
        (0.799, Verdict.TENTATIVE),
        (0.667, Verdict.TENTATIVE),
        (0.666, Verdict.UNRELIABLE),
        (-0.2, Verdict.UNRELIABLE),
        (NOTHING, None),
    ],
)
def test_from_forty_units_alpha_has_a_word(
    alpha: Computed, word: Verdict | None
) -> None:
    assert verdict(alpha, units=40) == word


def test_a_self_reports_reliability_is_printed_from_fifty_pupils() -> None:
    assert not may_print_reliability(49)
    assert may_print_reliability(50)


def test_severity_is_the_mean_difference_of_ten_shared_ratings() -> None:
    shared = [(2, 3)] * 5 + [(3, 3)] * 5

    assert severity(shared) == -0.5
    assert severity(shared[:9]) == NotComputable(Reason.TOO_FEW_RATINGS)


@pytest.mark.parametrize(
    ("difference", "talk"),
    [(0.5, True), (-0.5, True), (0.49, False), (0, False), (NOTHING, False)],
)
def test_observers_talk_about_anchors_from_half_a_level(
    difference: Computed, *, talk: bool
) -> None:
    assert should_talk_about_anchors(difference) == talk


def test_an_end_is_crowded_above_fifteen_per_cent() -> None:
    three_of_twenty = [1] * 3 + [2] * 13 + [4] * 4

    assert crowded_ends(three_of_twenty, lowest=1, highest=4) == (False, True)
    assert crowded_ends([], lowest=1, highest=4) == (False, False)


@pytest.mark.parametrize(
    ("p", "effect", "interval", "may"),
    [
        (0.04, 0.8, Interval(0.1, 1.5), True),
        (0.06, 0.8, Interval(0.1, 1.5), False),
        (0.04, NOTHING, Interval(0.1, 1.5), False),
        (0.04, 0.8, NOTHING, False),
        (NOTHING, 0.8, Interval(0.1, 1.5), False),
    ],
)
def test_nothing_is_significant_without_effect_and_interval(
    p: Computed, effect: Computed, interval: Interval | NotComputable, *, may: bool
) -> None:
    assert may_say_significant(p=p, effect=effect, interval=interval) == may
