"""The same tables as CSV: for Excel in Polish, and for programs."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from fablab.web.spreadsheets import FORMULA_BEGINS, guarded
from tests.reports.season import HOSTILE, NOTE, TITLE, Season
from tests.support.pages import Browser

TABLES = [
    *["pupils", "ratings_long", "ratings_wide"],
    *["self_report", "evidence", "codebook"],
]
Read = Callable[[str], list[list[str]]]


def as_typed(cell: str) -> str:
    """What the codebook says of apostrophes."""
    return cell.removeprefix("'")


def zip_of(browser: Browser, profile: str) -> ZipFile:
    return ZipFile(BytesIO(browser.download(f"/teacher/report-{profile}.zip")))


@pytest.fixture
def polish(season: Season, browser: Browser) -> Read:
    assert season
    archive = zip_of(browser, "pl")

    def read(name: str) -> list[list[str]]:
        text = archive.read(f"{name}.csv").decode("utf-8-sig")
        return list(csv.reader(StringIO(text, newline=""), delimiter=";"))

    return read


@pytest.fixture
def machine(season: Season, browser: Browser) -> Read:
    assert season
    archive = zip_of(browser, "machine")

    def read(name: str) -> list[list[str]]:
        text = archive.read(f"{name}.csv").decode()
        return list(csv.reader(StringIO(text, newline="")))

    return read


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("profile", ["pl", "machine"])
def test_the_zip_has_a_file_for_each_sheet(browser: Browser, profile: str) -> None:
    archive = zip_of(browser, profile)

    assert archive.namelist() == [f"{name}.csv" for name in TABLES]
    assert archive.testzip() is None


@pytest.mark.usefixtures("season")
def test_only_the_polish_profile_has_a_byte_order_mark(browser: Browser) -> None:
    for name in TABLES:
        polish = zip_of(browser, "pl").read(f"{name}.csv")
        machine = zip_of(browser, "machine").read(f"{name}.csv")
        assert polish.startswith(b"\xef\xbb\xbf")
        assert not machine.startswith(b"\xef\xbb\xbf")
        assert machine.count(b"\r\n") == polish.count(b"\r\n") > 0


def test_the_polish_profile_is_for_people(season: Season, polish: Read) -> None:
    heading, mira, hostile = polish("pupils")

    assert heading[:9] == [
        *["Key", "Name", "Class", "Series", "School", "FabLab"],
        *["Meetings held", "Attended", "Share attended"],
    ]
    assert mira == [
        *[season.key(season.mira), "Mira Żuraw", "6b", f"'{TITLE}", "School No. 1"],
        *["FabLab bielsko-biala", "3", "2", "0,6667"],
        *["2026-10-03", "present", "2026-10-10", "late", "2026-10-17", "excused"],
    ]
    assert hostile[1:4] == [f"'{HOSTILE} Zły", "'=1+1", ""]


def test_the_machine_profile_has_codes_and_decimal_points(
    season: Season, machine: Read
) -> None:
    heading, mira, _hostile = machine("pupils")

    assert heading == [
        *["pupil_key", "name", "class", "series", "school", "site"],
        *["meetings_held", "attended", "share_attended"],
        *["date_1", "attendance_1", "date_2", "attendance_2"],
        *["date_3", "attendance_3"],
    ]
    assert mira[0] == season.key(season.mira)
    assert mira[6:] == [
        *["3", "2", "0.6667", "2026-10-03", "present"],
        *["2026-10-10", "late", "2026-10-17", "excused"],
    ]
    assert machine("ratings_long")[0] == [
        *["pupil_key", "name", "class", "series", "meeting", "date", "rubric"],
        *["dimension", "dimension_title", "domain", "level_label", "level"],
        "observer_key",
    ]
    assert [row[10:12] for row in machine("ratings_long")[-1:]] == [
        ["Not observed today", ""]
    ]


def test_hostile_text_is_no_formula_and_reads_as_typed_without_its_apostrophe(
    polish: Read, machine: Read
) -> None:
    for read in (polish, machine):
        cells = [cell for name in TABLES for row in read(name) for cell in row]

        assert [cell for cell in cells if cell.startswith(FORMULA_BEGINS[:-1])] == []
        assert [as_typed(row[7]) for row in read("evidence")][1:] == [NOTE]
        assert as_typed(read("pupils")[2][1]) == f"{HOSTILE} Zły"


@given(st.text())
@example("'=1+1")
@example("\r=1")
def test_any_text_is_guarded_and_comes_back(text: str) -> None:
    written = guarded(text)

    assert not written.startswith(FORMULA_BEGINS[:-1])
    assert as_typed(written) == text


PRINTED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@given(st.lists(st.text(PRINTED, min_size=1), min_size=1, max_size=4))
@example([HOSTILE, NOTE, "@SUM(A1)", "\tx"])
@example(["_x0041_", "\r\n", "\x1b", " lead"])
def test_any_text_in_a_sheet_is_text_and_comes_back(cells: list[str]) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for row, cell in enumerate(cells):
            page.write_string(row, 0, cell)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None

    read = [cell for (cell,) in sheet.iter_rows(max_col=1)]
    assert {cell.data_type for cell in read} == {"s"}
    assert [unescape(str(cell.value)) for cell in read] == cells
