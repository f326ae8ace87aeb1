"""The tablet in a pupil's hands in Chromium: asked, answered, given back locked."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from fablab.accounts.models import Role
from fablab.accounts.pins import make_pin
from fablab.assessments.models import Occasion, SelfReport
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site
from fablab.web.current import current_settings
from tests.factories import make_account
from tests.journeys.tablet import (
    IN_CHROMIUM,
    PATIENCE,
    Door,
    all_sent,
    check_screen,
    kept,
    unlock,
)
from tests.journeys.test_levels import let_in

pytestmark = IN_CHROMIUM

QUESTIONS = 10
SHORT_NAMES = ["Zosia K.", "Łucja Ż.", "Jan N.", "Oleksandra P."]
A_VOICE = """
  const voices = [{ lang: "en-GB", name: "Ann" }];
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices,
    speak: (speech) => window.said.push(speech.text),
    cancel: () => {},
    addEventListener: () => {},
  } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def pin(door: Door) -> str:
    """The PIN of Ewa Lis, who leads all workshops here."""
    assert door.cards
    site = db.session.query(Site).first()
    ewa = make_account(Role.COORDINATOR, site=site, name="Ewa Lis")
    with unit_of_work():
        return make_pin(
            account=ewa, secret=current_settings().secret_key, now=datetime.now(UTC)
        )


@pytest.fixture
def more_to_come(door: Door) -> None:
    """The meeting that runs is the first of two, so that "before" is open."""
    assert door.cards
    with unit_of_work():
        series = db.session.query(Series).one()
        meeting = db.session.query(Meeting).one()
        starts = meeting.starts_at + timedelta(weeks=1)
        db.session.add(
            Meeting(
                series=series,
                starts_at=starts,
                ends_at=starts + (meeting.ends_at - meeting.starts_at),
                place=meeting.place,
            )
        )


def begin(page: Page, pin: str) -> None:
    page.locator("label[for=view-of-compass]").click()
    page.get_by_label("Six digits").fill(pin)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#compass-by")).to_have_text("Ewa Lis hands over the tablet")


def hand_to(page: Page, name: str, *, language: str = "English") -> None:
    page.get_by_role("button", name=f"Give the tablet to {name}", exact=True).click()
    expect(page.locator("#pupil")).to_be_visible()
    page.locator("#pupil-languages").get_by_role("button", name=language).click()


def press(page: Page, name: str) -> None:
    page.locator("#pupil").get_by_role("button", name=name, exact=True).click()


def at(page: Page, number: int) -> None:
    expect(page.locator("#pupil-step")).to_have_text(f"{number} of {QUESTIONS}")


def is_kept(page: Page, name: str) -> None:
    """An answer looks chosen once it is on disk."""
    answer = page.get_by_role("button", name=name, exact=True)
    expect(answer).to_have_attribute("aria-pressed", "true")


def answer_all(page: Page, words: str = "Mostly like me") -> None:
    """Answer every question; the last one is in sight afterwards."""
    for number in range(1, QUESTIONS + 1):
        at(page, number)
        press(page, words)
        is_kept(page, words)
        if number < QUESTIONS:
            press(page, "Next")


def reports(count: int) -> list[SelfReport]:
    deadline = time.monotonic() + PATIENCE
    while True:
        db.session.rollback()
        found = db.session.query(SelfReport).order_by(SelfReport.id).all()
        if len(found) >= count or time.monotonic() > deadline:
            assert len(found) == count
            return found
        time.sleep(0.1)


def shows_no_staff(page: Page) -> None:
    """Neither list, levels nor a way to them is there, not even hidden in the page."""
    for part in ("#deck", "#choose", "#lock", "#back"):
        expect(page.locator(part)).to_be_hidden()
    as_it_is = page.locator("html").evaluate("page => page.outerHTML")
    assert [name for name in SHORT_NAMES if name in as_it_is] == []


@pytest.mark.usefixtures("more_to_come")
def test_pupil_answers_offline_and_it_arrives_once(
    page: Page, context: BrowserContext, door: Door, pin: str
) -> None:
    let_in(page, door, "Jan", "Zosia")
    begin(page, pin)
    expect(page.locator("#compass-people b")).to_have_text(["Jan N.", "Zosia K."])
    context.set_offline(offline=True)
    hand_to(page, "Jan N.")
    expect(page.locator("#pupil h2")).to_have_text("Hello, Jan!")
    expect(page.locator("#pupil")).to_contain_text(
        "You may leave any question out, or stop."
    )
    press(page, "Begin")

    at(page, 1)
    press(page, "Very much like me")
    is_kept(page, "Very much like me")
    press(page, "Next")
    at(page, 2)
    press(page, "Leave it out")
    at(page, 3)
    press(page, "I don’t know")
    is_kept(page, "I don’t know")
    page.reload()

    at(page, 3)
    is_kept(page, "I don’t know")
    shows_no_staff(page)
    press(page, "Back")
    press(page, "Back")
    at(page, 1)
    for number in range(1, QUESTIONS):
        at(page, number)
        press(page, "Leave it out" if number in {2, *range(4, 10)} else "Next")
    press(page, "Not like me yet")
    is_kept(page, "Not like me yet")
    page.get_by_role("button", name="I am done", exact=True).dblclick()

    expect(page.locator("#thanks h2")).to_have_text("Thank you, Jan!")
    assert "Very much" not in str(kept(page))
    waiting = kept(page)["outbox"]
    assert [record["event"]["occasion"] for record in waiting] == ["before"]
    assert "answers" not in str(waiting)
    page.reload()
    expect(page.locator("#locked")).to_be_visible()
    context.set_offline(offline=False)
    all_sent(page)
    [report] = reports(1)
    found = {answer.item: answer.value for answer in report.answers}
    assert found == {"1": 4, "3": None, "10": 1}
    assert report.signed_in.name == "Ewa Lis"
    assert (report.language, report.not_counted) == ("en", None)
    assert kept(page)["outbox"] == []


