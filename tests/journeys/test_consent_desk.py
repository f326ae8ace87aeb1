"""The tablet in a guardian's hands: signing, clearing, sending; without a script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fablab.consent.evidence import open_evidence
from fablab.consent.models import Consent, Evidence, Route
from fablab.kernel.db import db
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY
from tests.registrations.desk_factories import count, make_desk, only
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser as Visitor

INK = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return data.some((part, at) => at % 4 === 3 && part > 0);
}"""
SIGN_FIRST = "Please sign in the box, with a finger or a pen."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@dataclass(frozen=True)
class Handed:
    """The page that staff hand over, and the cookie of the browser that shows it."""

    home: str
    path: str
    cookie: str

    def open_in(self, context: BrowserContext) -> Page:
        """Show it on a tablet that is the coordinator's."""
        known = {"name": "session", "value": self.cookie, "url": self.home}
        context.add_cookies([known])  # type: ignore[list-item]  # as Playwright has it
        page = context.new_page()
        page.goto(f"{self.home}{self.path}")
        return page


@pytest.fixture
def handed(app: Flask, served: str, clock_at: Callable[[datetime], None]) -> Handed:
    clock_at(OPENING_DAY)
    load_all_texts()
    client = app.test_client()
    desk = make_desk(Visitor(client))
    cookie = client.get_cookie("session")
    assert cookie
    return Handed(served, desk.path("tablet"), cookie.value)


@pytest.fixture
def tablet(context: BrowserContext, handed: Handed) -> Page:
    """The page with the questions, on a tablet."""
    return handed.open_in(context)


def draw(page: Page) -> None:
    """Sign with the mouse: a stroke across the box."""
    page.locator("canvas.signing").scroll_into_view_if_needed()
    box = page.locator("canvas.signing").bounding_box()
    assert box
    x, y, wide, high = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + wide * 0.2, y + high * 0.7)
    page.mouse.down()
    page.mouse.move(x + wide * 0.5, y + high * 0.3, steps=5)
    page.mouse.move(x + wide * 0.8, y + high * 0.6, steps=5)
    page.mouse.up()


def is_signed(page: Page) -> bool:
    """Whether there is ink in the box."""
    return bool(page.locator("canvas.signing").evaluate(INK))


def say(page: Page, purpose: str, answer: str) -> None:
    page.locator(f"[name={purpose}][value={answer}]").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my answers").click()


def test_what_was_drawn_is_kept_as_the_signature(tablet: Page) -> None:
    say(tablet, "photos_site", "no")
    assert not is_signed(tablet)
    draw(tablet)
    assert is_signed(tablet)

    send(tablet)

    expect(tablet.locator("main")).to_contain_text("Thank you!")
    db.session.rollback()
    kept, drawn = only(Consent), only(Evidence)
    assert (kept.answer, kept.route, kept.evidence) == (False, Route.TABLET, drawn)
    data = open_evidence(drawn, cipher=current_installation().cipher)
    picture = Image.open(BytesIO(data)).convert("L")
    assert picture.size == (960, 320)
    ink = picture.point(lambda tone: 255 - tone).getbbox()
    assert ink == pytest.approx((190, 94, 770, 226), abs=8)


def test_cleared_box_counts_as_not_signed(tablet: Page) -> None:
    say(tablet, "photos_site", "yes")
    draw(tablet)
    tablet.get_by_role("button", name="Clear the signature").click()
    assert not is_signed(tablet)

    send(tablet)

    expect(tablet.locator(".error-summary li")).to_have_text(SIGN_FIRST)
    expect(tablet.locator("[name=photos_site][value=yes]")).to_be_checked()
    assert count(Consent) == count(Evidence) == 0


def test_sending_without_drawing_is_refused_until_it_is_signed(tablet: Page) -> None:
    say(tablet, "photos_site", "yes")
    send(tablet)
    expect(tablet.locator(".error-summary li")).to_have_text(SIGN_FIRST)

    draw(tablet)
    send(tablet)

    expect(tablet.locator("main")).to_contain_text("Thank you!")
    db.session.rollback()
    assert only(Consent).answer is True


def test_signature_stays_in_the_box_when_something_else_is_refused(
    tablet: Page,
) -> None:
    say(tablet, "leaving_alone", "yes")
    draw(tablet)
    send(tablet)
    expect(tablet.locator(".error-summary")).to_be_visible()

    tablet.wait_for_function(f"({INK})(document.querySelector('canvas'))")
    assert count(Consent) == 0


def test_back_button_brings_no_second_signature(tablet: Page) -> None:
    say(tablet, "photos_site", "no")
    draw(tablet)
    send(tablet)
    expect(tablet.locator("main")).to_contain_text("Thank you!")

    tablet.go_back()
    tablet.reload()

    assert not is_signed(tablet)
    db.session.rollback()
    assert count(Evidence) == 1


def test_finger_draws_and_does_not_move_the_page(
    browser: Browser, handed: Handed
) -> None:
    context = browser.new_context(
        has_touch=True, viewport={"width": 390, "height": 640}
    )
    page = handed.open_in(context)
    canvas = page.locator("canvas.signing")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    before = page.evaluate("scrollY")
    finger = context.new_cdp_session(page)
    middle = box["x"] + box["width"] / 2
    for kind, y in (
        ("touchStart", box["y"] + box["height"] - 4),
        ("touchMove", box["y"] + box["height"] / 2),
        ("touchMove", box["y"] + 4),
        ("touchEnd", None),
    ):
        points = [] if y is None else [{"x": middle, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    assert is_signed(page)
    assert page.evaluate("scrollY") == before
    context.close()


def test_without_scripts_the_tablet_sends_the_guardian_to_paper(
    browser: Browser, handed: Handed
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = handed.open_in(context)

    told = page.locator("noscript .notice")
    expect(told).to_be_visible()
    assert "ask our team for a form on paper" in told.inner_text()
    expect(page.locator("canvas.signing")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()
