"""Accounts that can sign in."""

import re
from datetime import UTC, datetime

import pyotp

from fablab.accounts.models import Account, Role
from fablab.accounts.second_factor import context_of
from fablab.accounts.services import hash_password
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.web.current import current_installation
from tests.factories import make_account, make_site
from tests.support.pages import Browser, Page

PASSWORD = "four words in a row"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def make_coordinator(*, with_second_factor: bool = True) -> Account:
    """A coordinator with a password, and with an app on the phone if wished."""
    account = make_account(
        Role.COORDINATOR, site=make_site(), name="Ewa Lis", email="ewa@example.org"
    )
    cipher = current_installation().cipher
    with unit_of_work():
        account.password_hash = hash_password(PASSWORD)
        if with_second_factor:
            account.totp_sealed = cipher.seal(SECRET, context=context_of(account))
    return account


def code_at(instant: datetime, secret: str = SECRET) -> str:
    """What the app on the phone shows then."""
    return pyotp.TOTP(secret).at(instant)


def enter_password(browser: Browser, password: str = PASSWORD) -> Page:
    """Fill in the first page of the staff's way in."""
    page = browser.get("/sign-in/staff")
    return browser.submit(page, email="Ewa@example.org", password=password)


def mailed_links() -> list[str]:
    """The paths in the letters that wait, in their order."""
    letters = db.session.query(Letter).order_by(Letter.id).all()
    paths = [str(letter.context["sign_in_path"]) for letter in letters]
    assert all(re.fullmatch(r"/sign-in/[\w-]{43}", path) for path in paths)
    return paths
