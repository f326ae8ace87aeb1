"""How a parent signs children up on a phone, step by step, and answers for them."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.season.family import open_pupil
from tests.journeys.season.house import House, address_in
from tests.journeys.season.story import (
    AGES,
    GUARDIAN,
    SCHOOL,
    SITE,
    TOO_YOUNG,
    WEEKS,
    Child,
    Story,
    Workshop,
)

PHONE = "600 123 456"
GRANDMOTHER = "Zofia Gil"
PHOTOS = ("photos_internal", "photos_site", "photos_social", "photos_press")


def find_series(page: Page, story: Story, house: House) -> None:
    """Go from the start page to the list, narrow it, and open the series."""
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", story.language)
    page.locator("header a[href='/series/']").click()
    expect(page.locator("h1")).to_have_text(house.say("Workshops", story))
    page.locator(".filters a[data-topic=laser-cutting]").click()
    page.locator("form[role=search] summary").click()
    page.locator("#age").fill(str(TOO_YOUNG))
    page.locator("form[role=search] .search button").click()
    expect(page.locator("main .grid article")).to_have_count(0)

    page.locator("#age").fill(str(AGES[0]))
    page.locator("#free").check()
    page.locator("form[role=search] .search button").click()
    card = page.locator("main .grid article", has_text=story.texts.title)
    expect(card).to_have_count(1)
    expect(card).to_contain_text(story.texts.summary)
    expect(card).to_contain_text(SITE)
    card.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text(story.texts.title)
    expect(page.locator("main ol.people li")).to_have_count(WEEKS)


def sign_up_as_stranger(page: Page, story: Story, child: Child) -> None:
    """All five steps, from the series' page to: look into your mailbox."""
    page.locator("main a[href$='/register']").click()
    enter_child(page, 0, child)
    go_on(page, "health")
    page.locator("#emergency_name").fill(GRANDMOTHER)
    page.locator("#emergency_phone").fill("600 222 333")
    go_on(page, "going-home")
    page.locator("#collectors-0-name").fill(GRANDMOTHER)
    page.locator("#collectors-0-phone").fill("600 222 333")
    page.locator("#collectors-0-relation").select_option("grandparent")
    go_on(page, "you")
    page.locator("#guardian_name").fill(GUARDIAN.name)
    page.locator("#email").fill(GUARDIAN.email)
    page.locator("#phone").fill(PHONE)
    go_on(page, "check")
    for words in (child.full_name, SCHOOL, GRANDMOTHER, GUARDIAN.email):
        expect(page.locator("main")).to_contain_text(words)
    page.locator("form#send button[type=submit]").click()
    expect(page).to_have_url(re.compile("/register/sent$"))
    expect(page.locator("main .lead")).to_contain_text(GUARDIAN.email)
    expect(page.locator("html")).to_have_attribute("lang", story.language)


def sign_up_others(page: Page, *children: Child) -> None:
    """From the page of thanks: several more children in one go, without a letter."""
    page.locator("main a[href$='/register']").click()
    for number, child in enumerate(children):
        page.locator("main button[value=more]").click()
        expect(page.locator(f"#children-{number}-given_name")).to_be_visible()
        enter_child(page, number, child)
    for step in ("health", "going-home"):
        go_on(page, step)
    send_known(page)


def sign_up_known(page: Page, child: Child, workshop: Workshop) -> None:
    """From the child's own page to another workshop that fits."""
    open_pupil(page, child)
    page.locator("main a[href$='/workshops']").first.click()
    card = page.locator("main li.meeting", has_text=workshop.texts.title)
    card.locator("a.btn").click()
    expect(page.get_by_label(child.full_name)).to_be_checked()
    send_known(page)


def send_known(page: Page) -> None:
    """Go on to the last step and send; a family that is signed in answers at once."""
    go_on(page, "check")
    page.locator("form#send button[type=submit]").click()
    expect(page).to_have_url(re.compile("/family/registrations/.+/answer$"))


def enter_child(page: Page, number: int, child: Child) -> None:
    """Fill in the block of one child."""
    block = f"#children-{number}"
    page.locator(f"{block}-given_name").fill(child.given_name)
    page.locator(f"{block}-family_name").fill(child.family_name)
    page.locator(f"{block}-birth_date-day").fill(str(child.born.day))
    page.locator(f"{block}-birth_date-month").fill(str(child.born.month))
    page.locator(f"{block}-birth_date-year").fill(str(child.born.year))
    option = page.locator(f"{block}-school option", has_text=SCHOOL)
    page.locator(f"{block}-school").select_option(option.get_attribute("value"))
    page.locator(f"{block}-class_name").fill(child.class_name)


def go_on(page: Page, step: str) -> None:
    """Press the button that goes on, and come to that step."""
    page.locator("main form .btn[type=submit]").click()
    expect(page).to_have_url(re.compile(f"/register/{step}$"))


def open_letter(page: Page, story: Story, house: House, child: Child) -> None:
    """Open the link of the letter that asks to confirm."""
    letter = house.letter("/consent/", to=GUARDIAN, about=child)
    assert story.texts.title in letter["Subject"]
    page.goto(address_in(letter, "/consent/"))
    expect(page.locator("html")).to_have_attribute("lang", story.language)


def agree(page: Page, child: Child) -> None:
    """Check what was written, agree to taking part, and answer each question."""
    summary = page.locator("dl.summary")
    for words in (child.full_name, str(child.born.year), SCHOOL, GUARDIAN.name):
        expect(summary).to_contain_text(words)
    page.locator("#agree").check()
    asked = page.locator("main form .choice [type=radio][value=yes]")
    names = [one.get_attribute("name") or "" for one in asked.all()]
    assert {*PHOTOS, "share_with_school", "leaving_alone"} <= set(names)
    for name in names:
        page.locator(f"[name={name}][value={answer_to(name, child)}]").check()
    page.locator("form:has(#agree) button[type=submit]").click()


def answer_to(purpose: str, child: Child) -> str:
    """What the guardian says, as the form sends it: no to what nobody speaks of."""
    allowed = child.photos if purpose in PHOTOS else False
    if purpose == "share_with_school":
        allowed = child.share_with_school
    return "yes" if allowed else "no"


def has_place(page: Page, child: Child) -> None:
    """The page of thanks says that the child is in."""
    expect(page).to_have_url(re.compile("/family/registrations/.+/done$"))
    expect(page.locator("h1")).to_contain_text(child.given_name)
    expect(page.locator("main .chip.ok")).to_have_count(1)


def waits(page: Page, child: Child) -> None:
    """The page of thanks says that the child is on the waiting list."""
    expect(page).to_have_url(re.compile("/family/registrations/.+/done$"))
    expect(page.locator("h1")).to_contain_text(child.given_name)
    expect(page.locator("main .chip.warn")).to_have_count(1)
