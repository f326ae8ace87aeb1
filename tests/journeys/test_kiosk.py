"""The tablet at the door in Chromium: camera, network gone and back, signed out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from fablab.checkin.models import Card
from fablab.checkin.pdf import CardDesign, card_pdf
from fablab.kernel.db import db
from fablab.series.models import Series
from tests.checkin.factories import make_card, make_place
from tests.factories import make_pupil, make_series
from tests.journeys.conftest import EXPECTED
from tests.journeys.tablet import (
    IN_CHROMIUM,
    Door,
    all_sent,
    check_screen,
    choose_pin,
    kept,
    open_meeting,
    scan_by_hand,
    scans,
    set_up,
    shows,
    travel,
    type_code,
    unlock,
)
from tests.support.film import Scene, write_film
from tests.support.paper import draw_page

pytestmark = IN_CHROMIUM


def test_camera_reads_a_printed_card(
    page: Page, door: Door, camera_film: Path, foreign: list[str]
) -> None:
    card = door.cards["Zosia"]
    write_film(camera_film, printed(card))
    open_meeting(page, door)

    page.get_by_role("button", name="Start camera").click()

    shows(page, "ok", "Zosia K.", "checked in", "Health note")
    all_sent(page)
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    assert [(scan.how, scan.presented) for scan in scans(1)] == [("camera", card.code)]
    page.get_by_role("button", name="Stop camera").click()
    write_film(camera_film)
    assert foreign == []


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(Scene(light=0.15), id="dark"),
        pytest.param(Scene(leaning=True), id="leaning"),
        pytest.param(Scene(inverted=True), id="inverted"),
        pytest.param(Scene(height=200), id="small"),
    ],
)
def test_camera_reads_a_card_that_is_hard_to_see(
    page: Page, door: Door, camera_film: Path, scene: Scene
) -> None:
    write_film(camera_film, printed(door.cards["Zosia"]), scene)
    open_meeting(page, door)

    page.get_by_role("button", name="Start camera").click()

    shows(page, "ok", "Zosia K.", "checked in")
    page.get_by_role("button", name="Stop camera").click()
    write_film(camera_film)


def printed(card: Card) -> Image.Image:
    """The card as it comes out of the printer."""
    design = CardDesign(
        language="en",
        code=card.code,
        pupil_name="Zosia K.",
        site_name="FabLab",
        title="Workshop card",
        hint="Show this card at the door.",
    )
    return draw_page(card_pdf(design, paper="A6"), dpi=150)


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
    found = kept(page)
    assert len(found["outbox"]) == 3
    for given, family in EXPECTED:
        assert given not in str(found)
        assert family not in str(found)

    context.set_offline(offline=False)
    all_sent(page)
    expect(page.locator("#status")).to_have_text("Online")
    assert [scan.outcome for scan in scans(3)] == ["stored", "stored", "unknown_card"]
    assert [scan.how for scan in scans(3)] == ["typed", "name", "typed"]
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
    shows(page, "ask", "Jan N.", "Who collects?")
    page.get_by_role("button", name="(guardian)").click()
    shows(page, "ok", "Jan N.", "checked out")
    page.get_by_role("button", name="Undo: Jan N.").click()
    shows(page, "info", "Jan N.", "taken back")
    all_sent(page)
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    assert [scan.kind for scan in scans(4)] == ["in", "in", "out", "undo"]


def test_hand_scanner_works_with_any_keyboard_layout(page: Page, door: Door) -> None:
    open_meeting(page, door)

    scan_by_hand(page, door.cards["Jan"].code)

    shows(page, "ok", "Jan N.", "checked in")
    all_sent(page)
    assert [scan.how for scan in scans(1)] == ["scanner"]


def test_card_read_twice_within_four_seconds_is_one_scan(
    page: Page, door: Door
) -> None:
    open_meeting(page, door)

    scan_by_hand(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.", "checked in")
    scan_by_hand(page, door.cards["Jan"].code)
    scan_by_hand(page, door.cards["Zosia"].code)

    shows(page, "ok", "Zosia K.", "checked in")
    all_sent(page)
    found = [scan.presented for scan in scans(2)]
    assert found == [door.cards["Jan"].code, door.cards["Zosia"].code]


def test_revoked_tablet_wipes_its_list_and_keeps_its_scans(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok")
    door.sign_out()

    context.set_offline(offline=False)

    expect(page.locator("#enrol-revoked")).to_be_visible(timeout=20_000)
    expect(page.locator("#people li")).to_have_count(0)
    found = kept(page)
    assert len(found["outbox"]) == 1
    assert not [each for each in found["kept"] if isinstance(each, dict)]

    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door again")
    page.get_by_role("button", name="Set up").click()
    choose_pin(page)
    all_sent(page)
    assert [scan.outcome for scan in scans(1)] == ["stored"]


def test_list_is_wiped_when_its_time_is_over(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    travel(page, datetime.now(UTC) + timedelta(hours=12))
    expect(page.locator("#locked")).to_be_visible(timeout=15_000)
    unlock(page)
    expect(page.locator("#no-meetings")).to_contain_text("There is no list")
    page.get_by_role("button", name="Scan without a list").click()

    type_code(page, door.cards["Jan"].code)

    shows(page, "warn", "Not on this list", "The scan is kept")
    assert len(kept(page)["outbox"]) == 1
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


def test_pupil_of_another_group_is_shown_the_right_place(
    page: Page, door: Door
) -> None:
    open_meeting(page, door)
    starts = datetime.now(UTC) + timedelta(minutes=20)
    robots = make_series(title="Robots", starts=(starts,))
    emil = make_pupil("Emil", "Nowy")
    make_place(series=robots, pupil=emil)

    type_code(page, make_card(emil).code)

    shows(page, "warn", "This pupil is expected at “Robots”")
    expect(page.locator("#review li")).to_contain_text(["expected at “Robots”"])


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
    page.locator("#choose summary").click()
    check_screen(page)
    page.locator(".choice").first.click()
    expect(page.locator("#deck")).to_be_visible()
    check_screen(page)
    page.locator("#code").fill(door.cards["Zosia"].code)
    page.locator("#typed button").click()
    shows(page, "ok")
    check_screen(page)
    page.locator("label[for=mode-out]").click()
    page.locator("#code").fill(door.cards["Zosia"].code)
    page.locator("#typed button").click()
    shows(page, "ask")
    check_screen(page)
    page.locator("#result .btn.alt").click()
    shows(page, "stop")
    check_screen(page)
    page.locator("#result .btn.alt").first.click()
    expect(page.locator("#pin")).to_be_visible()
    check_screen(page)
    page.locator("#pin [value=cancel]").click()
    page.locator("#result .btn.alt").last.click()
    check_screen(page)
    page.locator("#code").fill("FL")
    page.locator("#typed button").click()
    shows(page, "warn")
    expect(page.locator("#review")).to_be_visible()
    check_screen(page)
    page.locator("#acts summary").click()
    check_screen(page)
    page.locator("#walk-in-open").click()
    check_screen(page)
    page.locator("#walk-in [value=cancel]").click()
    page.locator("label[for=mode-in]").click()
    page.locator("#bulk-open").click()
    check_screen(page)
    page.locator("#bulk [value=cancel]").click()
    page.locator("label[for=view-of-inside]").click()
    check_screen(page)
