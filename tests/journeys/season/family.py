"""What a parent does on a phone."""

import re

from PIL import Image
from playwright.sync_api import Page, expect

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
)
from tests.support.paper import draw_page, text_of

PHONE = "600 123 456"
CONFIRM, CERTIFICATE = 1, 3
"""Of the letters about a child; the second says that the place is theirs."""


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
    card = page.locator("main .grid article")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(story.texts.summary)
    expect(card).to_contain_text(SITE)
    card.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text(story.texts.title)
    expect(page.locator("main ol.people li")).to_have_count(WEEKS)


def register(page: Page, story: Story, child: Child) -> None:
    """From the series' page to the page that says: look into your mailbox."""
    page.locator("main a[href$='/register']").click()
    page.locator("#given_name").fill(child.given_name)
    page.locator("#family_name").fill(child.family_name)
    page.locator("#birth_date-day").fill(str(child.born.day))
    page.locator("#birth_date-month").fill(str(child.born.month))
    page.locator("#birth_date-year").fill(str(child.born.year))
    option = page.locator("#school option", has_text=SCHOOL)
    page.locator("#school").select_option(option.get_attribute("value"))
    page.locator("#class_name").fill(child.class_name)
    page.locator("[name=has_note][value=no]").check()
    page.locator("#guardian_name").fill(GUARDIAN.name)
    page.locator("#email").fill(GUARDIAN.email)
    page.locator("#phone").fill(PHONE)
    page.locator("#is_guardian").check()
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url("/series/" + slug_in(page) + "/register/sent")
    expect(page.locator("main .lead")).to_contain_text(GUARDIAN.email)
    expect(page.locator("html")).to_have_attribute("lang", story.language)


def slug_in(page: Page) -> str:
    """The series of the page's address."""
    return page.url.partition("/series/")[2].partition("/")[0]


def open_letter(page: Page, story: Story, house: House, child: Child) -> None:
    """Open the link of the letter that asks to confirm."""
    letter = house.letter(CONFIRM, about=child)
    assert letter["To"] == GUARDIAN.email
    assert story.texts.title in letter["Subject"]
    page.goto(address_in(letter, "/consent/"))
    expect(page.locator("html")).to_have_attribute("lang", story.language)


def agree(page: Page, child: Child) -> None:
    """Check what was written, agree to taking part, and answer what is optional."""
    summary = page.locator("dl.summary")
    for words in (child.full_name, str(child.born.year), SCHOOL, GUARDIAN.name):
        expect(summary).to_contain_text(words)
    page.locator("#agree").check()
    page.locator(f"[name=photos_site][value={yes_or_no(child.photos)}]").check()
    share = yes_or_no(child.share_with_school)
    page.locator(f"[name=share_with_school][value={share}]").check()
    page.locator("form:has(#agree) button[type=submit]").click()
    expect(page).to_have_url(re.compile("/family/registrations/.+/done$"))
    expect(page.locator("h1")).to_contain_text(child.given_name)
    expect(page.locator("main .chip.ok")).to_have_count(1)


def yes_or_no(answer: bool) -> str:  # noqa: FBT001 - that is what an answer is
    """The answer as the form sends it."""
    return "yes" if answer else "no"


def fetch_card(page: Page, child: Child) -> tuple[str, Image.Image]:
    """The code in letters, and the small card to print as poppler draws it."""
    page.goto("/family/")
    member = page.locator("main section.panel", has_text=child.full_name)
    member.locator("form[action$='/card'] button").click()
    expect(page.locator("h1")).to_contain_text(child.short_name)
    code = "".join(page.locator(".qr-tile .code").inner_text().split())
    link = page.locator("main a[href$='paper=A6']").get_attribute("href")
    assert link
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"
    pdf = answer.body()
    assert child.short_name in text_of(pdf)
    return code, draw_page(pdf, dpi=150)


def find_series_again(page: Page, story: Story) -> None:
    """From the family's page back to the series, for another child."""
    page.goto("/family/")
    page.locator("main h3 a", has_text=story.texts.title).first.click()


def fetch_certificate(page: Page, house: House, child: Child) -> str:
    """Go where the letter says, and print the child's certificate.

    Returns:
        What stands on it.
    """
    page.goto(address_in(house.letter(CERTIFICATE, about=child), "/family/"))
    member = page.locator("main section.panel", has_text=child.full_name)
    link = member.locator("a[href^='/family/certificates/']").get_attribute("href")
    assert link
    return text_of(page.request.get(link).body())
