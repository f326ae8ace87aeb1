"""Pupils whom two adults rate: the same for both, and everybody in turn."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.assessments.queries.linked import LINKED, link_pupils
from tests.assessments.factories import (
    WEEKS,
    add_leader,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_pupil, make_series, sign_in_as
from tests.support.pages import Browser


@given(pupils=st.integers(0, 25), meetings=st.integers(1, 20))
def test_over_a_series_everybody_is_linked_equally_often(
    pupils: int, meetings: int
) -> None:
    roster = range(pupils)

    chosen = [link_pupils(roster, n) for n in range(1, meetings + 1)]

    assert {len(set(each)) for each in chosen} == {min(LINKED, pupils)}
    times = Counter(dict.fromkeys(roster, 0))
    times.update(pupil for each in chosen for pupil in each)
    assert max(times.values(), default=0) - min(times.values(), default=0) <= 1


@pytest.mark.usefixtures("app")
def test_who_lead_together_are_told_the_same_four_at_each_meeting(
    browser: Browser,
) -> None:
    make_rubric()
    ewa, adam = make_facilitator(), make_facilitator("Adam Zych")
    series = make_series(starts=WEEKS, facilitator=ewa)
    names = ["Ala", "Bea", "Cyd", "Dan", "Eva", "Fil"]
    places = [make_place(series, make_pupil(name, "Lis")) for name in names]
    meetings = meetings_of(series)
    for meeting in meetings[:2]:
        make_attendance(meeting, places[0])

    def told(number: int) -> list[str]:
        url = f"/staff/meetings/{meetings[number].public_id}/levels"
        return browser.get(url).texts("[aria-labelledby=linked] li")

    sign_in_as(browser, ewa)
    assert told(0) == []

    add_leader(series, adam)
    alone = [told(0), told(1)]
    sign_in_as(browser, adam)

    assert alone == [
        ["Ala L.", "Bea L.", "Cyd L.", "Dan L."],
        ["Ala L.", "Bea L.", "Eva L.", "Fil L."],
    ]
    assert [told(0), told(1)] == alone
