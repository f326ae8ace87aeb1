import pytest

from fablab.accounts.models import Account, Role
from fablab.kernel.db import db
from tests.factories import make_account, sign_in_as
from tests.support.pages import Browser


def test_the_language_chosen_while_signed_in_stays(browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.GUARDIAN))
    page = browser.get("/family/")

    page = browser.submit(page, form="form[action='/language']", button="Polski")

    assert (page.status, page.location) == (303, "/family/")
    assert browser.get("/family/").one("html")["lang"] == "pl"
    assert browser.get("/series/").one("html")["lang"] == "pl"
    assert db.session.query(Account).one().language == "pl"


@pytest.mark.parametrize("page", ["//evil.example/", "/nothing", "", "/sign-out"])
def test_nobody_is_sent_to_what_is_no_page_of_ours(browser: Browser, page: str) -> None:
    sign_in_as(browser, make_account(Role.GUARDIAN))
    token = browser.get("/family/").csrf_token

    answer = browser.post("/language", csrf_token=token, language="de", page=page)

    assert answer.location == "/family/"


def test_an_unknown_language_changes_nothing(browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.GUARDIAN))
    token = browser.get("/family/").csrf_token

    browser.post("/language", csrf_token=token, language="xx", page="/family/")

    assert db.session.query(Account).one().language == "en"


def test_visitors_keep_their_links(browser: Browser) -> None:
    page = browser.get("/series/")

    assert page.texts(".lang a") == ["Polski", "English", "Deutsch", "Українська"]
