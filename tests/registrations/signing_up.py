"""A family that walks through the steps of the sign-up, as a person does."""

from collections.abc import Iterable
from typing import Any

from fablab.series.models import Series
from tests.support.pages import Browser, Page

FAMILY: dict[str, Any] = {
    "given_name": "Mira",
    "family_name": "Novak",
    "birth_date-day": "17",
    "birth_date-month": "5",
    "birth_date-year": "2014",
    "guardian_name": "Ana Novak",
    "email": "ana@example.org",
    "phone": "600 123 456",
}
OF_A_CHILD = ("given_name", "family_name", "birth_date", "school", "class_name")
OF_HEALTH = ("topics", "note")
OF_A_COLLECTOR = ("name", "relation")
MOST_STEPS = 6


def sign_up(browser: Browser, series: Series | str, **answers: Any) -> Page:  # noqa: ANN401 -- any answer
    """Fill in every step and send it; the page that comes then, or that refuses.

    Args:
        browser: who signs up.
        series: what for, or its slug.
        **answers: what differs from `FAMILY`, by field name. What is about the first
            child needs no "children-0-" before it; other children are
            `**{"children-1-given_name": "Jan"}` and so on, and get a block each.
    """
    page = walk_to_check(browser, series, **answers)
    return browser.submit(page, follow=True) if is_check(page) else page


def walk_to_check(browser: Browser, series: Series | str, **answers: Any) -> Page:  # noqa: ANN401 -- any answer
    """Fill in every step but the last; the page to check, or the one that refuses."""
    slug = series if isinstance(series, str) else series.slug
    page = browser.get(f"/series/{slug}/register", follow=True)
    typed = {full_name(name): value for name, value in (FAMILY | answers).items()}
    for _ in range(MOST_STEPS):
        if page.status != 200 or is_check(page) or not page.soup.select("progress"):
            return page
        page = fill_in(browser, page, typed)
    raise AssertionError(f"no end of steps, last {page.url}")


def fill_in(browser: Browser, page: Page, typed: dict[str, Any]) -> Page:
    """Fill in one step with those answers that it asks for, and go on."""
    names = names_on(page)
    while missing := _blocks(typed) - _blocks(names):
        if not any(block[0] in {b[0] for b in _blocks(names)} for block in missing):
            break
        page = browser.submit(page, button="press=more", follow=True)
        names = names_on(page)
    known = {name: value for name, value in typed.items() if name in names}
    return browser.submit(page, follow=True, **known)


def names_on(page: Page) -> set[str]:
    """The names of the fields that the page asks for."""
    return {str(field["name"]) for field in page.soup.select("main form [name]")}


def is_check(page: Page) -> bool:
    """Whether it is the page on which the answers are checked."""
    return page.url.endswith("/register/check")


def full_name(name: str) -> str:
    """The name of the field on its page, for what is about the first of several."""
    first = name.split("-", maxsplit=1)[0]
    if first in OF_A_CHILD or first in OF_HEALTH:
        return f"children-0-{name}"
    return f"collectors-0-{name}" if first in OF_A_COLLECTOR else name


def _blocks(names: Iterable[str]) -> set[tuple[str, str]]:
    """The blocks that the fields belong to: ("children", "0")."""
    found = (name.split("-") for name in names)
    return {(parts[0], parts[1]) for parts in found if len(parts) > 2}
