import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import (
    Interval,
    NotComputable,
    Reason,
    cautious_df,
    cohens_d_av,
    cohens_d_z,
    common_language,
    hedges_g_av,
    hedges_g_av_interval,
    lakens_df,
)
from tests.assessments.statistics.oracles import LAKENS_AFTER, LAKENS_BEFORE

LEVELS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=12)
FEW = NotComputable(Reason.TOO_FEW_PAIRS)
ALIKE = NotComputable(Reason.NO_VARIATION)


def test_lakens_example_has_the_published_effects() -> None:
    assert cohens_d_z(LAKENS_BEFORE, LAKENS_AFTER) == pytest.approx(1.500, abs=5e-4)
    assert cohens_d_av(LAKENS_BEFORE, LAKENS_AFTER) == pytest.approx(1.129, abs=5e-4)
    assert common_language(LAKENS_BEFORE, LAKENS_AFTER) == pytest.approx(
        0.933, abs=5e-4
    )


def test_lakens_example_has_the_published_g_av_with_18_degrees_of_freedom() -> None:
    effect = hedges_g_av(LAKENS_BEFORE, LAKENS_AFTER, df=lakens_df)

    assert lakens_df(10) == 18
    assert effect == pytest.approx(1.081, abs=5e-4)


def test_lakens_example_has_the_cautious_g_av_with_9_degrees_of_freedom() -> None:
    effect = hedges_g_av(LAKENS_BEFORE, LAKENS_AFTER, df=cautious_df)

    assert cautious_df(10) == 9
    assert effect == pytest.approx(1.032, abs=5e-4)


def test_the_cautious_degrees_of_freedom_are_the_default() -> None:
    assert hedges_g_av(LAKENS_BEFORE, LAKENS_AFTER) == hedges_g_av(
        LAKENS_BEFORE, LAKENS_AFTER, df=cautious_df
    )


def test_the_interval_holds_the_effect_and_is_repeatable() -> None:
    effect = hedges_g_av(LAKENS_BEFORE, LAKENS_AFTER)
    interval = hedges_g_av_interval(LAKENS_BEFORE, LAKENS_AFTER)

    assert isinstance(interval, Interval)
    assert isinstance(effect, float)
    assert interval.low < effect < interval.high
    assert interval == hedges_g_av_interval(LAKENS_BEFORE, LAKENS_AFTER)


def test_nine_pairs_have_an_effect_and_no_interval() -> None:
    before, after = LAKENS_BEFORE[:9], LAKENS_AFTER[:9]

    assert isinstance(hedges_g_av(before, after), float)
    assert hedges_g_av_interval(before, after) == FEW


def test_two_pairs_have_no_g_av() -> None:
    assert isinstance(cohens_d_av([1, 2], [2, 4]), float)
    assert hedges_g_av([1, 2], [2, 4]) == FEW


def test_one_pair_has_no_effect() -> None:
    assert cohens_d_z([1], [2]) == cohens_d_av([1], [2]) == FEW
    assert common_language([1], [2]) == FEW


def test_effects_without_variation_are_not_computable() -> None:
    assert cohens_d_z([1, 2, 3], [2, 3, 4]) == ALIKE
    assert common_language([1, 2, 3], [2, 3, 4]) == ALIKE
    assert cohens_d_av([2, 2, 2], [3, 3, 3]) == ALIKE
    assert hedges_g_av([2, 2, 2], [3, 3, 3]) == ALIKE
    assert hedges_g_av_interval([2] * 12, [3] * 12) == ALIKE


@given(LEVELS)
def test_the_correction_makes_an_effect_smaller(pairs: list[tuple[int, int]]) -> None:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    raw = cohens_d_av(before, after)
    lakens = hedges_g_av(before, after, df=lakens_df)
    cautious = hedges_g_av(before, after)

    if isinstance(cautious, float):
        assert isinstance(raw, float)
        assert isinstance(lakens, float)
        assert abs(cautious) <= abs(lakens) <= abs(raw)


@given(LEVELS)
def test_going_back_is_the_opposite_effect(pairs: list[tuple[int, int]]) -> None:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = hedges_g_av(before, after), hedges_g_av(after, before)

    if isinstance(there, NotComputable):
        assert there == back
    else:
        assert isinstance(back, float)
        assert there == pytest.approx(-back)
