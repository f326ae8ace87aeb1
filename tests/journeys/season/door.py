"""What happens at the door, on the tablet."""

from playwright.sync_api import Page, expect

from tests.journeys.season.house import House
from tests.journeys.season.story import Child, Story
from tests.journeys.tablet import choose_pin

SECONDS = 1000
CAMERA_PATIENCE = 20 * SECONDS
SENDING_PATIENCE = 20 * SECONDS


def set_up_tablet(page: Page, story: Story, *, code: str) -> None:
    """Type the coordinator's code; today's meetings come into sight."""
    page.goto("/kiosk/")
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()
    expect(page.locator("html")).to_have_attribute("lang", story.language)
    page.locator("#enrol-code").fill(code)
    page.locator("#enrol-name").fill("Front door")
    page.locator("#enrol-form button").click()
    choose_pin(page)


def open_meeting(page: Page, story: Story, *expected: Child) -> None:
    """Choose the meeting that is running, and find who is expected."""
    page.locator("#meetings button", has_text=story.texts.title).click()
    expect(page.locator("#deck")).to_be_visible()
    names = page.locator("#people .name")
    expect(names).to_have_text([child.short_name for child in expected])
    expect(page.locator("html[data-sw=ready]")).to_be_attached(timeout=CAMERA_PATIENCE)


def show_card_to_camera(page: Page, child: Child) -> None:
    """Start the camera, which sees the film of the card."""
    page.locator("#camera").click()
    is_green(page, child, patience=CAMERA_PATIENCE)
    page.locator("#camera").click()


def type_code(page: Page, code: str) -> None:
    """Type the code that stands below the QR, for want of a camera."""
    page.locator("#code").fill(code)
    page.locator("#typed button").click()


def is_green(page: Page, child: Child, *, patience: int = 5 * SECONDS) -> None:
    """The big card is green and says who came."""
    card = page.locator("#result[data-state=ok]")
    expect(card).to_contain_text(child.short_name, timeout=patience)


def hand_over(page: Page, child: Child, *, to: str) -> None:
    """Switch to leaving, tap the child's name, and answer who collects."""
    page.locator("label[for=mode-out]").click()
    row = page.locator("#people li").filter(has_text=child.short_name)
    row.get_by_role("button").click()
    card = page.locator("#result[data-state=ask]")
    expect(card).to_contain_text(child.short_name)
    card.get_by_role("button", name=to).click()
    is_green(page, child)
    expect(page.locator("#result")).to_contain_text(to)


def have_flag(page: Page, story: Story, house: House, *children: Child) -> None:
    """The list marks these children, and nobody else, as not to be photographed."""
    flag = house.say("No photos", story)
    rows = page.locator("#people li").filter(has_text=flag)
    names = [child.short_name for child in children]
    expect(rows.locator(".name")).to_have_text(names, timeout=SENDING_PATIENCE)


def are_excused(page: Page, story: Story, house: House, *children: Child) -> None:
    """The list says of these children, and of nobody else, that they are excused."""
    rows = page.locator("#people li").filter(has_text=house.say("Excused", story))
    names = [child.short_name for child in children]
    expect(rows.locator(".name")).to_have_text(names, timeout=SENDING_PATIENCE)


def look_again(page: Page) -> None:
    """Load the page anew, which fetches the newest list."""
    page.reload()
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()


def waits_to_send(page: Page, number: int) -> None:
    """So many scans are on the tablet alone."""
    status = page.locator("#status")
    expect(status).to_have_attribute(
        "data-waiting", str(number), timeout=SENDING_PATIENCE
    )


def network_is(page: Page, state: str) -> None:
    """The strip says whether the server answers: online or offline."""
    status = page.locator("#status")
    expect(status).to_have_attribute("data-network", state, timeout=SENDING_PATIENCE)
