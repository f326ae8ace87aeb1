"""The table to copy, which works without JavaScript."""

import pytest

from tests.assessments.factories import meetings_of
from tests.reports.factories import give_level
from tests.reports.season import HOSTILE, TITLE, Season
from tests.support.pages import Browser


@pytest.mark.usefixtures("season")
def test_the_field_holds_the_table_with_tabs_and_no_formula(browser: Browser) -> None:
    page = browser.get("/teacher/table")

    text = page.one("textarea[readonly]").get_text().strip("\n")
    heading, mira, hostile = (row.split("\t") for row in text.split("\n"))
    assert heading == [
        *["Class", "Name", "Series", "Attended", "Generating ideas"],
        *["Original and useful", "Testing and improving", "Taking the initiative"],
        *["Keeping going", "Organising work and using help"],
    ]
    assert mira == [
        *["6b", "Mira Żuraw", f"'{TITLE}", "2 of 3", "With prompts"],
        *[""] * 5,
    ]
    assert hostile == ["'=1+1", f"'{HOSTILE} Zły", *[""] * 8]
    assert page.texts("tbody th") == ["Mira Żuraw", f"{HOSTILE} Zły"]
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_level_seen_once_is_said_to_be_so(season: Season, browser: Browser) -> None:
    second = meetings_of(season.series)[1]
    give_level(second, season.place, "SR2", 4, by=season.ewa, note="Kept at it.")

    page = browser.get("/teacher/table")

    assert "seen once: Further, and with others" in page.texts("tbody td")
