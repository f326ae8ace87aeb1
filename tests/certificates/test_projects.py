from collections.abc import Callable
from datetime import datetime

import pytest

from fablab.accounts.models import Account, Role
from fablab.certificates.models import ProjectMark
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Facilitation, Series
from tests.certificates.factories import (
    AFTERWARDS,
    FIRST,
    make_held_series,
    make_visitor,
    meetings_of,
)
from tests.factories import make_account, make_pupil, make_site, sign_in_as
from tests.support.pages import Browser


@pytest.fixture(autouse=True)
def _afterwards(app: object, clock_at: Callable[[datetime], None]) -> None:
    del app
    clock_at(AFTERWARDS)


@pytest.fixture
def series() -> Series:
    """Two pupils; the series asks for a project of one's own."""
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=make_pupil("Łucja", "Zych"))
    make_visitor(series, came_to=range(3), pupil=make_pupil("Mira", "Novak"))
    with unit_of_work():
        series.project_needed = True
    return series


@pytest.fixture
def facilitator(browser: Browser, series: Series) -> Account:
    account = make_account(Role.FACILITATOR, site=make_site(), name="Filip Lis")
    with unit_of_work():
        db.session.add(Facilitation(series=series, account=account))
    sign_in_as(browser, account)
    return account


@pytest.mark.usefixtures("facilitator")
def test_who_leads_it_notes_whose_project_was_seen_and_when(
    browser: Browser, series: Series
) -> None:
    overview = browser.get(f"/staff/series/{series.slug}")
    page = browser.get(str(overview.one("main a[href$='/projects']")["href"]))
    lucja = page.value("label:nth-child(2) [name=shown]")
    third = meetings_of(series)[2].public_id

    page = browser.submit(page, meeting=third, shown=[lucja], follow=True)

    assert page.texts("main > .notice") == ["It is noted whose project you have seen."]
    assert page.texts("fieldset label") == [
        "Mira Novak",
        "Łucja Zych project shown on 19 Sept 2026, seen by Filip Lis",
    ]
    assert page.value("[name=shown][checked]") == lucja

    page = browser.submit(page, shown=[], follow=True)
    assert page.texts("fieldset label") == ["Mira Novak", "Łucja Zych"]
    assert db.session.query(ProjectMark).count() == 0


@pytest.mark.usefixtures("facilitator")
def test_before_the_first_meeting_there_is_nothing_to_note(
    browser: Browser, series: Series, clock_at: Callable[[datetime], None]
) -> None:
    path = f"/staff/series/{series.slug}/projects"
    page = browser.get(path)
    clock_at(FIRST.replace(hour=1))

    assert browser.get(path).text(".empty h2") == "Nothing to note yet"
    answer = browser.submit(page)
    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "Choose a meeting of this workshop that has taken place already."
    ]


@pytest.mark.usefixtures("facilitator")
def test_where_no_project_is_asked_for_the_page_says_so(
    browser: Browser, series: Series
) -> None:
    with unit_of_work():
        series.project_needed = False

    assert (
        browser.get(f"/staff/series/{series.slug}").soup.select(
            "main a[href$='/projects']"
        )
        == []
    )
    page = browser.get(f"/staff/series/{series.slug}/projects")
    assert "does not ask for a project" in page.text("main .notice")


def test_a_facilitator_of_another_workshop_does_not_find_it(
    browser: Browser, series: Series
) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(f"/staff/series/{series.slug}/projects").status == 404
