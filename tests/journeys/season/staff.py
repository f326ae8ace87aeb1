"""What everybody does who works here: sign in with a password and a second key."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from pyotp import TOTP

from tests.journeys.season.story import Person

NEXT_CODE = timedelta(seconds=30)


def sign_in_first_time(page: Page, person: Person, *, home: str) -> TOTP:
    """Sign in and set up the app on the phone; returns what the phone then knows."""
    enter_password(page, person)
    secret = page.locator(".qr-tile .code").inner_text()
    phone = TOTP("".join(secret.split()))
    enter_code(page, phone.now(), home=home)
    return phone


def sign_in_again(page: Page, person: Person, phone: TOTP, *, home: str) -> None:
    """Sign in with the code that comes next, for each counts once."""
    enter_password(page, person)
    enter_code(page, phone.at(datetime.now(UTC) + NEXT_CODE), home=home)


def enter_password(page: Page, person: Person) -> None:
    """Go the way of staff from the public list."""
    page.goto("/series/")
    page.locator(".account a[href='/sign-in']").click()
    page.locator("main a[href='/sign-in/staff']").click()
    page.locator("#email").fill(person.email)
    page.locator("#password").fill(person.password)
    page.locator("main button[type=submit]").click()


def enter_code(page: Page, code: str, *, home: str) -> None:
    """Enter what the phone shows, and arrive."""
    page.locator("#code").fill(code)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(home)


def sign_out(page: Page) -> None:
    """Leave."""
    page.locator("form[action='/sign-out'] button").click()
    expect(page.locator(".account a[href='/sign-in']")).to_be_visible()
