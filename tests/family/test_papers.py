"""Are all papers done? Three answers, one rule."""

from datetime import timedelta

import pytest

from fablab.family.queries.papers import (
    Paper,
    PaperKind,
    PapersState,
    most_pressing,
    papers_state,
)
from tests.factories import OPENING_DAY as NOW

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def agreement(due_in: timedelta) -> Paper:
    return Paper(kind=PaperKind.AGREEMENT, due_at=NOW + due_in)


def questions(due_in: timedelta = 2 * HOUR) -> Paper:
    return Paper(kind=PaperKind.QUESTIONS, due_at=NOW + due_in, needed=False)


@pytest.mark.parametrize(
    ("papers", "state"),
    [
        ([], PapersState.DONE),
        ([agreement(24 * HOUR + SECOND)], PapersState.OPEN),
        ([agreement(24 * HOUR)], PapersState.ACT_TODAY),
        ([agreement(-HOUR)], PapersState.ACT_TODAY),
        ([questions()], PapersState.OPEN),
        ([questions(), agreement(72 * HOUR)], PapersState.OPEN),
        ([questions(), agreement(HOUR)], PapersState.ACT_TODAY),
        ([Paper(kind=PaperKind.PHONE, due_at=None)], PapersState.OPEN),
    ],
)
def test_papers_are_done_open_or_to_be_acted_on_today(
    papers: list[Paper], state: PapersState
) -> None:
    assert papers_state(papers, now=NOW) is state


def test_what_is_needed_stands_before_questions_and_the_soonest_first() -> None:
    sooner, later = agreement(HOUR), agreement(3 * HOUR)
    some_day = Paper(kind=PaperKind.PHONE, due_at=None)

    ordered = most_pressing([questions(), some_day, later, sooner])

    assert ordered == [sooner, later, some_day, questions()]
