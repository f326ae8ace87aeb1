import pytest

from fablab.accounts.models import Role
from fablab.audit.services import record_event
from fablab.kernel.db import unit_of_work
from tests.factories import OPENING_DAY, make_account, make_site, sign_in_as
from tests.support.pages import Browser


@pytest.mark.parametrize("lang", ["pl", "en", "de", "uk"])
@pytest.mark.parametrize("path", ["/privacy", "/standards"])
def test_everybody_can_read_it_and_knows_whom_to_write_to(
    browser: Browser, path: str, lang: str
) -> None:
    make_site()

    page = browser.get(path, lang)

    assert page.one("html")["lang"] == lang
    assert page.soup.select('main a[href="mailto:lab@example.org"]')


def test_without_a_site_the_letters_sender_is_named(browser: Browser) -> None:
    page = browser.get("/privacy")

    assert page.soup.select('main a[href="mailto:fablab@localhost"]')


def test_the_privacy_officer_sees_processing_but_no_children(browser: Browser) -> None:
    officer = make_account(Role.PRIVACY_OFFICER)
    with unit_of_work():
        record_event(
            actor=officer.public_id,
            action="pupil.read",
            subject_kind="pupil",
            subject="P346789",
            now=OPENING_DAY,
        )
    sign_in_as(browser, officer)

    page = browser.get("/staff/processing")

    assert page.texts("main section h2")[0] == "Taking part in workshops"
    assert page.texts("main tbody td") == [
        "Tue, 1 Sept 2026, 08:00",
        "pupil.read",
        officer.public_id,
        "pupil P346789",
    ]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_others_do_not_see_the_journal(browser: Browser, role: Role) -> None:
    sign_in_as(browser, make_account(role, site=make_site()))

    assert browser.get("/staff/processing").status == 403
