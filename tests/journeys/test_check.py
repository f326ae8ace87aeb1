"""Test this tablet, in Chromium: each part by itself, with words on what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from fablab.checkin.pdf import SheetDesign, SmallCard, card_sheets_pdf
from tests.journeys.tablet import (
    IN_CHROMIUM,
    Door,
    check_screen,
    scan_by_hand,
    set_up,
    travel,
)
from tests.support.film import write_film
from tests.support.paper import draw_page

pytestmark = IN_CHROMIUM

FIRST = (114, 80, 619, 399)  # pixels: where the first card of a sheet stands
NO_STORAGE = "() => { IDBObjectStore.prototype.put = () => { throw Error('no'); }; }"
NO_PROMISE = """() => {
  navigator.storage.persisted = async () => false;
  navigator.storage.persist = async () => false;
}"""
NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotAllowedError");
  };
}"""
FULL = """() => {
  navigator.storage.estimate = async () => ({ quota: 100e6, usage: 90e6 });
}"""


def begin(page: Page) -> None:
    page.get_by_role("button", name="Test it now").click()
    expect(page.locator("#check")).to_be_visible()


def says(page: Page, name: str, state: str, words: str) -> None:
    row = page.locator(f"[data-check={name}][data-state={state}]")
    expect(row.locator(".words")).to_contain_text(words, timeout=20_000)


def press(page: Page, name: str, button: str) -> None:
    page.locator(f"[data-check={name}]").get_by_role("button", name=button).click()


def test_what_needs_nobody_is_tested_at_once(page: Page, door: Door) -> None:
    set_up(page, door)
    expect(page.locator("html[data-sw=ready]")).to_be_attached()

    begin(page)

    says(page, "clock", "ok", "The clock is right.")
    says(page, "offline", "ok", "opens and scans without a network")
    expect(page.locator("[data-check=storage]")).not_to_have_attribute(
        "data-state", "bad"
    )
    check_screen(page)
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#choose")).to_be_visible()
    expect(page.locator("#untested")).to_be_hidden()
    page.reload()
    expect(page.locator("#choose")).to_be_visible()
    expect(page.locator("#untested")).to_be_hidden()


def test_camera_is_fine_once_it_has_read_a_card(
    page: Page, door: Door, camera_film: Path
) -> None:
    card = SmallCard(name="Zosia K.", code=door.cards["Zosia"].code)
    sheet = SheetDesign(
        language="en", title="Card", site_name="FabLab", hint="", cards=(card,)
    )
    write_film(camera_film, draw_page(card_sheets_pdf(sheet), dpi=150).crop(FIRST))
    set_up(page, door)
    begin(page)

    press(page, "camera", "Test the camera")

    says(page, "camera", "ok", "The camera has read a card.")
    expect(page.locator("#check-video")).to_be_hidden()
    write_film(camera_film)


def test_camera_that_was_denied_is_said_with_a_way_on(
    page: Page, context: BrowserContext, door: Door
) -> None:
    set_up(page, door)
    context.clear_permissions()
    page.evaluate(NO_CAMERA)
    begin(page)

    press(page, "camera", "Test the camera")

    says(page, "camera", "bad", "See below what to allow")
    expect(page.get_by_text("On an iPad")).to_be_visible()


def test_hand_scanner_and_sound_are_told_by_whoever_stands_there(
    page: Page, door: Door
) -> None:
    set_up(page, door)
    begin(page)

    scan_by_hand(page, door.cards["Jan"].code)
    says(page, "scanner", "ok", "The hand scanner has read a card.")

    press(page, "sound", "Play a sound")
    press(page, "sound", "No")
    says(page, "sound", "warn", "See below how to switch it on")
    press(page, "sound", "Try again")
    press(page, "sound", "Yes")
    says(page, "sound", "ok", "The sound can be heard.")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(7, "The clock is 7 minutes fast"), (-1, "The clock is 1 minute slow")],
)
def test_clock_is_compared_with_the_servers(
    page: Page, door: Door, minutes: int, words: str
) -> None:
    travel(page, datetime.now(UTC) + timedelta(minutes=minutes), waits=False)
    set_up(page, door)

    begin(page)

    says(page, "clock", "warn", words)


def test_clock_is_not_tested_without_a_network(
    page: Page, context: BrowserContext, door: Door
) -> None:
    set_up(page, door)
    expect(page.locator("html[data-sw=ready]")).to_be_attached()
    context.set_offline(offline=True)

    begin(page)

    says(page, "clock", "open", "with a network only")
    context.set_offline(offline=False)
    press(page, "clock", "Try again")
    says(page, "clock", "ok", "The clock is right.")


@pytest.mark.parametrize(
    ("trouble", "state", "words"),
    [
        (NO_STORAGE, "bad", "This browser keeps nothing."),
        (NO_PROMISE, "warn", "only for a page on the home screen"),
        (FULL, "warn", "almost full"),
    ],
)
def test_storage_that_cannot_be_relied_on_is_said(
    page: Page, door: Door, trouble: str, state: str, words: str
) -> None:
    set_up(page, door)
    page.evaluate(trouble)

    begin(page)

    says(page, "storage", state, words)
