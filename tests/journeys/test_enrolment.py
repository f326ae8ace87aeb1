"""A tablet becomes a kiosk by the coordinator's QR."""

from playwright.sync_api import Page, expect

from tests.journeys.tablet import IN_CHROMIUM, Door, choose_pin

pytestmark = IN_CHROMIUM


def test_code_behind_the_address_fills_itself_in_and_is_taken_away(
    page: Page, door: Door
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    code = door.new_code()

    page.goto(f"{door.url}/kiosk/?lang=en#{code}")
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()

    expect(page.locator("#enrol-code")).to_have_value(code)
    assert page.url == f"{door.url}/kiosk/?lang=en"
    page.locator("#enrol-name").fill("Front door")
    page.get_by_role("button", name="Set up").click()
    choose_pin(page)
    expect(page.locator("#choose")).to_be_visible()
    assert not [address for address in asked if code in address.partition("#")[0]]


def test_what_is_no_code_behind_the_address_fills_nothing_in(
    page: Page, door: Door
) -> None:
    page.goto(f"{door.url}/kiosk/?lang=en#people")
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()

    expect(page.locator("#enrol-code")).to_have_value("")
    assert page.url.endswith("#people")
