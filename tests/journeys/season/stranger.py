"""What anybody does who holds a certificate in their hands."""

from playwright.sync_api import Page, expect

from tests.journeys.season.story import SITE, Child, Story

HOURS = "2"


def verify(page: Page, story: Story, child: Child, *, number: str) -> None:
    """Type the number, see what was certified, and compare the name."""
    page.goto("/verify")
    expect(page.locator("html")).to_have_attribute("lang", story.language)
    page.locator("#code").fill(number.lower())
    page.locator("main form button").click()
    expect(page).to_have_url(f"/verify/{''.join(number.split())}")
    verdict = page.locator(".verdict.ok")
    initials = f"{child.given_name[0]}. {child.family_name[0]}."
    for words in (number, initials, story.texts.title, SITE, *story.texts.achievement):
        expect(verdict).to_contain_text(words)
    expect(verdict.get_by_text(HOURS, exact=True)).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(child.family_name)

    page.locator("#name").fill(child.full_name)
    page.locator("#name-check form button").click()
    expect(page.locator("#name-check .notice.ok")).to_be_visible()
