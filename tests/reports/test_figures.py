"""The rules of figures: who is counted, and what is left out."""

import json
from collections.abc import Sequence

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.statistics import Audience
from fablab.reports.figures import (
    MERGED,
    SINGLE,
    Figures,
    Growth,
    Observed,
    Place,
    count_attendance,
    count_growth,
    count_pupils,
    read_figures,
)
from fablab.reports.figures_wording import growth_words
from tests.factories import OPENING_DAY

PUBLIC = Audience.PUBLIC
LEVELS = st.integers(1, 4)


def place(pupil: int, *, age: int = 9, attended: int = 8, held: int = 8) -> Place:
    return Place(pupil_id=pupil, age=age, attended=attended, held=held)


def grown(
    pairs: Sequence[tuple[int, int]], *, places: int, audience: Audience = PUBLIC
) -> Growth:
    seen = Observed(
        code="CR1",
        domain="creativity",
        rubric="fablab-cs-6 1.0",
        titles={"en": "Generating ideas"},
        labels={"en": ["a", "b", "c", "d"]},
        pairs=pairs,
    )
    return count_growth(seen, places=places, audience=audience)


def test_pupil_in_two_series_is_one_pupil_of_the_younger_age() -> None:
    places = [place(n) for n in range(12)] + [place(0, age=11)]

    pupils = count_pupils(places, PUBLIC)

    assert pupils.total == 12
    assert count_attendance(places, PUBLIC).total == 13


def test_fewer_than_ten_pupils_show_nothing_at_all() -> None:
    pupils = count_pupils([place(n) for n in range(9)], PUBLIC)

    assert pupils.total is None
    assert set(pupils.counts) == {None}


def test_small_age_band_takes_another_with_it() -> None:
    places = [place(n) for n in range(20)]
    places += [place(n, age=12) for n in range(20, 23)]
    places += [place(n, age=15) for n in range(30, 42)]

    pupils = count_pupils(places, PUBLIC)

    assert pupils.total == 35
    assert pupils.counts == (20, None, None)


@given(ages=st.lists(st.integers(8, 18), min_size=1, max_size=80))
def test_no_row_tells_of_fewer_than_ten_pupils(ages: list[int]) -> None:
    pupils = count_pupils([place(n, age=age) for n, age in enumerate(ages)], PUBLIC)

    known = [count for count in pupils.counts if count is not None]
    assert all(count >= PUBLIC for count in known)
    if pupils.total is not None:
        hidden = pupils.total - sum(known)
        assert (None in pupils.counts) == (hidden > 0)
        assert hidden == 0 or hidden >= PUBLIC


def test_what_is_withheld_is_enough_pupils_together() -> None:
    places = [place(n) for n in range(17)] + [place(20, attended=4)]

    attendance = count_attendance(places, PUBLIC)

    assert attendance.total == 18
    assert attendance.counts == (None, None, None)


def test_age_outside_the_bands_is_counted_as_other() -> None:
    places = [place(n, age=7) for n in range(10)]

    assert count_pupils(places, PUBLIC).keys == ("8-10", "11-13", "14-18", "other")


@pytest.mark.parametrize(
    ("attended", "part"),
    [(3, "under_half"), (4, "half"), (5, "half"), (6, "three_quarters")],
)
def test_attendance_is_told_in_three_parts(attended: int, part: str) -> None:
    places = [place(n, attended=often) for often in (1, 4, 7) for n in range(10)]
    places += [place(n, attended=attended) for n in range(12)]

    counts = count_attendance(places, PUBLIC)

    assert dict(zip(counts.keys, counts.counts, strict=True))[part] == 22


def test_levels_stand_alone_only_if_each_is_large_enough() -> None:
    even = [(level, 5 - level) for level in (1, 2, 3, 4) for _ in range(10)]

    assert grown(even, places=50).groups == SINGLE
    assert grown(even[1:], places=50).groups == MERGED


def test_growth_shows_counts_and_how_many_are_left_out() -> None:
    growth = grown([(1, 3)] * 12 + [(3, 3)] * 10, places=34)

    assert growth.groups == MERGED
    assert (growth.first, growth.total, growth.left_out) == ((12, 10), 22, 12)


def test_left_out_pupils_who_are_few_turn_counts_into_shares() -> None:
    growth = grown([(1, 3)] * 15 + [(1, 1)] * 10 + [(3, 3)] * 10, places=38)

    assert (growth.total, growth.left_out) == (None, None)
    assert growth.first == growth.last == (None, None)
    assert growth.shares == ("29", "71")


def test_share_is_left_out_where_it_would_tell_a_small_count() -> None:
    growth = grown([(1, 3)] * 30 + [(3, 3)] * 4, places=36)

    assert growth.shares is None


@given(
    pairs=st.lists(st.tuples(LEVELS, LEVELS), max_size=90),
    left_out=st.integers(0, 40),
)
def test_no_count_that_is_shown_is_small(
    pairs: list[tuple[int, int]], left_out: int
) -> None:
    places = len(pairs) + left_out

    growth = grown(pairs, places=places)

    counts = [*growth.first, *growth.last, growth.total]
    assert all(count is None or count >= PUBLIC for count in counts)
    assert growth.left_out is None or growth.left_out == left_out
    if growth.total is not None:
        assert places - growth.total == 0 or places - growth.total >= PUBLIC
        for row in (growth.first, growth.last):
            hidden = growth.total - sum(count for count in row if count is not None)
            assert row.count(None) != 1
            assert None not in row or hidden >= 0


@given(
    ages=st.lists(st.integers(7, 18), min_size=1, max_size=60),
    attended=st.integers(1, 8),
    pairs=st.lists(st.tuples(LEVELS, LEVELS), max_size=60),
)
def test_stored_figures_read_back_the_same(
    ages: list[int], attended: int, pairs: list[tuple[int, int]]
) -> None:
    places = [place(n, age=age, attended=attended) for n, age in enumerate(ages)]
    figures = Figures(
        site="FabLab",
        city="Bielsko-Biała",
        first_on=OPENING_DAY.date(),
        last_on=OPENING_DAY.date(),
        series=1,
        meetings=8,
        audience=PUBLIC,
        pupils=count_pupils(places, PUBLIC),
        attendance=count_attendance(places, PUBLIC),
        growth=(grown(pairs, places=len(pairs) + len(places)),),
    )

    assert read_figures(json.loads(json.dumps(figures.as_json()))) == figures


@pytest.mark.parametrize(
    ("levels", "hints"),
    [
        ([1, 2, 2, 2, 3, 3, 3, 4, 4], {"highest"}),
        ([1, 1, 2, 2, 2, 3, 3, 3, 4], {"lowest"}),
        ([1, 2, 2, 2, 3, 3, 3, 4], set()),
        ([2, 2, 2, 3, 3, 3], set()),
    ],
)
def test_the_words_say_where_the_scale_ends(
    levels: list[int], hints: set[str], app: Flask
) -> None:
    pairs = [(level, level) for level in levels] * 5
    growth = grown(pairs, places=len(pairs), audience=Audience.INTERNAL)

    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        words = growth_words(growth)

    assert {
        end for end in ("highest", "lowest") if f"the {end} level" in words
    } == hints
