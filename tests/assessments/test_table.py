"""Levels that were filled in in a table: all of them count, or none."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import pytest

from fablab.accounts.models import Account
from fablab.assessments.models import Assessment, ObservedLevel
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_changed_rubric,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_pupil, make_series, sign_in_as
from tests.support.pages import Browser, Page

HOSTILE = "=Mira"
NOT_HERE = (
    "Nina L. is not marked as here, so no level can be saved. Mark who is here first."
)
NO_NOTE = (
    "Jan K.: the highest level needs a short note, or a photo of the work. "
    "What did you see?"
)
STRANGER = (
    "One of the pupils is not in this workshop. "
    "Open the page again and choose from the list."
)
NO_TEXT = (
    "We cannot read this file. Save it as “CSV UTF-8”, "
    "or copy the cells and paste them."
)
Row = list[str]


@pytest.fixture
def ewa(browser: Browser, clock_at: Callable[[datetime], None]) -> Account:
    """Who leads the workshop, an hour into its first meeting, signed in."""
    clock_at(FIRST + timedelta(hours=1))
    make_rubric()
    leader = make_facilitator()
    sign_in_as(browser, leader)
    return leader


@pytest.fixture
def lamps(ewa: Account) -> Series:
    return make_series(starts=WEEKS, facilitator=ewa)


@pytest.fixture
def first(lamps: Series) -> Meeting:
    return meetings_of(lamps)[0]


@pytest.fixture
def mira(lamps: Series, first: Meeting) -> Registration:
    """Mira, who is here and whose name is a formula."""
    place = make_place(lamps, make_pupil(HOSTILE, "Novak"))
    make_attendance(first, place)
    return place


@pytest.fixture
def jan(lamps: Series, first: Meeting, mira: Registration) -> Registration:
    assert mira
    place = make_place(lamps, make_pupil("Jan", "Król"))
    make_attendance(first, place)
    return place


def url(meeting: Meeting, ending: str = "") -> str:
    return f"/staff/meetings/{meeting.public_id}/levels/table{ending}"


def downloaded(browser: Browser, meeting: Meeting) -> list[Row]:
    """The table as a spreadsheet in Polish opens it."""
    text = browser.download(url(meeting, ".csv?lang=pl")).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def filled(rows: list[Row], *answers: tuple[str, str], delimiter: str = "\t") -> str:
    """The table as a spreadsheet copies it, the first lines answered."""
    for row, answer in zip(rows[1:], answers, strict=False):
        row[5:] = answer
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def hand_in(browser: Browser, meeting: Meeting, text: str) -> Page:
    return browser.submit(browser.get(url(meeting)), pasted=text)


def stored() -> list[tuple[str, str, int | None, str]]:
    rows = db.session.query(ObservedLevel).join(Assessment).order_by(ObservedLevel.id)
    found = [
        (
            row.assessment.registration.pupil.given_name,
            row.dimension.code,
            row.level,
            row.assessment.note,
        )
        for row in rows
    ]
    db.session.rollback()
    return found


def complaints(page: Page) -> list[str]:
    assert (page.status, stored()) == (422, [])
    return page.texts(".error-summary li")


def test_table_names_who_is_here_and_what_is_watched(
    browser: Browser, first: Meeting, mira: Registration, jan: Registration
) -> None:
    text = browser.download(url(first, ".csv?lang=en")).decode("utf-8-sig")
    heads, *rows = csv.reader(StringIO(text))

    assert heads[5:] == ["Level", "Note"]
    assert rows == [
        [place.public_id, name, "fablab-cs-6 1.0", code, title, "", ""]
        for code, title in (
            ("CR2", "Original and useful"),
            ("SR2", "Keeping going"),
        )
        for place, name in ((mira, "'=Mira Novak"), (jan, "Jan Król"))
    ]


def test_filled_in_table_counts_once_however_often_it_is_handed_in(
    browser: Browser, first: Meeting, jan: Registration
) -> None:
    assert jan
    text = filled(
        downloaded(browser, first),
        ("Samodzielnie", ""),
        ("with PROMPTS", "Held the saw\nalone"),
        ("", ""),
        ("Not observed today", ""),
    )

    page = browser.submit(browser.get(url(first)), pasted=text, follow=True)
    hand_in(browser, first, text)

    assert page.texts(".notice") == ["3 levels are saved."]
    assert stored() == [
        (HOSTILE, "CR2", 3, ""),
        ("Jan", "CR2", 2, "Held the saw\nalone"),
        ("Jan", "SR2", None, ""),
    ]


def test_file_counts_as_well_as_what_was_pasted(
    browser: Browser, first: Meeting, mira: Registration
) -> None:
    assert mira
    text = filled(downloaded(browser, first), ("2", "'=Ża"), delimiter=";")

    for encoding in ("utf-8-sig", "utf-16"):
        file = (BytesIO(text.encode(encoding)), "levels.csv")
        browser.submit(browser.get(url(first)), file=file)

    assert stored() == [(HOSTILE, "CR2", 2, "=Ża")]


def test_table_of_another_rubric_is_refused_whole(
    browser: Browser, first: Meeting, jan: Registration
) -> None:
    assert jan
    text = filled(downloaded(browser, first), ("2", ""), ("3", ""))
    make_changed_rubric()

    page = hand_in(browser, first, text)

    told = (
        "made for the levels “fablab-cs-6 1.0”, but this workshop uses "
        "“fablab-cs-6 1.1”, whose words may differ. Download the table again and fill "
        "that one in."
    )
    assert complaints(page) == [
        "Some lines cannot be taken. Nothing has been saved yet.",
        f"Line 2: {told}",
        f"Line 3: {told}",
    ]
    assert page.one("#pasted").text.split() == text.split()


def test_each_line_that_cannot_be_taken_is_told(
    browser: Browser, lamps: Series, first: Meeting, jan: Registration
) -> None:
    away = make_place(lamps, make_pupil("Nina", "Lis"))
    heads, good, other, *_rest = downloaded(browser, first)
    code = "fablab-cs-6 1.0"
    rows = [
        heads,
        [*good[:5], "3", ""],
        [*good[:5], "2", ""],
        [*other[:5], "4", ""],
        [away.public_id, "Nina", code, "CR2", "", "1", ""],
        ["X", "Nobody", code, "CR2", "", "1", ""],
        [jan.public_id, "Jan", code, "CR9", "", "1", ""],
        [jan.public_id, "Jan", code, "CR3", "", "1", "x" * 501],
    ]

    page = hand_in(browser, first, filled(rows))

    assert complaints(page)[1:] == [
        "Line 3: the same pupil and dimension as in line 2.",
        f"Line 4: {NO_NOTE}",
        f"Line 5: {NOT_HERE}",
        f"Line 6: {STRANGER}",
        "Line 7: There is nothing of this name to watch.",
        "Line 8: Keep the note under 500 characters.",
    ]


def test_what_is_no_level_or_no_table_is_told(
    browser: Browser, first: Meeting, mira: Registration
) -> None:
    assert mira
    heads, line, other = downloaded(browser, first)

    page = hand_in(
        browser,
        first,
        filled([heads, [*line[:5], "super", ""], [*other[:5], "", "Why?"], ["a", "b"]]),
    )

    known = (
        "Write one of these: With support, With prompts, On my own, "
        "Further, and with others, Not observed today."
    )
    assert complaints(page)[1:] == [
        f"Line 2: “super” is no level. {known}",
        f"Line 3: “” is no level. {known}",
        "Line 4: has too few cells. Leave all columns where they are.",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Paste the table, or choose its file"),
        (b"x" * 200_001, "The file is larger than 200 kB"),
        (
            b"PK\x03\x04\xff\xfe",
            NO_TEXT,
        ),
    ],
)
def test_unusable_file_is_told(
    browser: Browser, first: Meeting, mira: Registration, data: bytes, told: str
) -> None:
    assert mira

    file = (BytesIO(data), "levels.xlsx")
    page = browser.submit(browser.get(url(first)), file=file)

    assert complaints(page) == [told]


def test_table_without_any_answer_saves_nothing_and_says_so(
    browser: Browser, first: Meeting, mira: Registration
) -> None:
    assert mira
    text = filled(downloaded(browser, first))

    page = hand_in(browser, first, text)

    assert complaints(page) == ["No line has a level yet, so there is nothing to save."]


def test_table_of_a_foreign_meeting_is_not_found(
    browser: Browser, first: Meeting
) -> None:
    sign_in_as(browser, make_facilitator("Jan Obcy"))

    assert browser.get(url(first)).status == 404
    assert browser.get(url(first, ".csv")).status == 404
