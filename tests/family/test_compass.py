"""The compass on the family's page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from fablab.assessments.models import SelfReport
from fablab.kernel.db import db
from fablab.people.models import Guardian, Standing
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, make_place
from tests.factories import make_series
from tests.family.factories import limit
from tests.support.pages import Browser, Page

SetClock = Callable[[datetime], None]
DAY = timedelta(days=1)
ONE: dict[str, Any] = {"item-1": "3"}


@pytest.fixture(autouse=True)
def _day_before(clock_at: SetClock) -> None:
    clock_at(MEETING_AT - DAY)


def page_of(family: Browser, place: Registration, occasion: str = "") -> Page:
    url = f"/family/registrations/{place.public_id}/compass"
    return family.get(f"{url}/{occasion}" if occasion else url)


def test_it_is_found_on_the_registrations_page_and_says_that_it_is_voluntary(
    family: Browser, placed: Registration
) -> None:
    own = family.get(f"/family/registrations/{placed.public_id}")

    page = family.click(own, "My maker compass")

    assert page.text("h1") == "My maker compass"
    assert "You may leave out any sentence" in page.text("main")
    assert "your facilitators and whoever runs the workshops" in page.text("main")


def test_answers_are_words_and_come_back_in_words(
    family: Browser, placed: Registration
) -> None:
    questions = page_of(family, placed, "before")
    shown = questions.texts("fieldset:first-of-type .pick span")
    answer: dict[str, Any] = {"item-1": "3", "item-2": "dont_know"}

    done = family.submit(questions, follow=True, **answer)

    assert shown[:5] == [
        "Not like me yet",
        "A little like me",
        "Mostly like me",
        "Very much like me",
        "I don’t know",
    ]
    cells = done.texts("tbody tr td:nth-child(2)")
    assert cells[:3] == ["Mostly like me", "I don’t know", "–left out"]
    assert not any(sign.isdigit() for sign in done.text("tbody"))


def test_own_words_are_shown_as_typed(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    clock_at(MEETING_AT + timedelta(hours=1))
    words = "<b>My lamp</b> =1+1"

    done = family.submit(page_of(family, placed, "after"), follow=True, pleased=words)

    assert words in done.text("blockquote")


def test_pressing_twice_counts_once(family: Browser, placed: Registration) -> None:
    questions = page_of(family, placed, "before")
    family.submit(questions, **ONE)
    page = family.submit(questions, follow=True, **ONE)

    assert page.texts("tbody tr td:nth-child(2)")[0] == "Mostly like me"


def test_after_the_second_meeting_there_is_nothing_to_answer(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    clock_at(MEETING_AT + 40 * DAY)

    page = page_of(family, placed, "before")

    assert "There is nothing to answer just now." in page.text(".notice")
    assert not page.soup.select("main form")


def test_sent_too_late_it_says_so_and_keeps_the_answers(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    questions = page_of(family, placed, "before")
    clock_at(MEETING_AT + 40 * DAY)

    page = family.submit(questions, **ONE)

    assert page.status == 422
    assert "until the second meeting is over" in page.text(".error-summary")
    assert db.session.query(SelfReport).count() == 0


def test_unknown_occasion_and_strangers_pupil_are_not_found(
    family: Browser, placed: Registration, guardian: Guardian
) -> None:
    stranger = make_place(series=make_series())

    assert page_of(family, placed, "never").status == 404
    assert page_of(family, stranger).status == 404
    assert guardian.id != stranger.registered_by_id


def test_guardian_who_may_only_look_reads_and_answers_nothing(
    family: Browser, placed: Registration, guardian: Guardian
) -> None:
    questions = page_of(family, placed, "before")
    family.submit(questions, **ONE)
    limit(guardian, placed.pupil, Standing.INFORMED)

    page = page_of(family, placed)

    assert "The other guardian decides." in page.text("main")
    assert page.texts("tbody tr td:nth-child(2)")[0] == "Mostly like me"
    assert not page.soup.select("main .btn")
    assert family.submit(questions, **ONE).status == 403
    assert db.session.query(SelfReport).count() == 1