@pytest.mark.usefixtures("more_to_come")
def test_pupil_cannot_get_out_to_the_staffs_part(
    page: Page, context: BrowserContext, door: Door, pin: str
) -> None:
    let_in(page, door, "Jan")
    begin(page, pin)
    hand_to(page, "Jan N.")
    shows_no_staff(page)
    press(page, "Begin")
    press(page, "A little like me")
    is_kept(page, "A little like me")

    page.goto(f"{door.url}/")
    page.go_back()
    at(page, 1)
    shows_no_staff(page)
    page.goto(f"{door.url}/kiosk/#deck")
    page.reload()
    at(page, 1)
    shows_no_staff(page)
    second = context.new_page()
    second.goto(f"{door.url}/kiosk/")
    expect(second.locator("#pupil-step")).to_have_text(f"1 of {QUESTIONS}")
    shows_no_staff(second)
    second.close()

    press(page, "Stop")
    page.get_by_role("button", name="Stop and keep nothing").click()
    expect(page.locator("#thanks")).to_contain_text("Nothing was kept.")
    shows_no_staff(page)
    page.get_by_role("button", name="Back to the adults").click()
    expect(page.locator("#locked")).to_be_visible()
    page.reload()
    expect(page.locator("#locked")).to_be_visible()
    shows_no_staff(page)
    unlock(page)
    expect(page.locator("#deck")).to_be_visible()
    all_sent(page)
    assert reports(0) == []


def test_after_the_series_own_words_and_looking_back_are_asked(
    page: Page, door: Door, pin: str
) -> None:
    with unit_of_work():
        db.session.query(Series).update({"asks_looking_back": True})
    let_in(page, door, "Jan")
    begin(page, pin)
    hand_to(page, "Jan N.")
    press(page, "Begin")
    answer_all(page)
    press(page, "Next")
    expect(page.locator("#pupil h2")).to_have_text("In your own words")
    page.get_by_label("What pleases me most").fill("My lamp")
    press(page, "Next")
    press(page, "Back")
    page.reload()
    expect(page.get_by_label("What pleases me most")).to_have_value("My lamp")
    assert "My lamp" not in str(kept(page))
    press(page, "Next")
    press(page, "Yes, look back")
    expect(page.locator("#pupil h2")).to_have_text(
        "How much was this like you before the workshops?"
    )
    answer_all(page, "Not like me yet")
    press(page, "I am done")
    expect(page.locator("#thanks h2")).to_have_text("Thank you, Jan!")
    all_sent(page)

    after, back = reports(2)
    assert (after.occasion, after.pleased) == (Occasion.AFTER, "My lamp")
    assert {answer.value for answer in after.answers} == {3}
    assert back.occasion is Occasion.RETROSPECTIVE
    assert {answer.value for answer in back.answers} == {1}

    page.get_by_role("button", name="Back to the adults").click()
    unlock(page)
    expect(page.locator("#compass-people li")).to_contain_text("Answered")


@pytest.mark.usefixtures("more_to_come")
def test_question_is_read_aloud_where_there_is_a_voice_of_the_language(
    page: Page, door: Door, pin: str
) -> None:
    page.add_init_script(A_VOICE)
    let_in(page, door, "Jan")
    begin(page, pin)
    hand_to(page, "Jan N.")
    press(page, "Begin")
    press(page, "Read it to me")
    [said] = page.evaluate("window.said")
    assert "I can come up with more than one idea" in said
    assert "Very much like me" in said

    press(page, "Back")
    page.locator("#pupil-languages").get_by_role("button", name="Polski").click()
    expect(page.locator("#pupil h2")).to_have_text("Cześć, Jan!")
    press(page, "Zaczynamy")
    expect(page.locator("#pupil-sentence")).to_contain_text("Potrafię wymyślić")
    expect(page.locator("#pupil-read")).to_be_hidden()


@pytest.mark.usefixtures("more_to_come")
def test_pupils_screens_are_accessible_and_fit_a_phone(
    page: Page, door: Door, pin: str
) -> None:
    let_in(page, door, "Jan")
    begin(page, pin)
    check_screen(page)
    hand_to(page, "Jan N.")
    check_screen(page)
    press(page, "Begin")
    press(page, "Mostly like me")
    check_screen(page)
    press(page, "Stop")
    check_screen(page)
    press(page, "Stop and keep nothing")
    expect(page.locator("#thanks")).to_be_visible()
    check_screen(page)
