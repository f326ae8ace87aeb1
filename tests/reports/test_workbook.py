"""The teacher's workbook, read back cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.reports.pseudonyms import KeyOf, pseudonym
from fablab.series.models import Meeting
from fablab.sites.models import School
from tests.assessments.factories import (
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import (
    make_account,
    make_pupil,
    make_school,
    make_series,
    sign_in_as,
)
from tests.reports.factories import answer_sharing, give_level
from tests.support.pages import Browser

pytestmark = pytest.mark.usefixtures("app")
SECRET = "a secret that only tests know, long enough"
HOSTILE = '=HYPERLINK("http://evil.example","click")'
SERIES = "+Laser lamps"
LAST_WEEK = datetime(2026, 10, 22, 10, 15, tzinfo=UTC)
"""After the third of four meetings."""


@dataclass
class Season:
    teacher: Account
    school: School
    mira: Pupil
    hostile: Pupil
    ewa: Account
    adam: Account

    def key(self, pupil: Pupil) -> str:
        return pseudonym(KeyOf.PUPIL, pupil.public_id, secret=SECRET)

    def observer(self, account: Account) -> str:
        return pseudonym(KeyOf.OBSERVER, account.public_id, secret=SECRET)


@pytest.fixture
def season(browser: Browser, clock_at: Callable[[datetime], None]) -> Season:
    """Mira came twice of three; the other pupil has a hostile name and no series."""
    make_rubric()
    school = make_school()
    ewa, adam = make_facilitator(), make_facilitator("Adam Zych")
    series = make_series(title=SERIES, starts=WEEKS, facilitator=ewa)
    mira = make_pupil("Mira", "Żuraw", school=school)
    hostile = make_pupil(HOSTILE, "Zły", school=school)
    silent = make_pupil("Nina", "Lis", school=school)
    with unit_of_work():
        db.session.merge(mira).class_name = "6b"
        db.session.merge(hostile).class_name = "=1+1"
    for pupil in (mira, hostile):
        answer_sharing(pupil, answer=True)
    place, other = make_place(series, mira), make_place(series, silent)
    first, second, third, _ = meetings_of(series)
    make_attendance(first, place)
    make_attendance(second, place, AttendanceStatus.LATE)
    make_attendance(third, place, AttendanceStatus.EXCUSED)
    make_attendance(first, other)
    give_level(first, place, "CR1", 2, by=ewa, note="Two lamps.")
    give_level(first, place, "CR1", 1, by=ewa, minutes=61)
    give_level(first, place, "CR1", 2, by=adam, minutes=62)
    give_level(first, other, "CR1", 4, by=ewa, note="Helped.")
    give_level(second, place, "CR1", 3, by=ewa)
    give_level(second, place, "SR1", None, by=ewa)
    teacher = make_account(Role.TEACHER, school=school)
    clock_at(LAST_WEEK)
    sign_in_as(browser, teacher)
    return Season(teacher, school, mira, hostile, ewa, adam)


def download(browser: Browser, lang: str | None = None) -> Workbook:
    return openpyxl.load_workbook(
        BytesIO(browser.download(f"/teacher/report.xlsx{lang or ''}"))
    )


def rows(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_pupils_sheet(season: Season, browser: Browser) -> None:
    book = download(browser)

    assert book.sheetnames == [
        "Pupils",
        "Attendance",
        "Levels long",
        "Levels wide",
        "Codebook",
    ]
    assert rows(book["Pupils"]) == [
        [
            *["Key", "Name", "Class", "Series"],
            *["Meetings held", "Attended", "Share attended"],
        ],
        [season.key(season.mira), "Mira Żuraw", "6b", SERIES, 3, 2, 2 / 3],
        [
            *[season.key(season.hostile), f"{HOSTILE} Zły", "=1+1"],
            *[None, None, None, None],
        ],
    ]
    assert book["Pupils"]["G2"].number_format == "0%"


@pytest.mark.usefixtures("season")
def test_hostile_text_stays_text(browser: Browser) -> None:
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


def test_the_attendance_sheet_has_real_dates(season: Season, browser: Browser) -> None:
    book = download(browser)

    key = season.key(season.mira)
    who = [key, "Mira Żuraw", "6b", SERIES]
    assert rows(book["Attendance"]) == [
        ["Key", "Name", "Class", "Series", "Date", "Attendance"],
        [*who, datetime(2026, 10, 3), "present"],  # noqa: DTZ001 -- a cell's day
        [*who, datetime(2026, 10, 10), "late"],  # noqa: DTZ001
        [*who, datetime(2026, 10, 17), "excused"],  # noqa: DTZ001
    ]
    assert book["Attendance"]["E2"].is_date
    assert book["Attendance"]["E2"].number_format == "yyyy-mm-dd"


def test_the_long_sheet_has_a_row_for_each_observer(
    season: Season, browser: Browser
) -> None:
    book = download(browser)

    who = [season.key(season.mira), "Mira Żuraw", "6b", SERIES]
    ewa, adam = season.observer(season.ewa), season.observer(season.adam)
    ideas, initiative = "Generating ideas", "Taking the initiative"
    first, second = datetime(2026, 10, 3), datetime(2026, 10, 10)  # noqa: DTZ001
    assert rows(book["Levels long"]) == [
        [
            *["Key", "Name", "Class", "Series", "Date"],
            *["Dimension", "Dimension in words"],
            *["Level", "Level number", "Observer", "Note"],
        ],
        [*who, first, "CR1", ideas, "With support", 1, ewa, "no"],
        [*who, first, "CR1", ideas, "With prompts", 2, adam, "no"],
        [*who, second, "CR1", ideas, "On my own", 3, ewa, "no"],
        [
            *[*who, second, "SR1", initiative],
            *["Not observed today", None, ewa, "no"],
        ],
    ]
    assert book["Levels long"]["I2"].data_type == "n"


def test_the_wide_sheet_has_a_row_for_each_pupil_and_series(
    season: Season, browser: Browser
) -> None:
    heading, values, *more = rows(download(browser)["Levels wide"])

    assert more == []
    assert heading[:8] == [
        *["Key", "Name", "Class", "Series"],
        *["CR1 · 1", "CR1 · 2", "CR1 · 3", "CR1 confirmed"],
    ]
    assert len(heading) == 4 + 6 * 4
    by_name = dict(zip(heading, values, strict=True))
    assert {name: value for name, value in by_name.items() if value is not None} == {
        "Key": season.key(season.mira),
        "Name": "Mira Żuraw",
        "Class": "6b",
        "Series": SERIES,
        "CR1 · 1": 2,
        "CR1 · 2": 3,
        "CR1 confirmed": 2,
    }


@pytest.mark.usefixtures("season")
def test_the_codebook_explains_every_column_and_level(browser: Browser) -> None:
    book = download(browser)
    told = [tuple(row) for row in rows(book["Codebook"])]

    for name in book.sheetnames[:-1]:
        headings = rows(book[name])[0]
        assert [row[1] for row in told if row[0] == f"Sheet “{name}”"] == headings
    assert ("About this file", "Made at", "2026-10-22 10:15 UTC") in told
    assert (
        "About this file",
        "Rubric",
        "Creativity and self-reliance in the FabLab (fablab-cs-6 1.0, CC BY 4.0)",
    ) in told
    assert ("Levels", "On my own", "Level number 3") in told
    assert (
        "SR1 Taking the initiative",
        "With support",
        "Waits for an instruction before each step.",
    ) in told
    assert len([row for row in told if row[0] == "What it does not say"]) == 6
    assert [row[1] for row in told if "“Not observed” is never" in str(row[2])] == [
        "Not observed today"
    ]
    assert all(row[2] for row in told[1:])


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

    cells = [cell for row in rows(book.worksheets[2]) for cell in row]
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


def test_every_download_is_noted(season: Season, browser: Browser) -> None:
    download(browser)
    download(browser)

    events = db.session.query(AuditEvent).filter_by(action="school_report.downloaded")
    assert [
        (event.actor, event.subject_kind, event.subject, event.details, event.at)
        for event in events
    ] == 2 * [
        (
            season.teacher.public_id,
            "school",
            season.school.public_id,
            {"pupils": 2},
            LAST_WEEK,
        )
    ]


def test_without_a_shared_pupil_the_sheets_hold_only_their_headings(
    season: Season, browser: Browser
) -> None:
    answer_sharing(season.mira, answer=False, at=LAST_WEEK)
    answer_sharing(season.hostile, answer=False, at=LAST_WEEK)

    book = download(browser)

    assert [len(rows(book[name])) for name in book.sheetnames[:-1]] == [1, 1, 1, 1]


def test_a_cancelled_meeting_was_not_held(season: Season, browser: Browser) -> None:
    third = meetings_of_mira(season)[2]
    with unit_of_work():
        db.session.merge(third).cancelled_at = LAST_WEEK

    assert rows(download(browser)["Pupils"])[1][4:] == [2, 2, 1]


def meetings_of_mira(season: Season) -> list[Meeting]:
    place = db.session.query(Registration).filter_by(pupil_id=season.mira.id).one()
    return meetings_of(place.series)


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
