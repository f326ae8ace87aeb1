"""What only a browser shows of the sign-up: back, reload, tabs, two clicks."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fablab.kernel.db import db
from fablab.mail.models import Letter
from fablab.registrations.models import Registration
from tests.factories import OPENING_DAY, make_series
from tests.registrations.factories import load_all_texts

PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def start(served: str, clock_at: Callable[[datetime], None]) -> str:
    """The address of the first step."""
    clock_at(OPENING_DAY)
    load_all_texts()
    return f"{served}/series/{make_series().slug}/register"


def go_on(page: Page, step: str) -> None:
    """Press the button that goes on, and come to that step."""
    page.locator("main form .btn[type=submit]").click()
    is_at(page, step)


def is_at(page: Page, step: str) -> None:
    expect(page).to_have_url(re.compile(f"/register/{step}$"))


def enter_child(page: Page, number: int = 0, *, name: str = "Mira") -> None:
    block = f"#children-{number}"
    page.locator(f"{block}-given_name").fill(name)
    page.locator(f"{block}-family_name").fill("Novak")
    for part, value in (("day", "17"), ("month", "5"), ("year", "2014")):
        page.locator(f"{block}-birth_date-{part}").fill(value)


def enter_guardian(page: Page) -> None:
    page.locator("#guardian_name").fill("Ana Novak")
    page.locator("#email").fill("ana@example.org")
    page.locator("#phone").fill("600 123 456")


def walk_to_check(page: Page, start: str, *, name: str = "Mira") -> None:
    """All steps but the last; the page with the last button is open."""
    page.goto(start)
    enter_child(page, name=name)
    go_on(page, "health")
    go_on(page, "going-home")
    go_on(page, "you")
    enter_guardian(page)
    go_on(page, "check")


def names_registered() -> list[str]:
    """Who is registered, and that each family got a letter for each child."""
    db.session.rollback()
    found = db.session.query(Registration).order_by(Registration.id).all()
    assert db.session.query(Letter).count() == len(found)
    return [registration.pupil.given_name for registration in found]


def test_back_and_reload_keep_every_answer(page: Page, start: str) -> None:
    walk_to_check(page, start)

    page.go_back()
    is_at(page, "you")
    expect(page.locator("#email")).to_have_value("ana@example.org")
    page.reload()
    expect(page.locator("#email")).to_have_value("ana@example.org")
    page.go_back()
    is_at(page, "going-home")
    page.go_back()
    is_at(page, "health")
    page.locator("#children-0-note").fill("Has an inhaler along")
    go_on(page, "check")
    page.reload()

    for words in ("Has an inhaler along", "Ana Novak", "ana@example.org"):
        expect(page.locator("main")).to_contain_text(words)
    assert names_registered() == []


def test_answers_are_there_again_in_the_same_browser_later(
    page: Page, context: BrowserContext, start: str
) -> None:
    page.goto(start)
    enter_child(page)
    go_on(page, "health")
    page.close()

    later = context.new_page()
    later.goto(start)

    is_at(later, "health")
    expect(later.locator("h2").first).to_have_text("Mira")


def test_two_clicks_on_the_last_button_register_once(page: Page, start: str) -> None:
    walk_to_check(page, start)

    page.locator("form#send button[type=submit]").dblclick()

    is_at(page, "sent")
    expect(page.locator("main .lead")).to_contain_text("ana@example.org")
    assert names_registered() == ["Mira"]


def test_back_after_sending_and_sending_again_registers_once(
    page: Page, start: str
) -> None:
    walk_to_check(page, start)
    page.locator("form#send button[type=submit]").click()
    is_at(page, "sent")

    page.go_back()
    if page.locator("form#send").count():  # kept by the browser, or asked for anew
        page.locator("form#send button[type=submit]").click()
        is_at(page, "sent")
    page.goto(start.replace("/register", "/register/sent"))
    page.reload()

    expect(page.locator("main .lead")).to_contain_text("ana@example.org")
    assert names_registered() == ["Mira"]


def test_other_tab_with_older_answers_is_told_before_it_sends(
    page: Page, context: BrowserContext, start: str
) -> None:
    walk_to_check(page, start)
    other_tab = context.new_page()
    other_tab.goto(f"{start}/who")
    enter_child(other_tab, name="Jan")
    go_on(other_tab, "check")

    page.locator("form#send button[type=submit]").click()

    expect(page.locator(".error-summary")).to_contain_text("in another window")
    expect(page.locator("dl.summary").first).to_contain_text("Jan Novak")
    assert names_registered() == []
    page.locator("form#send button[type=submit]").click()
    is_at(page, "sent")
    assert names_registered() == ["Jan"]


def test_key_enter_goes_on_and_takes_nothing_out(page: Page, start: str) -> None:
    page.goto(start)
    enter_child(page)
    page.locator("main button[value=more]").click()
    enter_child(page, 1, name="Jan")

    page.locator("#children-1-family_name").press("Enter")

    is_at(page, "health")
    titles = page.locator("main form section h2")
    expect(titles).to_have_text(["Mira", "Jan", "In an emergency"])


def test_refused_answer_takes_the_eye_and_the_keyboard_to_it(
    page: Page, start: str
) -> None:
    page.goto(start)
    enter_child(page, name="")
    page.locator("main form .btn[type=submit]").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#children-0-given_name")).to_be_focused()
    expect(page.locator("#children-0-family_name")).to_have_value("Novak")


def test_every_step_works_without_scripts_on_a_phone(
    browser: Browser, start: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]  # it is a dict
    page = context.new_page()
    page.goto(start)
    enter_child(page)
    for child, name in enumerate(("Jan", "Ola"), start=1):
        page.locator("main button[value=more]").click()
        enter_child(page, child, name=name)
    page.locator("main button[value='remove children-1']").click()
    expect(page.locator("main fieldset.panel")).to_have_count(2)
    page.get_by_label("They come together, or they wait together").check()
    go_on(page, "health")
    page.get_by_label("An allergy").first.check()
    page.locator("#children-0-note").fill("Nuts")
    go_on(page, "going-home")
    page.locator("main form button[value=back]").click()
    is_at(page, "health")
    expect(page.locator("#children-0-note")).to_have_value("Nuts")
    go_on(page, "you")
    enter_guardian(page)
    go_on(page, "check")
    expect(page.locator("main")).to_contain_text("An allergy · Nuts")

    page.locator("form#send button[type=submit]").click()

    is_at(page, "sent")
    context.close()
    assert names_registered() == ["Mira", "Ola"]


def test_no_step_is_wider_than_the_smallest_phone(page: Page, start: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(start)
    widths = [page.evaluate(OVERFLOW)]
    enter_child(page, name="Maximiliana-Aleksandra")
    for step in ("health", "going-home", "you"):
        go_on(page, step)
        widths.append(page.evaluate(OVERFLOW))
    enter_guardian(page)
    go_on(page, "check")
    widths.append(page.evaluate(OVERFLOW))

    assert widths == [0, 0, 0, 0, 0]
