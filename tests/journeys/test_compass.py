"""The compass on a phone: one sentence after the other, read aloud where it can be."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import compasses
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT
from tests.factories import make_guardian, make_pupil, make_series, sign_in_as
from tests.registrations.factories import agree_to, load_all_texts, register
from tests.support.pages import Browser as Visitor

PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VOICE = """
  window.spoken = [];
  speechSynthesis.getVoices = () => [{ lang: "en-GB" }];
  window.SpeechSynthesisUtterance = function (words) { this.words = words; };
  speechSynthesis.speak = ({ words }) => window.spoken.push(words);
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def place(app: Flask, clock_at: Callable[[datetime], None]) -> Registration:
    """A pupil of nine with a place, who may look back at the last meeting."""
    assert app
    clock_at(MEETING_AT - timedelta(days=30))
    load_all_texts()
    guardian = make_guardian(email="ana@example.org")
    pupil = make_pupil(guardian=guardian, birth_date=date(2017, 5, 17))
    placed = agree_to(register(make_series(ages=(8, 14)), pupil))
    clock_at(MEETING_AT + timedelta(hours=1))
    return placed


@pytest.fixture
def open_questions(
    app: Flask, served: str, place: Registration, browser: Browser
) -> Iterator[Callable[..., Page]]:
    """Shows the family's page of the last questions on a phone."""
    client = app.test_client()
    sign_in_as(Visitor(client), place.registered_by.account)
    cookie = client.get_cookie("session")
    assert cookie
    known: Any = {"name": "session", "value": cookie.value, "url": served}
    contexts = []

    def show(**kind: Any) -> Page:  # noqa: ANN401 -- Playwright's own options
        context = browser.new_context(viewport=PHONE, **kind)  # type: ignore[arg-type]  # it is a dict
        contexts.append(context)
        context.add_cookies([known])
        page = context.new_page()
        page.add_init_script(VOICE)
        page.goto(f"{served}/family/registrations/{place.public_id}/compass/after")
        return page

    yield show
    for context in contexts:
        context.close()


def test_young_pupil_goes_from_sentence_to_sentence_and_hears_them(
    open_questions: Callable[..., Page], place: Registration
) -> None:
    page = open_questions()
    shown = page.locator(".compass-card:visible")
    expect(shown).to_have_count(1)
    expect(page.locator(".steps")).to_have_text("1 of 11")
    expect(page.get_by_role("button", name="I am done")).to_be_hidden()
    assert page.evaluate(OVERFLOW) == 0
    assert Axe().run(page).violations_count == 0

    shown.get_by_role("button", name="Read it to me").click()
    spoken: list[str] = page.evaluate("window.spoken")
    assert "I can come up with more than one idea" in spoken[0]
    assert "Not like me yet" in spoken[0]

    shown.get_by_text("Mostly like me").click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".steps")).to_have_text("2 of 11")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(shown.get_by_label("Mostly like me")).to_be_checked()
    for _step in range(10):
        page.get_by_role("button", name="Next").click()
    shown.get_by_label("Next I want to try").fill("a lamp for the cat")
    page.get_by_role("button", name="I am done").click()

    expect(page.locator("blockquote")).to_contain_text("a lamp for the cat")
    db.session.rollback()
    kept = compasses([place.id])[place.id][Occasion.AFTER]
    assert (kept.answers, kept.next_try) == ({"1": 3}, "a lamp for the cat")


def test_without_scripts_all_sentences_stand_on_one_page(
    open_questions: Callable[..., Page], place: Registration
) -> None:
    page = open_questions(java_script_enabled=False)
    expect(page.locator(".compass-card:visible")).to_have_count(11)

    page.get_by_label("I don’t know").nth(1).check()
    page.get_by_role("button", name="I am done").click()

    expect(page.locator("tbody tr").nth(1)).to_contain_text("I don’t know")
    db.session.rollback()
    assert compasses([place.id])[place.id][Occasion.AFTER].answers == {"2": None}
