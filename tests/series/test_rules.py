"""The coordinator sets the rules of the own site."""

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from fablab.sites.models import Site
from tests.factories import make_account, make_site, sign_in_as
from tests.support.pages import Browser


def as_coordinator(browser: Browser) -> Site:
    """Sign in somebody who runs the site, which is returned."""
    site = make_site()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=site))
    return site


def test_zero_is_a_value_and_empty_is_no_limit(browser: Browser) -> None:
    site = as_coordinator(browser)
    page = browser.get("/staff/site")

    browser.submit(
        page,
        late_cancel_days="0",
        transfer_minutes="0",
        offers_end_hours="0",
        series_per_season="3",
    )
    limited = site.series_per_season
    browser.submit(browser.get("/staff/site"), series_per_season="")

    assert (site.late_cancel_days, site.transfer_minutes) == (0, 0)
    assert (site.offers_end_hours, limited, site.series_per_season) == (0, 3, None)
    again = browser.get("/staff/site")
    assert again.value("#late_cancel_days") == "0"
    assert again.value("#series_per_season") == ""


def test_nothing_is_not_zero(browser: Browser) -> None:
    site = as_coordinator(browser)

    refused = browser.submit(browser.get("/staff/site"), late_cancel_days="")
    none_at_all = browser.submit(browser.get("/staff/site"), series_per_season="0")

    assert refused.status == none_at_all.status == 422
    assert refused.texts(".error-summary li") == ["Enter a number from 0 to 60"]
    assert none_at_all.texts(".error-summary li") == ["Enter a number from 1 to 100"]
    assert (site.late_cancel_days, site.series_per_season) == (2, None)


def test_a_day_before_is_defined_in_words(browser: Browser) -> None:
    as_coordinator(browser)

    hint = browser.get("/staff/site").text("#late_cancel_days-hint")

    assert hint.startswith("2 means: cancelling is in time until midnight at the end")


def test_a_change_is_written_down_and_nothing_changed_is_not(browser: Browser) -> None:
    site = as_coordinator(browser)

    for _ in range(2):
        browser.submit(browser.get("/staff/site"), offer_hours="24")

    event = db.session.query(AuditEvent).filter_by(action="site.rules_changed").one()
    assert (event.subject, event.details) == (site.slug, {"offer_hours": 24})


def test_another_sites_rules_are_not_found(browser: Browser) -> None:
    as_coordinator(browser)
    make_site("ventosa")

    assert browser.get("/staff/site?site=ventosa").status == 404
