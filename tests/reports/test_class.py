"""The overview of a class: counts that give nobody away, then every pupil."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from fablab.accounts.models import Role
from fablab.assessments.models import Occasion
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.reports.queries.class_figures import counted
from tests.assessments.factories import make_facilitator, meetings_of
from tests.factories import make_account, make_school, sign_in_as
from tests.reports.factories import (
    answer_compass,
    answer_sharing,
    confirm_levels,
    give_level,
)
from tests.reports.season import LAST_WEEK, TITLE, Season
from tests.support.pages import Browser, Page

SHOWN = [2] * 6 + [3] * 7 + [4] * 5 + [None] * 2
"""Levels of which three counts are five or more."""


def overview(browser: Browser, season: Season, name: str = "7a") -> Page:
    return browser.get(f"/teacher/schools/{season.school.public_id}?class={name}")


def paper(browser: Browser, season: Season, name: str = "7a") -> str:
    address = f"/teacher/schools/{season.school.public_id}/overview.pdf?class={name}"
    pages = PdfReader(BytesIO(browser.download(address))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def charts(page: Page) -> dict[str, list[str]]:
    """The rows of all charts: title → counts and their sum."""
    return {
        row.select_one("th").get_text(strip=True): [  # type: ignore[union-attr]
            cell.get_text(strip=True) for cell in row.select("td.num")
        ]
        for row in page.soup.select("table.charted tbody tr")
    }


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_what_is_withheld_is_nobody_or_five_pupils_together(numbers: list[int]) -> None:
    found = counted(numbers)

    hidden = [n for n, cell in zip(numbers, found.cells, strict=True) if cell is None]
    assert all(cell is None or cell >= 5 for cell in found.cells)
    assert not hidden or sum(hidden) >= 5 or not found.is_told


def test_counts_of_five_and_more_are_shown_and_smaller_ones_withheld(
    season: Season, browser: Browser
) -> None:
    confirm_levels(season.series, season.school, SHOWN, by=season.ewa)

    page = overview(browser, season)

    assert page.texts("table.charted thead")[1] == (
        "Creativity (fablab-cs-6 1.0) Chart With support With prompts On my own "
        "Further, and with others not confirmed yet Pupils observed"
    )
    assert charts(page)["Generating ideas"] == ["–", "6", "7", "–", "–", "20"]
    assert "Counts under five" in page.soup.get_text()


def test_a_bar_has_a_piece_for_each_shown_count_and_one_for_the_rest(
    season: Season, browser: Browser
) -> None:
    confirm_levels(season.series, season.school, SHOWN, by=season.ewa)

    page = overview(browser, season)

    bars = page.soup.select("table.charted tbody .chart")
    pieces = [
        (" ".join(piece["class"]), piece["width"]) for piece in bars[-1].select("rect")
    ]
    assert pieces == [("l2", "70.0"), ("l3", "82.0"), ("withheld", "82.0")]


def test_where_all_counts_are_small_neighbouring_levels_are_counted_together(
    season: Season, browser: Browser
) -> None:
    levels = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    confirm_levels(season.series, season.school, levels, by=season.ewa)

    page = overview(browser, season)

    row = charts(page)["Generating ideas"]
    assert row == ["–", "6", "–", "12"]
    spans = page.soup.select("table.charted td[colspan='2']")
    assert len(spans) == 2


def test_nothing_is_counted_of_a_class_under_five(
    season: Season, browser: Browser
) -> None:
    page = overview(browser, season, "6b")

    assert charts(page) == {
        TITLE: ["–"] * 5,
        "Generating ideas": ["–"] * 6,
    }
    assert page.soup.select("table.charted tbody .chart") == []


def test_agreement_is_told_with_its_interval_and_for_talks_only(
    season: Season, browser: Browser
) -> None:
    confirm_levels(season.series, season.school, SHOWN, by=season.ewa)
    colleague = make_facilitator("Jan Kos")
    first = meetings_of(season.series)[0]
    give_level(first, season.place, "CR1", 2, by=colleague)

    text = " ".join(overview(browser, season, "6b").soup.get_text().split())

    assert "How well observers agree Generating ideas: Krippendorff’s alpha" in text
    assert "33 % equal · 67 % one level apart · 1 shared observation" in text
    assert "for talks between observers" in text


def test_agreement_that_cannot_be_computed_says_so(
    season: Season, browser: Browser
) -> None:
    confirm_levels(season.series, season.school, SHOWN, by=season.ewa)

    text = overview(browser, season).soup.get_text()

    assert "nobody was observed by two people at the same meeting" in text


def say(season: Season, moves: list[tuple[int, int | None]]) -> None:
    """A pupil of 7a for each pair of first and last answers, to every sentence."""
    pupils = confirm_levels(
        season.series, season.school, [2] * len(moves), by=season.ewa
    )
    for pupil, (first, last) in zip(pupils, moves, strict=True):
        place = db.session.query(Registration).filter_by(pupil_id=pupil.id).one()
        items = [str(number) for number in range(1, 11)]
        answer_compass(place, Occasion.BEFORE, dict.fromkeys(items, first))
        if last is not None:
            answer_compass(place, Occasion.AFTER, dict.fromkeys(items, last))


def test_own_views_are_counts_that_give_nobody_away(
    season: Season, browser: Browser
) -> None:
    say(season, [(1, 3)] * 6 + [(2, 2)] * 5 + [(3, 2)] * 4 + [(1, None)] * 3)

    page = overview(browser, season)

    assert page.texts("table.charted thead")[-1] == (
        "What pupils say: My maker compass Chart higher the same lower "
        "answered only once Pupils who answered"
    )
    for title in ("Ideas and making", "Doing it myself"):
        assert charts(page)[title] == ["6", "5", "–", "–", "18"]
    text = page.soup.get_text()
    assert "A higher answer is no higher ability" in text
    assert "Ideas and making 6 5 – – 18" in paper(browser, season)
    assert "A higher answer is no higher ability" in paper(browser, season)


def test_own_views_of_fewer_than_five_are_not_counted(
    season: Season, browser: Browser
) -> None:
    say(season, [(1, 3)] * 4)

    assert charts(overview(browser, season))["Ideas and making"] == ["–"] * 5


def test_own_views_that_are_not_shared_are_not_counted(
    season: Season, browser: Browser
) -> None:
    say(season, [(1, 3)] * 6)
    for pupil in db.session.query(Pupil).filter_by(class_name="7a"):
        answer_sharing(
            pupil, answer=True, version="2026-09", at=LAST_WEEK - timedelta(days=1)
        )

    page = overview(browser, season)

    assert "Ideas and making" not in charts(page)
    assert "no higher ability" not in page.soup.get_text()


def test_every_pupil_of_the_class_is_in_a_row_and_nobody_else(
    season: Season, browser: Browser
) -> None:
    page = overview(browser, season, "6b")

    rows = page.soup.select("section[aria-labelledby=pupils] tbody tr")
    cells = [[c.get_text(" ", strip=True) for c in r.select("th, td")] for r in rows]
    assert [row[:4] for row in cells] == [
        ["Mira Żuraw", TITLE, "2 of 3", "With prompts"]
    ]
    assert page.one("a[href$='class=6b'][href*='report.xlsx']")


def test_the_paper_has_the_same_counts_and_limits(
    season: Season, browser: Browser
) -> None:
    confirm_levels(season.series, season.school, SHOWN, by=season.ewa)

    text = paper(browser, season)

    for words in (
        "Class overview Class 7a School No. 1 20 pupils Made on 22 Oct 2026",
        "Generating ideas – 6 7 – – 20",
        f"{TITLE} 40 –",
        "Ola0 Bąk",
        "Ola19 Bąk",
        "Rubric: Creativity and self-reliance in the FabLab, fablab-cs-6 1.0",
        "Observed by the facilitators E. L.",
        "pupils are not ranked",
    ):
        assert words in text, words
    assert "Mira" not in text


def test_equal_overviews_give_equal_bytes(season: Season, browser: Browser) -> None:
    address = f"/teacher/schools/{season.school.public_id}/overview.pdf"

    assert browser.download(address) == browser.download(address)


@pytest.mark.usefixtures("season")
def test_all_classes_of_the_school_have_an_overview_too(browser: Browser) -> None:
    page = browser.click(browser.get("/teacher/"), "All classes, School No. 1")

    assert page.text("h1") == "All classes"
    assert "Mira Żuraw" in page.texts("tbody th")
    assert browser.get("/teacher/").texts(".plain-list a") == [
        *["All classes, School No. 1", "Class 6b, School No. 1"],
        "Class =1+1, School No. 1",
    ]


def test_classes_that_nobody_shares_and_foreign_schools_are_not_found(
    season: Season, browser: Browser
) -> None:
    answer_sharing(season.mira, answer=False, at=LAST_WEEK)
    other = make_school("School No. 2")

    assert overview(browser, season, "6b").status == 404
    assert browser.get(f"/teacher/schools/{other.public_id}").status == 404
    sign_in_as(browser, make_account(Role.TEACHER, school=other))
    assert overview(browser, season, "6b").status == 404


@pytest.mark.parametrize("file", ["", "/overview.pdf"])
def test_the_overview_is_noted_for_each_pupil_in_it(
    season: Season, browser: Browser, file: str
) -> None:
    browser.get(f"/teacher/schools/{season.school.public_id}{file}?class=6b")

    events = db.session.query(AuditEvent).filter_by(action="school_report.read")
    assert [(event.subject, event.details["form"]) for event in events] == [
        (season.mira.public_id, "class")
    ]
