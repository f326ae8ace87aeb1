"""The tablet at the door as its users handle it: enrolled, scanned at, looked at."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect
from sqlalchemy import update

from fablab.checkin.models import Card, Kiosk, Scan
from fablab.kernel.db import db, unit_of_work

TABLET_PIN = "2580"
PATIENCE = 20  # seconds, on a busy machine
EVERYTHING_KEPT = """async () => {
  const open = indexedDB.open("kiosk");
  const database = await new Promise((done) => {
    open.onsuccess = () => done(open.result);
  });
  const kept = {};
  for (const name of database.objectStoreNames) {
    const all = database.transaction(name).objectStore(name).getAll();
    kept[name] = await new Promise((done) => {
      all.onsuccess = () => done(all.result);
    });
  }
  database.close();
  return JSON.stringify(kept, (_, value) =>
    value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelectorAll("button, main input, summary")]
  .filter((target) => target.checkVisibility() && !target.matches("[type=radio]"))
  .filter((target) => target.type !== "checkbox")
  .filter((target) => target.getBoundingClientRect().height < 47.5)
  .map((target) => target.outerHTML)"""

KEYS_OF_A_SCANNER = """(code) => {
  const press = (place) =>
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent("keydown",
        { code: place, key: "ě", bubbles: true, cancelable: true }));
  for (const sign of code) press(/\\d/.test(sign) ? `Digit${sign}` : `Key${sign}`);
  press("Enter");
}"""


IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    # At the end the server is cut off in the middle of whatever the page still asks.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass(frozen=True)
class Door:
    """A FabLab whose meeting is running, and the cards of its pupils by first name."""

    url: str
    cards: dict[str, Card]
    new_code: Callable[[], str]

    def sign_out(self) -> None:
        """The coordinator signs every tablet out."""
        with unit_of_work():
            db.session.execute(update(Kiosk).values(revoked_at=datetime.now(UTC)))


def set_up(page: Page, door: Door, *, language: str = "en") -> None:
    """Enrol the tablet; today's meetings are in sight."""
    page.goto(f"{door.url}/kiosk/?lang={language}")
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()
    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door")
    page.locator("#enrol-form button").click()
    choose_pin(page)
    expect(page.locator("#choose")).to_be_visible()


def choose_pin(page: Page) -> None:
    """Give the tablet its PIN, which is asked once after enrolling."""
    page.locator("#newpin-digits").fill(TABLET_PIN)
    page.locator("#newpin-form [type=submit]").click()


def unlock(page: Page, pin: str = TABLET_PIN) -> None:
    """Type the tablet's PIN where it is locked."""
    page.locator("#unlock-digits").fill(pin)
    page.locator("#unlock-form button").click()


def open_meeting(page: Page, door: Door) -> None:
    """Enrol the tablet and open the deck of the meeting that runs."""
    set_up(page, door)
    page.get_by_role("button", name="Phone stands").click()
    expect(page.locator("#deck")).to_be_visible()
    expect(page.locator("html[data-sw=ready]")).to_be_attached()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Or type the code / use a hand scanner").fill(code)
    page.get_by_role("button", name="OK", exact=True).click()


def scan_by_hand(page: Page, code: str) -> None:
    """Type as a scanner does on a Czech keyboard: the right places, the wrong signs.

    The keys go down within the page: on a busy machine Playwright's own ones come more
    slowly than any scanner's.
    """
    page.evaluate(KEYS_OF_A_SCANNER, code)


def shows(page: Page, tone: str, *words: str) -> None:
    """Wait for the big card to have this tone and all these words."""
    box = page.locator(f"#result[data-state={tone}]")
    for each in words or ("",):
        expect(box).to_contain_text(each, timeout=15_000)


def scans(count: int = 0) -> list[Scan]:
    """What has arrived, once there are so many: green comes before the sending."""
    deadline = time.monotonic() + PATIENCE
    while True:
        db.session.rollback()
        found = db.session.query(Scan).order_by(Scan.id).all()
        if len(found) >= count or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def all_sent(page: Page) -> None:
    expect(page.locator("#status")).to_have_attribute(
        "data-waiting", "0", timeout=20_000
    )


def travel(page: Page, instant: datetime, *, waits: bool = True) -> None:
    """Set the tablet's clock, and not during an exchange: a page is open if it `waits`.

    The browser's fake clock reads 1970 for an instant before it reads what it was told,
    and a list that came just then would count as outdated.
    """
    if waits:
        expect(page.locator("html[data-sync=idle]")).to_be_attached(timeout=20_000)
    page.clock.set_fixed_time(instant)


def events_in(request: Request) -> list[dict[str, Any]]:
    """The events that a request sends, as the server reads them."""
    body = request.post_data_json
    assert body
    events: list[dict[str, Any]] = body["events"]
    return events


def kept(page: Page) -> dict[str, list[Any]]:
    """All that lies on the tablet, as somebody who reads its files would find it."""
    found: dict[str, list[Any]] = json.loads(page.evaluate(EVERYTHING_KEPT))
    return found


def check_screen(page: Page) -> None:
    """Axe finds nothing, nothing sticks out, and nothing is too small to hit."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for width in (320, 390, 1024, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate(OVERFLOW) == 0, f"sticks out at {width} px"
        assert page.evaluate(SMALL_TARGETS) == []
