"""The tablet at the door in Chromium: camera, network gone and back, signed out."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import update

from fablab.checkin.models import Card, Kiosk, Scan
from fablab.checkin.pdf import CardDesign, card_pdf
from fablab.consent.models import Purpose
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import HealthNote
from fablab.series.models import Series
from tests.checkin.factories import make_card, make_code, make_place
from tests.consent.factories import allow
from tests.factories import make_pupil, make_series, saved
from tests.support.film import write_film
from tests.support.paper import draw_page

PATIENCE = 20  # seconds, on a busy machine
NAMES = [
    ("Zosia", "Kowalska"),
    ("Łucja", "Żuraw"),
    ("Jan", "Nowak"),
    ("Oleksandra", "Petrenko"),
]
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

pytestmark = [
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


@pytest.fixture
def door(served: str) -> Door:
    now = datetime.now(UTC)
    series = make_series(title="Phone stands", starts=(now - timedelta(minutes=5),))
    pupils = [make_pupil(given, family) for given, family in NAMES]
    for pupil in pupils:
        make_place(series=series, pupil=pupil)
    saved(HealthNote(pupil=pupils[0], sealed=b"sealed", written_at=now))
    allow(pupils[0], Purpose.HEALTH_NOTE, at=now)
    cards = {pupil.given_name: make_card(pupil) for pupil in pupils}
    return Door(served, cards, lambda: make_code(now=now))


@pytest.fixture
def foreign(context: BrowserContext) -> list[str]:
    """The addresses that any page asked another host for."""
    found: list[str] = []

    def look(url: str) -> None:
        if not url.startswith(("http://localhost:", "data:", "blob:")):
            found.append(url)

    context.on("request", lambda request: look(request.url))
    return found


def set_up(page: Page, door: Door, *, language: str = "en") -> None:
    """Enrol the tablet; today's meetings are in sight."""
    page.goto(f"{door.url}/kiosk/?lang={language}")
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()
    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door")
    page.locator("#enrol-form button").click()
    expect(page.locator("#choose")).to_be_visible()


def open_meeting(page: Page, door: Door) -> None:
    """Enrol the tablet and open the deck of the meeting that runs."""
    set_up(page, door)
    page.get_by_role("button", name="Phone stands").click()
    expect(page.locator("#deck")).to_be_visible()
    expect(page.locator("html[data-sw=ready]")).to_be_attached()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Or type the code / use a hand scanner").fill(code)
    page.get_by_role("button", name="OK", exact=True).click()


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


def test_camera_reads_a_printed_card(
    page: Page, door: Door, camera_film: Path, foreign: list[str]
) -> None:
    card = door.cards["Zosia"]
    design = CardDesign(
        language="en",
        code=card.code,
        pupil_name="Zosia K.",
        site_name="FabLab",
        title="Workshop card",
        hint="Show this card at the door.",
    )
    write_film(camera_film, draw_page(card_pdf(design, paper="A6"), dpi=150))
    open_meeting(page, door)

    page.get_by_role("button", name="Start camera").click()

    shows(page, "ok", "Zosia K.", "checked in", "Health note")
    all_sent(page)
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    assert [(scan.how, scan.presented) for scan in scans(1)] == [("camera", card.code)]
    page.get_by_role("button", name="Stop camera").click()
    write_film(camera_film)
    assert foreign == []


def test_scans_wait_without_a_network_and_survive_a_restart(
    page: Page, context: BrowserContext, door: Door, foreign: list[str]
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)

    type_code(
        page, f"{door.cards['Jan'].code[:4].lower()} {door.cards['Jan'].code[4:]}"
    )
    shows(page, "ok", "Jan N.", "checked in")
    page.get_by_role("button", name="Check in Łucja Ż.").click()
    shows(page, "ok", "Łucja Ż.", "checked in")
    expect(page.locator("#status")).to_have_text("Offline – 2 waiting to send")
    assert scans() == []

    page.reload()
    expect(page.locator("#status")).to_have_text("Offline – 2 waiting to send")
    expect(page.locator("#count")).to_have_text("2 of 4 here")
    type_code(page, "not a card of ours")
    shows(page, "warn", "Not on this list")
    kept = page.evaluate(EVERYTHING_KEPT)
    assert len(json.loads(kept)["outbox"]) == 3
    for given, family in NAMES:
        assert given not in kept
        assert family not in kept

    context.set_offline(offline=False)
    all_sent(page)
    expect(page.locator("#status")).to_have_text("Online")
    assert [scan.outcome for scan in scans(3)] == ["stored", "stored", "unknown_card"]
    expect(page.locator("#review li")).to_have_count(1)
    page.locator("#review button").click()
    expect(page.locator("#review")).to_be_hidden()
    assert foreign == []


def test_answer_that_was_lost_makes_no_second_scan(page: Page, door: Door) -> None:
    open_meeting(page, door)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.route("**/api/v1/kiosk/scans", lose_first)
    with page.expect_event("requestfailed", lambda sent: sent.url == lost[0]):
        type_code(page, door.cards["Jan"].code)

    shows(page, "ok", "Jan N.")
    all_sent(page)
    assert (len(lost), len(scans(1))) == (1, 1)


