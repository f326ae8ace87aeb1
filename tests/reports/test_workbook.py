"""The teacher's workbook, read back cell by cell."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fablab.assessments.services.levels import Answer, record_levels
from fablab.kernel.db import db, unit_of_work
from fablab.reports.pseudonyms import KeyOf, pseudonym
from tests.assessments.factories import (
    WEEKS,
    make_attendance,
    make_own_rubric,
    make_place,
    meetings_of,
    use_rubric,
)
from tests.factories import make_school, make_series
from tests.reports.factories import answer_sharing, give_by_newer_rubric
from tests.reports.season import HOSTILE, LAST_WEEK, NOTE, TITLE, Season
from tests.support.pages import Browser

pytestmark = pytest.mark.usefixtures("app")
DAYS = [datetime(2026, 10, day) for day in (3, 10, 17)]  # noqa: DTZ001 -- cells' days
RUBRIC = "fablab-cs-6 1.0"
WHO = ["Key", "Name", "Class", "Series"]


def download(browser: Browser, query: str = "") -> Workbook:
    return openpyxl.load_workbook(
        BytesIO(browser.download(f"/teacher/report.xlsx{query}"))
    )


def rows(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def mira_of(season: Season) -> list[object]:
    return [season.key(season.mira), "Mira Żuraw", "6b", TITLE]


def test_pupils_have_the_attendance_of_every_meeting_beside_its_date(
    season: Season, browser: Browser
) -> None:
    book = download(browser)

    assert book.sheetnames == [
        *["Pupils", "Ratings long", "Ratings wide"],
        *["Self-report", "Evidence", "Codebook"],
    ]
    meetings = [f"{word} {n}" for n in (1, 2, 3) for word in ("Date", "Attendance")]
    assert rows(book["Pupils"]) == [
        [
            *[*WHO, "School", "FabLab"],
            *["Meetings held", "Attended", "Share attended", *meetings],
        ],
        [
            *[*mira_of(season), "School No. 1", "FabLab bielsko-biala", 3, 2, 0.6667],
            *[DAYS[0], "present", DAYS[1], "late", DAYS[2], "excused"],
        ],
        [
            *[season.key(season.hostile), f"{HOSTILE} Zły", "=1+1", None],
            *["School No. 1", *([None] * 10)],
        ],
    ]
    assert book["Pupils"]["I2"].number_format == "0%"
    assert book["Pupils"]["J2"].is_date
    assert book["Pupils"]["J2"].number_format == "yyyy-mm-dd"


@pytest.mark.usefixtures("season")
def test_hostile_text_stays_text_as_it_was_typed(browser: Browser) -> None:
    book = download(browser)

    texts = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert {cell.data_type for cell in texts} == {"s"}
    assert [cell for cell in texts if cell.hyperlink] == []
    assert book["Pupils"]["B3"].value == f"{HOSTILE} Zły"
    assert [row[7] for row in rows(book["Evidence"])] == ["Note", NOTE]


def test_the_long_sheet_has_a_row_for_each_observer(
    season: Season, browser: Browser
) -> None:
    book = download(browser)

    mira = mira_of(season)
    ewa, adam = season.observer(season.ewa), season.observer(season.adam)
    ideas = [RUBRIC, "CR1", "Generating ideas", "Creativity"]
    initiative = [RUBRIC, "SR1", "Taking the initiative", "Self-reliance"]
    assert rows(book["Ratings long"]) == [
        [
            *[*WHO, "Meeting", "Date", "Rubric"],
            *["Dimension", "Dimension in words", "Area"],
            *["Level", "Level number", "Observer"],
        ],
        [*mira, 1, DAYS[0], *ideas, "With support", 1, ewa],
        [*mira, 1, DAYS[0], *ideas, "With prompts", 2, adam],
        [*mira, 2, DAYS[1], *ideas, "On my own", 3, ewa],
        [*mira, 2, DAYS[1], *initiative, "Not observed today", None, ewa],
    ]
    assert book["Ratings long"]["L2"].data_type == "n"


def test_the_wide_sheet_has_a_row_for_each_pupil_series_and_rubric(
    season: Season, browser: Browser
) -> None:
    heading, values, *more = rows(download(browser)["Ratings wide"])

    assert more == []
    assert heading[:9] == [
        *[*WHO, "Rubric"],
        *["CR1 · 1", "CR1 · 2", "CR1 · 3", "CR1 confirmed"],
    ]
    assert len(heading) == 5 + 6 * 4
    by_name = dict(zip(heading, values, strict=True))
    assert {name: value for name, value in by_name.items() if value is not None} == {
        **dict(zip(WHO, mira_of(season), strict=True)),
        "Rubric": RUBRIC,
        "CR1 · 1": 2,
        "CR1 · 2": 3,
        "CR1 confirmed": 2,
    }


def test_evidence_is_every_note_of_a_level_that_counts(
    season: Season, browser: Browser
) -> None:
    assert rows(download(browser)["Evidence"]) == [
        [*WHO, "Meeting", "Date", "Dimensions", "Note", "Observer", "Kind"],
        [
            *[*mira_of(season), 1, DAYS[0], "CR1", NOTE],
            *[season.observer(season.adam), "note"],
        ],
    ]


@pytest.mark.usefixtures("season")
def test_the_codebook_explains_every_column_level_and_language(
    browser: Browser,
) -> None:
    book = download(browser)
    headings, *told = [tuple(row) for row in rows(book["Codebook"])]

    assert headings == ("Part", "Code", "Word", "Meaning", "Unit", "Language")
    for name in book.sheetnames[:-1]:
        columns = [row for row in told if row[0] == f"Sheet “{name}”"]
        assert [row[2] for row in columns] == rows(book[name])[0]
        assert all(row[1] and row[3] for row in columns)
    numbers = [row for row in told if row[2] == "CR1 · 2"]
    assert [row[4] for row in numbers] == ["place in the order of levels"]
    made = ("About this file", "made_at", "Made at", "2026-10-22 10:15 UTC")
    assert made in [row[:4] for row in told]
    for language, label in {
        "pl": "Samodzielnie",
        "en": "On my own",
        "de": "Selbstständig",
        "uk": "Самостійно",
    }.items():
        third = (RUBRIC, "3", label, "Level number 3", None, language)
        assert third in told
    waits = "Waits for an instruction before each step."
    assert (RUBRIC, "SR1 1", "With support", waits, None, "en") in told
    assert len([row for row in told if row[0] == "What it does not say"]) == 6


@pytest.mark.usefixtures("season")
def test_every_heading_stays_in_view_and_filters(browser: Browser) -> None:
    for sheet in download(browser):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["A"].width >= 14


@pytest.mark.usefixtures("season")
def test_no_birth_date_and_nobody_else_is_in_the_file(browser: Browser) -> None:
    values = [
        str(value)
        for sheet in download(browser)
        for row in sheet.iter_rows(values_only=True)
        for value in row
    ]
    for secret in ("2014", "Nina", "Ewa Lis", "Adam Zych", "Two lamps.", "@example"):
        assert [value for value in values if secret in value] == []


@pytest.mark.usefixtures("season")
def test_the_workbook_speaks_the_teacher_s_language(browser: Browser) -> None:
    book = download(browser, "?lang=pl")

    cells = [cell for row in rows(book.worksheets[1]) for cell in row]
    assert "Z podpowiedzią" in cells
    assert "Tworzenie pomysłów" in cells


@pytest.mark.usefixtures("season")
def test_the_file_is_named_by_its_day_and_never_kept_by_caches(
    browser: Browser,
) -> None:
    answer = browser.get("/teacher/report.xlsx")

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=fablab-report-2026-10-22.xlsx"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


@pytest.mark.usefixtures("season")
def test_equal_data_give_equal_bytes(browser: Browser) -> None:
    for url in ("report.xlsx", "report-pl.zip", "report-machine.zip"):
        first, second = (browser.download(f"/teacher/{url}") for _ in range(2))
        assert first == second, url


def test_without_a_shared_pupil_the_sheets_hold_only_their_headings(
    season: Season, browser: Browser
) -> None:
    answer_sharing(season.mira, answer=False, at=LAST_WEEK)
    answer_sharing(season.hostile, answer=False, at=LAST_WEEK)

    book = download(browser)

    assert [len(rows(book[name])) for name in book.sheetnames[:-1]] == [1] * 5


def test_a_cancelled_meeting_was_not_held(season: Season, browser: Browser) -> None:
    third = meetings_of(season.series)[2]
    with unit_of_work():
        db.session.merge(third).cancelled_at = LAST_WEEK

    assert rows(download(browser)["Pupils"])[1][6:9] == [2, 2, 1]


def test_a_file_of_one_class_has_only_its_pupils(
    season: Season, browser: Browser
) -> None:
    of_class = f"?school={season.school.public_id}&class=6b"

    sheet = download(browser, of_class)["Pupils"]

    assert [row[1] for row in rows(sheet)] == ["Name", "Mira Żuraw"]


@pytest.mark.parametrize("query", ["?class=7a", "?school={other}", "?school=nowhere"])
def test_classes_and_schools_that_are_not_the_teacher_s_are_not_found(
    season: Season, browser: Browser, query: str
) -> None:
    assert season
    other = make_school("School No. 2").public_id

    for file in (
        "report.xlsx",
        "report-pl.zip",
        "report-machine.zip",
        "oneroster.zip",
        "table",
    ):
        page = browser.get(f"/teacher/{file}{query.format(other=other)}")
        assert page.status == 404
        assert "There is no such class" in page.soup.get_text()


def test_a_level_keeps_the_words_of_its_own_rubric(
    season: Season, browser: Browser
) -> None:
    third = meetings_of(season.series)[2]
    give_by_newer_rubric(third, season.place, 3, by=season.ewa)

    long = rows(download(browser)["Ratings long"])
    wide = rows(download(browser)["Ratings wide"])

    assert [(row[6], row[8], row[10]) for row in long[-1:]] == [
        ("fablab-cs-6 2.0", "Having ideas", "Newly on my own")
    ]
    assert [row[4] for row in wide] == ["Rubric", RUBRIC, "fablab-cs-6 2.0"]


def test_a_level_by_a_sites_own_words_comes_with_their_codebook(
    season: Season, browser: Browser
) -> None:
    before, site = rows(download(browser)["Ratings long"]), season.series.site
    own = make_own_rubric(site)
    use_rubric(own, site=site)
    robots = make_series(title="Robots", starts=WEEKS, facilitator=season.ewa)
    place = make_place(robots, season.mira)
    first = meetings_of(robots)[0]
    make_attendance(first, place)
    with unit_of_work():
        record_levels(
            meeting=db.session.merge(first),
            dimension=db.session.merge(own).dimensions[0],
            answers=[Answer(place.public_id, 3)],
            by=db.session.merge(season.ewa),
            now=first.ends_at,
        )

    book = download(browser)

    name = "own-bielsko-biala 1.0"
    added = [row for row in rows(book["Ratings long"]) if row not in before]
    assert [row[3:7] + row[10:12] for row in added] == [
        ["Robots", 1, DAYS[0], name, "Alone", 3]
    ]
    explained = {row[0] for row in rows(book["Codebook"])}
    assert {name, RUBRIC} <= explained


def test_keys_are_stable_and_of_one_installation_only() -> None:
    pupil = pseudonym(KeyOf.PUPIL, "ABC", secret="one")

    assert pupil == pseudonym(KeyOf.PUPIL, "ABC", secret="one")
    assert (
        len(
            {
                pupil,
                pseudonym(KeyOf.PUPIL, "ABC", secret="two"),
                pseudonym(KeyOf.PUPIL, "ABD", secret="one"),
                pseudonym(KeyOf.OBSERVER, "ABC", secret="one"),
            }
        )
        == 4
    )
    assert len(pupil) == 10
