"""What a coordinator does: plan, publish, let a tablet in, certify."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.season.house import House
from tests.journeys.season.story import (
    AGES,
    FACILITATOR,
    ROOM,
    SITE,
    SITE_SLUG,
    Child,
    Story,
    Workshop,
)
from tests.support.paper import text_of

HALF = "50"
MOMENT = "%Y-%m-%dT%H:%M"


def write_series(page: Page, story: Story, workshop: Workshop) -> None:
    """Make a draft with its texts, its rules and its facilitator."""
    texts, language = workshop.texts, story.language
    page.goto("/staff/series/new")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(f"#title_{language}").fill(texts.title)
    page.locator(f"#summary_{language}").fill(texts.summary)
    page.locator(f"#description_{language}").fill(texts.description)
    page.locator(f"#achievement_{language}").fill("\n".join(texts.achievement))
    page.locator("#site").select_option(SITE_SLUG)
    page.locator("#topic").select_option("laser-cutting")
    page.locator("#language").select_option(language)
    page.locator("#age_min").fill(str(AGES[0]))
    page.locator("#age_max").fill(str(AGES[1]))
    page.locator("#capacity").fill(str(workshop.capacity))
    page.locator("#attendance_needed").fill(HALF)
    page.locator("#registration_opens").fill(moment(story.starts - timedelta(days=7)))
    # Who comes to the first meeting may still register until the second.
    page.locator("#registration_closes").fill(moment(story.starts + timedelta(days=6)))
    page.get_by_label(FACILITATOR.name).check()
    save(page)


def add_meetings(page: Page, workshop: Workshop) -> None:
    """The meetings, a week apart."""
    page.locator("#day").fill(workshop.starts.date().isoformat())
    page.locator("#starts").fill(f"{workshop.starts:%H:%M}")
    page.locator("#ends").fill(f"{workshop.ends:%H:%M}")
    page.locator("#weeks").fill(str(workshop.weeks))
    page.locator("#place").fill(ROOM)
    save(page)
    expect(page.locator("main .person")).to_have_count(workshop.weeks)


def publish(page: Page) -> None:
    """Publish, and see nothing missing."""
    page.locator("main .tabs a").first.click()
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator("form[action$='/publish']")).to_have_count(0)
    expect(page.locator("main .notice.ok")).to_be_visible()


def open_series(page: Page, workshop: Workshop) -> None:
    """From the list of series to the overview of one."""
    page.goto("/staff/series/")
    page.locator("main a", has_text=workshop.texts.title).first.click()


def read_registrations(page: Page, *children: Child) -> None:
    """See who has a place, and what their families allow."""
    page.locator("main .tabs a[href$='/registrations']").click()
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(len(children))
    for child in children:
        row = rows.filter(has_text=child.full_name)
        expect(row.locator("td").first.locator(".chip.ok")).to_have_count(1)
        allowed = [child.photos, child.share_with_school].count(True)
        expect(row.locator("td").nth(2).locator(".chip.ok")).to_have_count(allowed)


def see_disagreement(page: Page, story: Story, house: House, child: Child) -> None:
    """The list says that guardians disagree; the registration, about what and so no."""
    open_series(page, story.workshop)
    page.locator("main .tabs a[href$='/registrations']").click()
    row = page.locator("main tbody tr").filter(has_text=child.full_name)
    chips = row.locator("td").nth(2).locator(".chip.warn")
    expect(chips).to_have_text(house.say("guardians disagree", story))
    row.locator("th a").click()
    about = page.locator("main .chip.warn").filter(
        has_text=house.say("guardians disagree, so no", story)
    )
    expect(about).to_have_count(1)


def make_tablet_code(page: Page) -> str:
    """A code that lets one tablet in."""
    page.goto("/staff/kiosks/")
    page.locator(f"[name=site][value={SITE_SLUG}]").check()
    page.locator("form[action='/staff/kiosks/'] button[type=submit]").click()
    expect(page.locator("#code")).to_contain_text(SITE)
    return page.locator(".qr-tile .code").inner_text()


def open_running_meeting(page: Page) -> None:
    """From the workspace's home to the register of the meeting that runs."""
    page.goto("/staff/")
    page.locator("main .card a.btn:not([href$='/levels'])").click()


def see_arrival(page: Page, *children: Child) -> None:
    """The register says of these children, and of nobody else, that they came."""
    page.reload()
    came = page.locator("main .person.here")
    expect(came.locator(".name")).to_have_text([child.full_name for child in children])
    for row in came.all():
        expect(row.locator("select")).to_have_value("present")


def certify(page: Page, *children: Child, too_rarely: Child) -> None:
    """Issue certificates to those who came often enough, as the to-do list says."""
    page.goto("/staff/")
    page.locator("main .todo a[href$='/certificates']").first.click()
    ticked = page.locator("main tbody tr:has(:checked)")
    expect(ticked).to_have_count(len(children))
    rest = page.locator("main tbody tr:not(:has(:checked))")
    expect(rest.locator("th")).to_have_text(too_rarely.full_name)
    save(page)
    expect(page.locator("main .plain-list .chip.ok")).to_have_count(len(children))
    page.locator("#batch > p > a[href$='/certificates']").click()
    expect(page.locator("main tbody .chip.ok")).to_have_count(len(children))


def fetch_certificate(page: Page, child: Child) -> tuple[str, str]:
    """The child's certificate: its number, and all that stands on the paper."""
    row = page.locator("main tbody tr", has_text=child.full_name)
    number = row.locator(".code").inner_text()
    answer = page.request.get(
        row.locator("a[href$='.pdf']").get_attribute("href") or ""
    )
    assert answer.headers["content-type"] == "application/pdf"
    return number, text_of(answer.body())


def moment(instant: datetime) -> str:
    """A moment as a browser's field for date and time takes it."""
    return instant.strftime(MOMENT)


def save(page: Page) -> None:
    """Send the page's form, and find that it was taken."""
    page.locator("main form:has([name=submission_key]) button[type=submit]").click()
    expect(page.locator("main .error-summary")).to_have_count(0)
    expect(page.locator("main .notice.ok")).to_be_visible()