def test_second_showing_informs_and_offers_to_check_out(page: Page, door: Door) -> None:
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok")

    type_code(page, door.cards["Jan"].code)
    shows(page, "info", "Jan N.", "is already checked in")
    page.locator("#result").get_by_role("button", name="Check out").click()
    shows(page, "warn", "checked out")
    page.get_by_role("button", name="Undo last").click()
    shows(page, "info", "Jan N.", "taken back")
    all_sent(page)
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    assert [scan.kind for scan in scans(4)] == ["in", "in", "out", "undo"]


def test_hand_scanner_works_with_any_keyboard_layout(page: Page, door: Door) -> None:
    open_meeting(page, door)
    keys = page.context.new_cdp_session(page)
    for sign in door.cards["Jan"].code:
        code = f"Digit{sign}" if sign.isdigit() else f"Key{sign}"
        for kind in ("keyDown", "keyUp"):
            keys.send(
                "Input.dispatchKeyEvent", {"type": kind, "code": code, "key": "ě"}
            )
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "code": "Enter"})

    shows(page, "ok", "Jan N.", "checked in")
    all_sent(page)
    assert [scan.how for scan in scans(1)] == ["scanner"]


def test_revoked_tablet_wipes_its_list_and_keeps_its_scans(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok")
    with unit_of_work():
        db.session.execute(update(Kiosk).values(revoked_at=datetime.now(UTC)))

    context.set_offline(offline=False)

    expect(page.locator("#enrol-revoked")).to_be_visible(timeout=20_000)
    expect(page.locator("#people li")).to_have_count(0)
    kept = json.loads(page.evaluate(EVERYTHING_KEPT))
    assert len(kept["outbox"]) == 1
    assert not [each for each in kept["kept"] if isinstance(each, dict)]

    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door again")
    page.get_by_role("button", name="Set up").click()
    all_sent(page)
    assert [scan.outcome for scan in scans(1)] == ["stored"]


def test_list_is_wiped_when_its_time_is_over(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=12))

    type_code(page, door.cards["Jan"].code)

    expect(page.locator("#no-meetings")).to_contain_text("There is no list")
    assert len(json.loads(page.evaluate(EVERYTHING_KEPT))["outbox"]) == 1
    page.get_by_role("button", name="Scan without a list").click()
    type_code(page, door.cards["Zosia"].code)
    shows(page, "warn", "Not on this list", "The scan is kept")
    expect(page.locator("#status")).to_have_text("Offline – 2 waiting to send")


def test_pupil_who_registered_since_is_recognised(page: Page, door: Door) -> None:
    open_meeting(page, door)
    series = db.session.query(Series).one()
    pupil = make_pupil("Emil", "Nowy")
    make_place(series=series, pupil=pupil)

    type_code(page, make_card(pupil).code)

    shows(page, "ok", "Emil N.", "is on the newest list and checked in")
    expect(page.locator("#count")).to_have_text("1 of 5 here")


def test_two_tabs_send_each_scan_once(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    twin = context.new_page()
    twin.goto(f"{door.url}/kiosk/")
    expect(twin.locator("#deck")).to_be_visible()
    sent: list[str] = []
    context.on(
        "requestfinished",
        lambda request: sent.extend(
            event["id"]
            for event in (request.post_data_json or {"events": []})["events"]
            if request.url.endswith("/scans")
        ),
    )
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    type_code(twin, door.cards["Zosia"].code)
    expect(twin.locator("#status")).to_have_attribute("data-waiting", "2")
    sent.clear()

    context.set_offline(offline=False)

    all_sent(page)
    all_sent(twin)
    assert len(scans(2)) == 2
    assert sorted(sent) == sorted(set(sent))


def test_wrong_code_is_worded(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/kiosk/")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("alert")).to_have_text("Enter the code for this tablet.")

    page.get_by_label("Code for this tablet").fill("RRRRRRRR")
    page.get_by_label("Name of this tablet").fill("Door")
    page.get_by_role("button", name="Set up").click()

    expect(page.get_by_role("alert")).to_contain_text("This code is unknown")


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_accessible_and_fits_a_phone(
    page: Page, door: Door, scheme: str, language: str
) -> None:
    dark = scheme == "dark"
    page.emulate_media(
        color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page.goto(f"{door.url}/kiosk/?lang={language}")
    expect(page.locator("#enrol")).to_be_visible()
    check_screen(page)
    set_up(page, door, language=language)
    check_screen(page)
    page.locator("summary").first.click()
    check_screen(page)
    page.locator(".choice").first.click()
    expect(page.locator("#deck")).to_be_visible()
    check_screen(page)
    page.locator("#code").fill(door.cards["Zosia"].code)
    page.locator("#typed button").click()
    shows(page, "ok")
    check_screen(page)
    page.locator("label[for=mode-out]").click()
    page.locator("#code").fill("FL")
    page.locator("#typed button").click()
    shows(page, "warn")
    expect(page.locator("#review")).to_be_visible()
    check_screen(page)


def check_screen(page: Page) -> None:
    """Axe finds nothing, nothing sticks out, and nothing is too small to hit."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for width in (320, 390, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate(OVERFLOW) == 0, f"sticks out at {width} px"
        assert page.evaluate(SMALL_TARGETS) == []
