"""The pupil's own view in the teacher's files: only where its words were agreed to."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from fablab.assessments.models import Occasion
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship
from fablab.reports.queries.lines import report_lines
from fablab.reports.queries.sharing import SharedPupil
from fablab.web.spreadsheets import FORMULA_BEGINS
from tests.assessments.factories import WEEKS, make_place
from tests.factories import OPENING_DAY, make_guardian, make_pupil
from tests.reports.factories import answer_compass, answer_sharing
from tests.reports.season import HOSTILE, LAST_WEEK, TITLE, Season
from tests.support.pages import Browser
from tests.support.statements import counted_statements

EARLIER = "2026-09"
DAY = timedelta(days=1)
RTL = "\u202elampa\u202c \U0001f98a <b>kot</b>\nand =1+1"
"""A lamp from right to left, a fox, a mark-up, and a formula on a line of its own."""
HEADINGS = [
    *["Key", "Name", "Class", "Series"],
    *["When", "Answered on", "Questionnaire", "Item", "Sentence", "Scale"],
    *["Answer", "Answer number", "Own words"],
]


@pytest.fixture
def said(season: Season) -> Season:
    """Mira answered some sentences before and after, and wrote what is hostile."""
    before = {"1": 1, "2": None, "3": 3}
    answer_compass(season.place, Occasion.BEFORE, before, at=WEEKS[0])
    answer_compass(
        season.place,
        Occasion.AFTER,
        {"1": 4, "3": 2},
        pleased=HOSTILE,
        next_try=RTL,
        at=LAST_WEEK,
    )
    return season


def sheet_of(browser: Browser, query: str = "") -> Worksheet:
    book = openpyxl.load_workbook(
        BytesIO(browser.download(f"/teacher/report.xlsx{query}"))
    )
    return book.worksheets[3]


def rows(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def csv_of(browser: Browser, profile: str) -> list[list[str]]:
    archive = ZipFile(BytesIO(browser.download(f"/teacher/report-{profile}.zip")))
    text = archive.read("self_report.csv").decode("utf-8-sig")
    delimiter = ";" if profile == "pl" else ","
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def paper(browser: Browser, season: Season) -> str:
    page = f"/teacher/pupils/{season.mira.public_id}/{season.series.slug}.pdf"
    pages = PdfReader(BytesIO(browser.download(page))).pages
    assert len(pages) == 2
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def page_text(browser: Browser, season: Season) -> str:
    page = browser.get(f"/teacher/pupils/{season.mira.public_id}")
    return " ".join(page.soup.get_text(" ").split())


def test_there_is_a_row_for_each_sentence_and_occasion(
    said: Season, browser: Browser
) -> None:
    heading, *told = rows(sheet_of(browser))

    assert heading == HEADINGS
    assert [(row[4], row[7]) for row in told] == [
        *(("At the beginning", str(number)) for number in range(1, 11)),
        *(("At the end", str(number)) for number in range(1, 11)),
        *[("At the end", "pleased"), ("At the end", "next_try")],
    ]
    assert told[0] == [
        *[said.key(said.mira), "Mira Żuraw", "6b", TITLE, "At the beginning"],
        *[datetime(2026, 10, 3), "my-maker-compass 1.0", "1"],  # noqa: DTZ001 -- a day
        "I can come up with more than one idea for how to make something.",
        *["Ideas and making", "Not like me yet", 1, None],
    ]


@pytest.mark.usefixtures("said")
def test_dont_know_and_left_out_are_two_things_and_neither_has_a_number(
    browser: Browser,
) -> None:
    told = rows(sheet_of(browser))[1:]

    assert [(row[10], row[11]) for row in told[:4]] == [
        ("Not like me yet", 1),
        ("I don’t know", None),
        ("Mostly like me", 3),
        ("left out", None),
    ]


@pytest.mark.usefixtures("said")
def test_own_words_come_out_as_they_were_typed(browser: Browser) -> None:
    sheet = sheet_of(browser)

    words = [sheet.cell(row, 13) for row in (22, 23)]
    assert [cell.value for cell in words] == [HOSTILE, RTL]
    assert {cell.data_type for cell in words} == {"s"}
    assert [cell.hyperlink for cell in words] == [None, None]
    for profile in ("pl", "machine"):
        typed = [row[12] for row in csv_of(browser, profile)[-2:]]
        assert [cell.removeprefix("'") for cell in typed] == [HOSTILE, RTL]
        assert not any(cell.startswith(FORMULA_BEGINS[:-1]) for cell in typed)


@pytest.mark.usefixtures("said")
def test_programs_read_codes_and_people_read_words(browser: Browser) -> None:
    machine, polish = csv_of(browser, "machine"), csv_of(browser, "pl")

    assert machine[0][4:] == [
        *["occasion", "answered_on", "instrument", "item", "sentence", "scale"],
        *["answer", "value", "own_words"],
    ]
    found = [(row[4], row[10], row[11]) for row in machine[1:5]]
    assert found == [
        *[("before", "1", "1"), ("before", "dont_know", "")],
        *[("before", "3", "3"), ("before", "left_out", "")],
    ]
    assert [row[10] for row in machine[-2:]] == ["written", "written"]
    assert polish[2][10] == "I don’t know"


@pytest.mark.usefixtures("said")
def test_a_pupil_who_answered_nothing_has_no_row(browser: Browser) -> None:
    assert {row[1] for row in rows(sheet_of(browser))[1:]} == {"Mira Żuraw"}


@pytest.mark.usefixtures("said")
def test_the_codebook_explains_the_questionnaire_in_every_language(
    browser: Browser,
) -> None:
    book = openpyxl.load_workbook(BytesIO(browser.download("/teacher/report.xlsx")))

    told = [
        (row[1], row[3], row[5])
        for row in rows(book["Codebook"])
        if row[0] == "my-maker-compass 1.0"
    ]
    for line in (
        ("self_reliance", "Scale of the items 6, 7, 8, 9, 10", "en"),
        ("item 8", "Potrafię pracować dalej, gdy projekt robi się trudny.", "pl"),
        ("4", "Answer number 4", "de"),
        ("dont_know", "An answer; the cell of its number is empty.", "uk"),
        ("before", "How much is this like you today?", "en"),
        ("pleased", "Najbardziej cieszy mnie…", "pl"),
    ):
        assert line in told, line


def test_paper_and_page_tell_before_and_after_in_words(
    said: Season, browser: Browser
) -> None:
    for text in (paper(browser, said), page_text(browser, said)):
        for words in (
            "What the pupil says: My maker compass",
            "Answered on 3 Oct 2026, 22 Oct 2026.",
            "A higher answer is no higher ability",
            "How much is this like you today? At the beginning At the end",
            "how to make something. Not like me yet Very much like me",
            "becomes my own. I don’t know left out",
            f"What pleases me most… {HOSTILE}",
            "<b>kot</b>",
        ):
            assert words in text, words


def test_a_yes_to_earlier_words_hands_out_levels_and_no_self_report(
    said: Season, browser: Browser
) -> None:
    answer_sharing(said.mira, answer=True, at=OPENING_DAY + 2 * DAY, version=EARLIER)

    assert len(rows(sheet_of(browser))) == 1
    for profile in ("pl", "machine"):
        assert len(csv_of(browser, profile)) == 1
    for text in (paper(browser, said), page_text(browser, said)):
        assert "Generating ideas" in text
        assert "With prompts" in text
        for words in ("compass", "Not like me yet", "HYPERLINK", "kot"):
            assert words not in text


def test_one_guardian_s_earlier_words_are_enough_to_keep_it_back(
    said: Season, browser: Browser
) -> None:
    father = make_guardian("Jan Żuraw")
    with unit_of_work():
        pupil = db.session.merge(said.mira)
        db.session.add(Guardianship(guardian=father, pupil=pupil, slot=2))
    answer_sharing(said.mira, answer=True, guardian=father, version=EARLIER)

    assert len(rows(sheet_of(browser))) == 1

    later = OPENING_DAY + 2 * DAY
    answer_sharing(said.mira, answer=True, guardian=father, at=later)
    assert len(rows(sheet_of(browser))) == 23


@pytest.mark.usefixtures("said")
def test_the_files_speak_the_teacher_s_language(said: Season, browser: Browser) -> None:
    with unit_of_work():
        db.session.merge(said.teacher).language = "pl"

    told = rows(sheet_of(browser))

    assert str(told[1][8]).startswith("Potrafię wymyślić")
    assert told[2][10] == "Nie wiem"
    assert told[-1][12] == RTL


def test_any_number_of_self_reports_takes_the_same_number_of_statements(
    said: Season,
) -> None:
    counts = []
    pupils = [said.mira]
    for _ in range(2):
        shared = [
            SharedPupil(
                *(one.id, one.public_id, one.given_name, one.family_name, "6b", "A"),
                shares_self_reports=True,
            )
            for one in pupils
        ]
        with counted_statements() as found:
            lines = list(report_lines(shared, now=LAST_WEEK, language="en"))
        counts.append(len(found))
        assert all(line.compass for line in lines)
        for number in range(5):
            pupil = make_pupil(f"Ola{number}", "Bąk")
            place = make_place(said.series, pupil)
            answer_compass(place, Occasion.BEFORE, {"1": 2})
            pupils.append(pupil)

    assert counts[0] == counts[1]
