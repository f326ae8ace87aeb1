"""What a family may be told of levels, whatever the levels are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.models import Domain
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.reports.queries.growth import Growth, grew_most, next_steps

RUBRIC = RubricWords(
    code="test",
    version="1.0",
    licence="",
    title="Rubric",
    labels={1: "With support", 2: "With prompts", 3: "On my own", 4: "Further"},
    not_observed="Not observed",
    rules=(),
    alignment="",
    dimensions=(),
)
LEVELS = st.lists(st.sampled_from([None, 1, 2, 3, 4]), max_size=9)


def growth_of(
    *levels: int | None, code: str = "CR1", domain: Domain = Domain.CREATIVITY
) -> Growth:
    dimension = DimensionWords(
        id=1,
        code=code,
        domain=domain,
        domain_title="",
        title=code,
        cue="",
        descriptors={1: "one", 2: "two", 3: "three", 4: "four"},
    )
    return Growth(rubric=RUBRIC, dimension=dimension, levels=levels)


@pytest.mark.parametrize(
    ("levels", "confirmed", "once"),
    [
        ((), None, None),
        ((None, None), None, None),
        ((3,), None, 3),
        ((2, None, 3), 2, 3),
        ((2, 3, 3), 3, None),
        ((4, 1, 1), 1, 4),
    ],
)
def test_a_level_is_confirmed_by_two_meetings_and_else_seen_once(
    levels: tuple[int | None, ...], confirmed: int | None, once: int | None
) -> None:
    growth = growth_of(*levels)

    assert (growth.confirmed, growth.once) == (confirmed, once)


@pytest.mark.parametrize(
    ("levels", "rarer"),
    [
        ((3, 3, 2, 2), True),
        ((3, 3, None, 1, None, 2), True),
        ((3, 3, 2), False),
        ((3, 3, 2, 3), False),
        ((2, 2), False),
        ((), False),
    ],
)
def test_a_drop_is_told_only_when_the_last_two_sightings_stay_under(
    levels: tuple[int | None, ...], *, rarer: bool
) -> None:
    assert growth_of(*levels).is_rarer_lately is rarer


@pytest.mark.parametrize(
    ("levels", "steps"),
    [
        ((1, 2), 0),
        ((1, 2, 2), 1),
        ((1, 4, 3), 2),
        ((2, 2, 2), 0),
        ((3, 1, 1), 0),
        ((1, 3, 3, 1, 1), 0),
        ((), 0),
    ],
)
def test_growth_counts_only_where_two_later_meetings_confirm_it(
    levels: tuple[int | None, ...], steps: int
) -> None:
    assert growth_of(*levels).steps == steps


def test_one_dimension_grew_most_and_of_equals_the_first() -> None:
    small, first = growth_of(1, 2, 2, code="a"), growth_of(1, 3, 3, code="b")
    second = growth_of(2, 4, 4, code="c")

    assert grew_most([small, first, second]) is first
    assert grew_most([growth_of(3, 3, 3), growth_of(2)]) is None
    assert grew_most([]) is None


def test_the_next_step_is_one_of_each_domain_where_most_is_to_go() -> None:
    done = Domain.SELF_RELIANCE
    growths = [
        growth_of(3, 3, code="a"),
        growth_of(2, 2, code="b"),
        growth_of(None, code="c"),
        growth_of(4, 4, code="d", domain=done),
        growth_of(3, code="e", domain=done),
    ]

    found = [(step.dimension.code, step.next_step) for step in next_steps(growths)]

    assert found == [("b", "three"), ("e", "four")]


@given(st.lists(LEVELS, max_size=6))
def test_there_are_at_most_one_growth_and_two_steps(
    lanes: list[list[int | None]],
) -> None:
    growths = [
        growth_of(*levels, code=str(number), domain=list(Domain)[number % 2])
        for number, levels in enumerate(lanes)
    ]

    best, steps = grew_most(growths), next_steps(growths)

    assert len(steps) <= 2
    assert all(re.fullmatch("two|three|four", step.next_step) for step in steps)
    if best:
        first, *later = best.seen
        assert sum(level > first for level in later) >= 2
        assert not best.is_rarer_lately


@given(LEVELS)
def test_unobserved_meetings_change_nothing(levels: list[int | None]) -> None:
    with_gaps = [one for level in levels for one in (None, level)]

    for name in ("confirmed", "once", "steps", "is_rarer_lately"):
        assert getattr(growth_of(*levels), name) == getattr(growth_of(*with_gaps), name)
