"""Every page of the URL map, as each role that may open it, looked at by axe."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
)

from tests.browser.season import ROLES_BY_DOOR, ServedSeason

pytestmark = pytest.mark.browser

PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"
REFUSED = ["/sign-in", "/sign-in/staff", "/series/phone-stand/register", "/verify"]

REFUSALS = {
    "registrations.register_resume": 410,
    "registrations.desk_printed_series": 410,
    "family.cancel": 409,
    "reports.growth_file": 404,
    "reports.sheets_file": 404,
}
"""What some pages answer: to a dead link, before printing, too early or too late."""

# What other roles have shown already in the same shape is not looked at again.
_seen: set[tuple[str, str]] = set()


@contextmanager
def visitor(
    browser: Browser, season: ServedSeason, role: str
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser of that role, and what went wrong in it."""
    context = browser.new_context(
        viewport=DESKTOP,  # type: ignore[arg-type]  # a viewport is a dict
        locale="en",
        reduced_motion="reduce",  # a colour on its way to another is no fault
    )
    context.add_init_script(Axe().axe_script)
    if cookie := season.cookies.get(role):
        known = {"name": "session", "value": cookie, "url": season.url}
        context.add_cookies([known])  # type: ignore[list-item]  # as Playwright has it
    faults: list[str] = []
    host = urlsplit(season.url).netloc

    def note_request(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in {"http", "https"} and asked.netloc != host:
            faults.append(f"asks a foreign host: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text}")

    context.on("console", note_message)
    context.on("request", note_request)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    yield context, faults
    context.close()


def real(faults: list[str]) -> list[str]:
    """What went wrong besides a refusal, which Chromium writes into its console."""
    return [fault for fault in faults if not re.search(r"\b4\d\d\b", fault)]


def look_at(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, in light and wide, dark and narrow."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} h1"
    for scheme, size in (("light", DESKTOP), ("dark", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # it is a dict
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
        for violation in page.evaluate(RUN):
            yield f"{scheme}: {_told(violation)}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        yield f"{width} px wide at 320: {page.evaluate(_WIDEST)}"


_WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > 321)
  .slice(0, 4).map((one) => one.outerHTML.slice(0, 90)).join(" ")"""


def _told(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    where = json.dumps([node["target"][0] for node in nodes[:3]], ensure_ascii=False)
    why = nodes[0]["failureSummary"].splitlines()[-1].strip()
    return f"{violation['id']} at {where} of {len(nodes)}: {why}"


def shape_of(html: str) -> str:
    """Which tags with which classes stand in the main part, each kind once."""
    main = BeautifulSoup(html, "html.parser").select_one("main")
    tags = main.select("*") if main else []
    kinds = {f"{tag.name}.{'.'.join(sorted(tag.get('class') or []))}" for tag in tags}
    return " ".join(sorted(kinds))


def is_page(answer: Response | None, path: str) -> bool:
    """Whether a page of this address came, and no file and none of another one."""
    if answer is None or urlsplit(answer.url).path != path:
        return False
    return (answer.header_value("content-type") or "").startswith("text/html")


@pytest.mark.parametrize("role", ["anonymous", *ROLES_BY_DOOR])
def test_every_page_is_accessible_and_fits_a_phone(
    browser: Browser, season: ServedSeason, role: str
) -> None:
    problems: list[str] = []
    opened = 0
    with visitor(browser, season, role) as (context, faults):
        page = context.new_page()
        for endpoint, path in season.pages[role]:
            head = context.request.get(f"{season.url}{path}", max_redirects=0)
            if not (head.headers.get("content-type") or "").startswith("text/html"):
                continue
            if head.status not in {200, REFUSALS.get(endpoint)}:
                if head.status != 303:
                    problems.append(f"{path} [{endpoint}] answers {head.status}")
                continue
            opened += 1
            key = (endpoint, shape_of(head.text()))
            if key in _seen:
                continue
            _seen.add(key)
            page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a dict
            assert is_page(page.goto(f"{season.url}{path}", wait_until="load"), path)
            found = [*look_at(page), *real(faults)]
            problems += [f"{path} [{endpoint}] {fault}" for fault in found]
            faults.clear()

    assert problems == []
    assert opened > 0


def test_refused_forms_and_error_pages_are_accessible(
    browser: Browser, season: ServedSeason
) -> None:
    problems = []
    with visitor(browser, season, "anonymous") as (context, faults):
        page = context.new_page()
        for path in REFUSED:
            page.goto(f"{season.url}{path}")
            page.locator("main form .btn:not([type=button])").last.click()
            assert page.locator(".error-summary, [aria-invalid=true]").count() > 0
            problems += [f"{path} refused: {fault}" for fault in look_at(page)]
        page.goto(f"{season.url}/there-is-no-such-page")
        problems += [f"error page: {fault}" for fault in look_at(page)]
        problems += real(faults)

    assert problems == []


def test_every_step_of_the_sign_up_is_accessible(
    browser: Browser, season: ServedSeason
) -> None:
    problems = []
    with visitor(browser, season, "anonymous") as (context, faults):
        page = context.new_page()
        for step in walk(page, f"{season.url}/series/phone-stand/register"):
            found = [*look_at(page), *real(faults)]
            problems += [f"{step}: {fault}" for fault in found]
            faults.clear()

    assert problems == []


def walk(page: Page, start: str) -> Iterator[str]:
    """Go through the steps, and stop at each: two children, and a letter to come."""
    page.goto(start)
    page.locator("main form .btn[type=submit]").click()
    page.locator(".error-summary").wait_for()
    yield "who, refused"
    page.locator("main button[value=more]").click()
    page.locator("#children-1-given_name").wait_for()
    for number, name in enumerate(("Mira", "Maximiliana-Aleksandra")):
        block = f"#children-{number}"
        page.locator(f"{block}-given_name").fill(name)
        page.locator(f"{block}-family_name").fill("Novak")
        born = (17, 5, date.today().year - 12)  # noqa: DTZ011 - a birthday
        for part, value in zip(("day", "month", "year"), born, strict=True):
            page.locator(f"{block}-birth_date-{part}").fill(str(value))
    yield "who"
    for step in ("health", "going-home", "you"):
        page.locator("main form .btn[type=submit]").click()
        page.wait_for_url(f"**/{step}")
        yield step
    page.locator("main form .btn[type=submit]").click()
    page.locator(".error-summary").wait_for()
    yield "you, refused"
    page.locator("#guardian_name").fill("Ana Novak")
    page.locator("#email").fill("a.very.long.address.of.a.guardian@family.example.org")
    page.locator("#phone").fill("600 123 456")
    page.locator("main form .btn[type=submit]").click()
    page.wait_for_url("**/check")
    yield "check"
    page.locator("main a[href$='/later']").click()
    page.wait_for_url("**/later")
    yield "later"
    page.locator("main form .btn:not(.alt)[type=submit]").click()
    page.wait_for_url("**/kept")
    yield "kept"
    page.goto(f"{start}/check")
    page.locator("form#send button").click()
    page.wait_for_url("**/sent")
    yield "sent"
