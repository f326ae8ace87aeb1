"""What a parent does on a phone once the family is known: look, cancel, accept."""

import re

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.season.house import House, address_in
from tests.journeys.season.story import (
    GUARDIAN,
    SECOND_GUARDIAN,
    Child,
    Story,
    Workshop,
)
from tests.support.paper import draw_page, text_of


def fetch_card(page: Page, child: Child) -> tuple[str, Image.Image]:
    """The code in letters, and the small card to print as poppler draws it."""
    page.goto("/family/")
    panel_of(page, child).locator("form[action$='/card'] button").first.click()
    expect(page.locator("h1")).to_contain_text(child.short_name)
    code = "".join(page.locator(".qr-tile .code").inner_text().split())
    link = page.locator("main a[href$='paper=A6']").get_attribute("href")
    assert link
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"
    pdf = answer.body()
    assert child.short_name in text_of(pdf)
    return code, draw_page(pdf, dpi=150)


def cancel(page: Page, child: Child, workshop: Workshop) -> None:
    """Give the child's place in the workshop back."""
    open_registration(page, child, workshop)
    page.locator("main a[href$='/cancel']").click()
    page.locator("main form button.danger").click()
    expect(page.locator("main .notice.ok")).to_be_visible()


def accept_offer(
    page: Page, story: Story, house: House, child: Child, workshop: Workshop
) -> None:
    """Open the link of the letter that offers a place, and take the place."""
    title = workshop.texts.title
    letter = house.letter("/offer/", title, to=GUARDIAN, about=child)
    page.goto(address_in(letter, "/offer/"))
    expect(page.locator("html")).to_have_attribute("lang", story.language)
    expect(page.locator("main h2").first).to_have_text(title)
    page.locator("main button[value=accept]").click()
    expect(page.locator("main button[value=accept]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(child.given_name)
    house.letter(
        house.say("You have the place: %(series)s", story) % {"series": title},
        to=GUARDIAN,
        about=child,
    )


def invite_other(page: Page, child: Child) -> None:
    """Ask the second guardian by letter to answer for the child, too."""
    page.goto("/family/")
    page.locator("main a[href='/family/invitations']").click()
    page.get_by_label(child.full_name).check()
    page.locator("#name").fill(SECOND_GUARDIAN.name)
    page.locator("#email").fill(SECOND_GUARDIAN.email)
    page.locator("[name=relation]").first.check()
    page.locator("form:has(#email) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(SECOND_GUARDIAN.email)


def join(page: Page, story: Story, house: House, child: Child) -> None:
    """Open the letter on the second guardian's phone, and accept."""
    letter = house.letter("/invitation/", to=SECOND_GUARDIAN, about=child)
    page.goto(address_in(letter, "/invitation/"))
    expect(page.locator("main")).to_contain_text(GUARDIAN.name)
    expect(page.locator("main")).not_to_contain_text(GUARDIAN.email)
    page.locator("#phone").fill("600 765 432")
    page.locator("#language").select_option(story.language)
    page.locator("form:has(#phone) button[type=submit]").click()
    page.wait_for_url(re.compile("/family/"))


def refuse(page: Page, child: Child, purpose: str) -> None:
    """Say no to one purpose on the child's own page; it counts as no at once."""
    open_pupil(page, child)
    panel = page.locator(f"article.consent:has(form[action$='/consents/{purpose}'])")
    expect(panel.locator(".chip.ok")).to_have_count(1)
    panel.locator("button[value=no]").click()
    panel = page.locator(f"article.consent:has(form[action$='/consents/{purpose}'])")
    expect(panel.locator(".chip.warn")).to_have_count(1)


def announce_absence(page: Page, child: Child, workshop: Workshop) -> None:
    """Say with one tap that the child does not come to the next meeting."""
    open_registration(page, child, workshop)
    page.locator("main form[action$='/absence'] button[value=no]").first.click()
    expect(page.locator("main form button[name=coming][value=yes]")).to_have_count(1)


def fetch_certificate(page: Page, story: Story, house: House, child: Child) -> str:
    """Go where the letter says, and print the child's certificate.

    Returns:
        What stands on it.
    """
    subject = house.say("A certificate for %(pupil)s", story)
    words = subject % {"pupil": child.given_name}
    letter = house.letter(words, to=GUARDIAN, about=child)
    page.goto(address_in(letter, "/family/certificates/"))
    expect(page.locator("h1")).to_contain_text(child.given_name)
    expect(page.locator(".moment img")).to_be_visible()
    link = page.locator(".moment a[href$='.pdf']").get_attribute("href")
    assert link
    return text_of(page.request.get(link).body())


def panel_of(page: Page, child: Child) -> Locator:
    """The child's part of the family's page."""
    return page.locator("main .members > section.panel", has_text=child.full_name)


def open_pupil(page: Page, child: Child) -> None:
    """From the family's page to the child's own."""
    page.goto("/family/")
    panel_of(page, child).locator("a[href^='/family/pupils/']").first.click()
    expect(page.locator("h1")).to_have_text(child.full_name)


def open_registration(page: Page, child: Child, workshop: Workshop) -> None:
    """From the family's page to one registration of the child."""
    page.goto("/family/")
    title = workshop.texts.title
    panel_of(page, child).locator("h3 a", has_text=title).click()
    expect(page.locator("h1")).to_contain_text(title)
