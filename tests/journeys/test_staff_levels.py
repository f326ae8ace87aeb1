"""Levels given on the staff page in Chromium: how many presses a group takes."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from fablab.accounts.models import Account
from fablab.assessments.models import ObservedLevel
from fablab.assessments.services.focus import choose_focus
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_pupil, make_series, sign_in_as
from tests.support.pages import Browser as Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

TWELVE = 12
WATCHED = ["Generating ideas", "Taking the initiative"]
MOST_A_LEVEL = 2
LABELS = ["With support", "With prompts", "On my own"]


class Hand:
    """Presses what is on the page, and counts."""

    def __init__(self) -> None:
        self.presses = 0

    def press(self, thing: Locator) -> None:
        """Press it once."""
        thing.click()
        self.presses += 1


@pytest.fixture
def facilitator() -> Account:
    return make_facilitator()


@pytest.fixture
def meeting(facilitator: Account, clock_at: Callable[[datetime], None]) -> Meeting:
    """Twelve pupils are here, and two dimensions are watched."""
    clock_at(FIRST + timedelta(hours=1))
    make_rubric()
    series = make_series(starts=WEEKS, facilitator=facilitator)
    meeting = meetings_of(series)[0]
    for number in range(TWELVE):
        place = make_place(series, make_pupil(f"Pupil{number:02}", "Lis"))
        make_attendance(meeting, place)
    with unit_of_work():
        choose_focus(meeting=db.session.merge(meeting), codes=["CR1", "SR1"])
    return meeting


@pytest.fixture
def page(
    app: Flask, browser: Browser, served: str, facilitator: Account, meeting: Meeting
) -> Iterator[Page]:
    """The meeting's levels on a tablet, open before a facilitator who signed in."""
    client = app.test_client()
    sign_in_as(Visitor(client), facilitator)
    known = client.get_cookie("session")
    assert known
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    context.add_cookies([{"name": "session", "value": known.value, "url": served}])
    page = context.new_page()
    page.goto(f"{served}/staff/meetings/{meeting.public_id}/levels?lang=en")
    yield page
    context.close()


def test_group_of_twelve_on_two_dimensions_takes_at_most_two_presses_a_level(
    page: Page,
) -> None:
    """24 levels in 27 presses: one to begin, one a level, one to save a dimension."""
    hand = Hand()
    hand.press(page.get_by_role("link", name=WATCHED[0]).first)
    for title in WATCHED:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        for number, pupil in enumerate(page.get_by_role("radiogroup").all()):
            label = LABELS[number % len(LABELS)]
            hand.press(pupil.locator("label", has_text=label))
        hand.press(page.get_by_role("button", name="Save and go on"))
        expect(page.locator(".notice", has_text="saved")).to_be_visible()

    db.session.rollback()
    levels = Counter(row.level for row in db.session.query(ObservedLevel))
    assert levels == {1: 8, 2: 8, 3: 8}
    assert hand.presses == 1 + len(WATCHED) * (TWELVE + 1)
    assert hand.presses <= MOST_A_LEVEL * levels.total()
