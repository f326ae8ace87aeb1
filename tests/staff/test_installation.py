from fablab.accounts.models import Role
from tests.accounts.factories import make_coordinator
from tests.factories import make_account, make_guardian, make_site, sign_in_as
from tests.mail.factories import queue_sign_in_letter
from tests.support.pages import Browser


def test_the_administrator_sees_how_it_does_and_who_can_sign_in(
    browser: Browser,
) -> None:
    make_guardian("Ana Novak")
    make_coordinator()
    queue_sign_in_letter()
    sign_in_as(browser, make_account(Role.ADMINISTRATOR, name="Ola Bąk"))

    page = browser.get("/staff/installation")

    assert page.texts("table:first-of-type tbody th")[0] == "Database"
    assert page.texts(".figures dd") == ["1", "0"]
    assert page.texts("main section:last-of-type tbody th") == ["Ewa Lis", "Ola Bąk"]
    assert page.texts("main section:last-of-type .table .chip") == [
        "with second key",
        "no second key yet",
    ]
    assert "Coordinator, FabLab bielsko-biala" in page.text(
        "main section:last-of-type .table"
    )
    assert "Ana Novak" not in page.text("main")


def test_a_coordinator_does_not_run_the_installation(browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site()))

    assert browser.get("/staff/installation").status == 403
