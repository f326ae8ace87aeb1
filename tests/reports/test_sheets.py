"""All sheets of a series for staff: on one page each, noted, and seen by the family."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.reports.queries.sheets import family_sheets, places_of, sheets_of_series
from fablab.series.models import Series
from tests.assessments.factories import make_attendance, make_place, meetings_of
from tests.factories import (
    make_account,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.reports.factories import give_level, guardian_of
from tests.reports.season import LAST_WEEK, Season
from tests.support.pages import Browser
from tests.support.statements import counted_statements


def addresses(season: Season) -> tuple[str, str]:
    page = f"/staff/series/{season.series.slug}/sheets"
    return page, f"{page}.pdf"


def coordinator_of(season: Season) -> Account:
    return make_account(Role.COORDINATOR, site=season.series.site, name="Celina Wilk")


def pages_of(pdf: bytes) -> list[str]:
    pages = PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def observe_another(season: Season, given_name: str) -> None:
    pupil = make_pupil(given_name, "Kot")
    place = make_place(season.series, pupil)
    first = meetings_of(season.series)[0]
    make_attendance(first, place)
    give_level(first, place, "CR1", 3, by=season.ewa)


def test_everybody_who_was_observed_gets_a_page_in_the_familys_language(
    season: Season, browser: Browser
) -> None:
    observe_another(season, "Abel")
    with unit_of_work():
        db.session.merge(guardian_of(season.mira).account).language = "pl"
    make_place(season.series, make_pupil("Zoe", "Kot"))
    sign_in_as(browser, season.ewa)
    page, file = addresses(season)

    names = browser.get(page).texts(".person .name")
    chips = browser.get(page).texts(".person .chip")
    pages = pages_of(browser.download(file))

    assert names == ["Abel K.", "Mira Ż.", "Nina L.", "Zoe K."]
    assert chips == ["Sheet ready"] * 3 + ["Nothing noted yet"]
    assert [text.split(" · ")[0] for text in pages] == [
        *["Growth at the FabLab", "Rozwój w FabLabie", "Growth at the FabLab"]
    ]


def test_each_printing_is_noted_and_seen_by_the_family(
    season: Season, browser: Browser
) -> None:
    celina = coordinator_of(season)
    sign_in_as(browser, celina)
    page, file = addresses(season)
    browser.get(page)
    browser.get(file)

    events = db.session.query(AuditEvent).filter_by(action="family_sheet.printed")
    assert {(event.actor, event.at) for event in events} == {
        (celina.public_id, LAST_WEEK)
    }
    assert season.mira.public_id in {event.subject for event in events}
    sign_in_as(browser, guardian_of(season.mira).account)
    family = browser.get(f"/family/pupils/{season.mira.public_id}")
    assert family.texts("section[aria-labelledby=read] li") == [
        "22 Oct 2026: Celina Wilk, FabLab bielsko-biala growth sheet (PDF)"
    ]


def test_before_the_first_level_there_is_nothing_to_print(
    season: Season, browser: Browser
) -> None:
    series = make_series(title="Robots", facilitator=season.ewa)
    make_place(series, make_pupil("Zoe", "Kot"))
    sign_in_as(browser, season.ewa)

    page = browser.get(f"/staff/series/{series.slug}/sheets")

    assert page.texts(".person .chip") == ["Nothing noted yet"]
    assert browser.get(f"/staff/series/{series.slug}/sheets.pdf").status == 404


def test_where_families_see_no_levels_the_sheets_tell_none(
    season: Season, browser: Browser
) -> None:
    with unit_of_work():
        db.session.get_one(Series, season.series.id).families_see_levels = False
    sign_in_as(browser, coordinator_of(season))
    page, file = addresses(season)
    assert "Print 2 sheets (PDF)" in browser.get(page).texts("main .btn")
    for text in pages_of(browser.download(file)):
        assert "With prompts" not in text


def test_only_who_leads_or_runs_the_series_prints_it(
    season: Season, browser: Browser
) -> None:
    strangers = [
        season.adam,
        make_account(Role.COORDINATOR, site=make_site("ventosa"), name="Inês Rato"),
    ]
    for stranger in strangers:
        sign_in_as(browser, stranger)
        for address in addresses(season):
            assert browser.get(address).status == 404
    sign_in_as(browser, season.teacher)
    for address in addresses(season):
        assert browser.get(address).status in {403, 404}
    printed = db.session.query(AuditEvent).filter_by(action="family_sheet.printed")
    assert printed.count() == 0


def test_the_coordinator_decides_whether_families_see_levels(
    season: Season, browser: Browser
) -> None:
    sign_in_as(browser, coordinator_of(season))
    page, _ = addresses(season)
    words = "Families of this workshop see work, words and attendance, but no levels."

    off = browser.submit(browser.get(page), button="on=no", follow=True)
    assert words in off.texts("main p")
    assert not db.session.get_one(Series, season.series.id).families_see_levels

    on = browser.submit(off, button="on=yes", follow=True)
    assert words not in on.texts("main p")
    actions = db.session.query(AuditEvent.action).filter_by(subject_kind="series")
    assert [row.action for row in actions.order_by(AuditEvent.id)][-2:] == [
        "series.levels_kept",
        "series.levels_shown",
    ]


def test_a_facilitator_sees_the_choice_and_cannot_change_it(
    season: Season, browser: Browser
) -> None:
    sign_in_as(browser, season.ewa)

    assert browser.get(addresses(season)[0]).soup.select("main form") == []


@pytest.mark.usefixtures("season")
def test_any_number_of_sheets_takes_the_same_number_of_statements(
    season: Season,
) -> None:
    with unit_of_work():
        db.session.get_one(Series, season.series.id).capacity = 40
    counts = []
    for _ in range(3):
        with counted_statements() as found:
            sheets_of_series(season.series, now=LAST_WEEK, fallback="en")
        counts.append(len(found))
        for number in range(4):
            observe_another(season, f"Pupil {number}")

    assert counts == [counts[0]] * 3
    assert family_sheets(
        places_of(season.series)[:1], now=LAST_WEEK, language="en"
    ) == list(sheets_of_series(season.series, now=LAST_WEEK, fallback="en")[:1])
