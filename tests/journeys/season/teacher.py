"""What a teacher does: read the report, and open it as a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.season.house import House
from tests.journeys.season.story import LUCJA, OLA, Child, Story

SHEETS = (
    "Pupils",
    "Ratings long",
    "Ratings wide",
    "Self-report",
    "Evidence",
    "Codebook",
)
VERSION = "fablab-cs-6 1.0"
DIMENSIONS = ("CR1", "CR2", "CR3", "SR1", "SR2", "SR3")
RUBRIC = {
    "en": {
        "CR1": "Generating ideas",
        "CR2": "Original and useful",
        "SR1": "Taking the initiative",
        "creativity": "Creativity",
        "self_reliance": "Self-reliance",
        3: "On my own",
        4: "Further, and with others",
        None: "Not observed today",
    },
    "pl": {
        "CR1": "Tworzenie pomysłów",
        "CR2": "Oryginalność i użyteczność",
        "SR1": "Podejmowanie inicjatywy",
        "creativity": "Kreatywność",
        "self_reliance": "Samodzielność",
        3: "Samodzielnie",
        4: "Dalej i z innymi",
        None: "Dziś nie zaobserwowano",
    },
}
Row = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read back."""

    headings: Row
    rows: Sequence[Row]


def download_report(page: Page, folder: Path, *children: Child) -> dict[str, Sheet]:
    """See the pupils whose guardians share results, and download their report.

    Returns:
        The sheets by their titles, read back cell by cell.
    """
    names = page.locator("main tbody th")
    expect(names).to_have_text([child.full_name for child in children])
    with page.expect_download() as coming:
        page.locator("main a.btn[href$='.xlsx']").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return {
        sheet.title: Sheet(rows[0], rows[1:])
        for sheet in load_workbook(file)
        if (rows := [[cell.value for cell in row] for row in sheet.iter_rows()])
    }


def check_report(
    sheets: dict[str, Sheet], story: Story, house: House, *, days: Sequence[date]
) -> None:
    """Hold every cell of the report against what happened in the season.

    Args:
        sheets: as `download_report` reads them.
        story: of the season.
        house: knows the catalogue's words.
        days: of the two meetings.
    """

    def say(words: str) -> str:
        return house.say(words, story)

    assert list(sheets) == [say(title) for title in SHEETS]
    pupils, long, wide, own_view, evidence, codebook = sheets.values()
    olas_key, lucjas_key = (row[0] for row in pupils.rows)
    ola = [olas_key, OLA.full_name, OLA.class_name, story.texts.title]
    lucja = [lucjas_key, LUCJA.full_name, LUCJA.class_name, story.texts.title]
    first, second = (datetime(day.year, day.month, day.day) for day in days)  # noqa: DTZ001 - a cell's day

    place = pupils.rows[0][4:6]
    assert pupils.rows == [
        [*ola, *place, 2, 0, 0, first, None, second, say("excused")],
        [*lucja, *place, 2, 1, 0.5, first, say("present"), second, None],
    ]
    observer = long.rows[0][-1]
    words = RUBRIC[story.language]
    creativity, self_reliance = words["creativity"], words["self_reliance"]
    seen_then = [*lucja, 1, first, VERSION]
    assert long.rows == [
        [*seen_then, "CR1", words["CR1"], creativity, words[3], 3, observer],
        [*seen_then, "CR2", words["CR2"], creativity, words[None], None, observer],
        [*seen_then, "SR1", words["SR1"], self_reliance, words[4], 4, observer],
    ]
    seen = {"CR1 · 1": 3, "SR1 · 1": 4}
    assert wide.headings[5:] == [
        heading
        for code in DIMENSIONS
        for heading in (f"{code} · 1", f"{code} · 2", say_confirmed(code, house, story))
    ]
    assert wide.rows == [
        [*ola, *(None for _ in wide.headings[4:])],
        [*lucja, VERSION, *(seen.get(str(heading)) for heading in wide.headings[5:])],
    ]
    assert own_view.rows == []  # nobody answered the compass
    assert [row[:7] for row in evidence.rows] == [[*lucja, 1, first, "SR1"]]
    explained = {row[2] for row in codebook.rows}
    for sheet in (pupils, long, wide, own_view, evidence):
        assert set(sheet.headings) <= explained


def say_confirmed(code: str, house: House, story: Story) -> str:
    """The heading of a dimension's confirmed level."""
    return house.say("%(code)s confirmed", story).replace("%(code)s", code)
