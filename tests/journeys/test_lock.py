"""The tablet's own PIN in Chromium: five idle minutes, wrong tries, chosen anew."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import EXPECTED
from tests.journeys.tablet import (
    IN_CHROMIUM,
    TABLET_PIN,
    Door,
    all_sent,
    check_screen,
    choose_pin,
    kept,
    open_meeting,
    scan_by_hand,
    scans,
    shows,
    travel,
    type_code,
    unlock,
)

pytestmark = IN_CHROMIUM

LOCKED_WITHIN = 15_000  # milliseconds, on a busy machine
SHORT_NAMES = ["Zosia K.", "Łucja Ż.", "Jan N.", "Oleksandra P."]


def is_locked(page: Page) -> None:
    expect(page.locator("#locked")).to_be_visible(timeout=LOCKED_WITHIN)
    page_as_it_is = page.locator("html").evaluate("page => page.outerHTML")
    assert [name for name in SHORT_NAMES if name in page_as_it_is] == []


def wait_idle(page: Page, **time: int) -> None:
    """Let so much time go by without a touch."""
    travel(page, datetime.now(UTC) + timedelta(**time))


def test_tablet_locks_after_five_idle_minutes_and_shows_no_name_until_the_pin(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    all_sent(page)
    page.locator("#search").fill("Zosia K.")
    page.get_by_text("Last check-ins and check-outs").click()
    context.set_offline(offline=True)
    wait_idle(page, minutes=4, seconds=30)
    page.wait_for_timeout(6_000)
    expect(page.locator("#deck")).to_be_visible()

    wait_idle(page, minutes=6)

    is_locked(page)
    page.reload()
    is_locked(page)
    unlock(page)
    expect(page.locator("#people .name")).to_have_count(len(EXPECTED))
    expect(page.locator("#count")).to_have_text("1 of 4 here")


def test_what_is_open_when_it_locks_is_there_after_the_pin(
    page: Page, door: Door
) -> None:
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    page.locator("label[for=mode-out]").click()
    type_code(page, door.cards["Jan"].code)
    shows(page, "ask", "Jan N.", "Who collects?")
    page.get_by_role("button", name="Lock this tablet").click()

    is_locked(page)
    unlock(page)

    page.locator("#questions").get_by_role("button", name="Jan N.").click()
    shows(page, "ask", "Jan N.", "Who collects?")


def test_locked_tablet_sends_what_waits_and_takes_no_card(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    page.get_by_role("button", name="Lock this tablet").click()
    is_locked(page)
    scan_by_hand(page, door.cards["Zosia"].code)

    context.set_offline(offline=False)

    all_sent(page)
    assert len(scans(1)) == 1
    is_locked(page)


def test_ten_wrong_pins_wipe_the_list_and_keep_the_scans(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    page.get_by_role("button", name="Lock this tablet").click()
    problem = page.locator("#unlock-problem")

    unlock(page, "FL7K3D9X")
    expect(problem).to_have_text("Enter four to eight digits.")
    for left in range(9, 0, -1):
        unlock(page, "9999")
        expect(problem).to_contain_text(f"{left} tr")
        if left == 5:
            page.reload()
            expect(page.locator("#locked")).to_be_visible()
    unlock(page, "9999")

    expect(page.locator("#enrol-wiped")).to_be_visible()
    found = kept(page)
    assert len(found["outbox"]) == 1
    assert not [each for each in found["kept"] if isinstance(each, dict)]
    context.set_offline(offline=False)
    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door again")
    page.get_by_role("button", name="Set up").click()
    choose_pin(page)
    all_sent(page)
    assert len(scans(1)) == 1


def test_right_pin_gives_all_tries_back(page: Page, door: Door) -> None:
    open_meeting(page, door)
    problem = page.locator("#unlock-problem")
    for _ in range(2):
        page.get_by_role("button", name="Lock this tablet").click()
        unlock(page, "9999")
        expect(problem).to_contain_text("9 tries are left")
        unlock(page)
        expect(page.locator("#deck")).to_be_visible()


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        ("12", "four to eight digits"),
        ("12345a", "four to eight digits"),
        ("123456789", "four to eight digits"),
        ("1111", "guessed at once"),
        ("3456", "guessed at once"),
        ("4321", "guessed at once"),
    ],
)
def test_pin_that_protects_nothing_is_refused(
    page: Page, door: Door, pin: str, words: str
) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="Meetings").click()
    page.get_by_text("This tablet", exact=True).click()
    page.get_by_role("button", name="Change the PIN").click()

    page.get_by_label("Four to eight digits").fill(pin)
    page.get_by_role("button", name="Use this PIN").click()

    expect(page.locator("#newpin-problem")).to_contain_text(words)
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#choose")).to_be_visible()


def test_pin_is_changed_and_never_kept_as_it_is(page: Page, door: Door) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="Meetings").click()
    page.get_by_text("This tablet", exact=True).click()
    page.get_by_role("button", name="Change the PIN").click()
    page.get_by_label("Four to eight digits").fill("806139")
    page.get_by_role("button", name="Use this PIN").click()
    page.get_by_role("button", name="Lock this tablet").click()

    unlock(page)
    expect(page.locator("#unlock-problem")).to_contain_text("Wrong PIN")
    unlock(page, "806139")

    expect(page.locator("#choose")).to_be_visible()
    found = str(kept(page))
    assert "806139" not in found
    assert TABLET_PIN not in found


def test_locked_tablet_is_accessible_and_fits_a_phone(page: Page, door: Door) -> None:
    page.goto(f"{door.url}/kiosk/?lang=en")
    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door")
    page.locator("#enrol-form button").click()
    expect(page.locator("#newpin")).to_be_visible()
    check_screen(page)
    choose_pin(page)
    page.get_by_role("button", name="Lock this tablet").click()
    expect(page.locator("#locked")).to_be_visible()
    check_screen(page)
