"""The steps of the sign-up."""

from fablab.kernel.db import db
from fablab.registrations.models import Registration
from tests.factories import make_series
from tests.registrations.signing_up import sign_up
from tests.support.pages import Browser


def test_try(browser: Browser) -> None:
    page = sign_up(browser, make_series())
    assert page.text("h1") == "Look into your mailbox"
    assert db.session.query(Registration).count() == 1
