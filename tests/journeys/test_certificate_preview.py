"""The preview of certificates in Chromium: it follows the keys, and works without."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from fablab.certificates.models import SiteDesign
from fablab.kernel.db import db
from tests.certificates.factories import AFTERWARDS, make_coordinator
from tests.factories import sign_in_as
from tests.support.pages import Browser as Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def address(served: str) -> str:
    return f"{served}/staff/site/certificates?lang=en"


@pytest.fixture
def cookie(
    app: Flask, served: str, clock_at: Callable[[datetime], None]
) -> dict[str, str]:
    clock_at(AFTERWARDS)
    client = app.test_client()
    sign_in_as(Visitor(client), make_coordinator())
    known = client.get_cookie("session")
    assert known
    return {"name": "session", "value": known.value, "url": served}


def open_page(browser: Browser, cookie: dict[str, str], *, script: bool) -> Page:
    context = browser.new_context(java_script_enabled=script)
    context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright has it
    return context.new_page()


def test_the_preview_follows_what_is_typed_and_chosen(
    browser: Browser, cookie: dict[str, str], address: str
) -> None:
    page = open_page(browser, cookie, script=True)
    page.goto(address)
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Zoë Brontë-Hughes")

    page.get_by_label("Upright").check()
    expect(preview.locator("svg")).to_have_attribute("viewBox", "0 0 595.276 841.89")
    page.locator("[name=heading_en]").fill("Laser licence")
    expect(preview).to_contain_text("Laser licence")
    page.locator("[name=heading_en]").fill("Laser {licence}")
    expect(preview).to_contain_text("Something in the form has to be put right first")
    expect(page.locator("[name=heading_en]")).to_be_focused()

    assert db.session.query(SiteDesign).count() == 0
    page.context.close()


def test_without_a_script_a_button_shows_the_preview(
    browser: Browser, cookie: dict[str, str], address: str
) -> None:
    page = open_page(browser, cookie, script=False)
    page.goto(address)

    page.locator("[name=heading_en]").fill("Laser licence")
    page.get_by_role("button", name="Preview", exact=True).click()

    expect(page.locator("#preview")).to_contain_text("Laser licence")
    expect(page.locator("[name=heading_en]")).to_have_value("Laser licence")
    assert db.session.query(SiteDesign).count() == 0
    page.context.close()
