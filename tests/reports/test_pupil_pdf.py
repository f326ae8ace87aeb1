"""The report about one pupil on paper: two pages, whatever there is to say."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fablab.reports.pdf import PupilDesign, pupil_pdf
from tests.reports.papers import LONGEST, ORDINARY
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
)

PICTURES = Path(__file__).parent / "pictures"
EMPTY = replace(
    ORDINARY,
    days=(),
    attendance=(),
    strips=(),
    legends=(),
    follow_up=replace(ORDINARY.follow_up, paragraphs=()),
    notes=(),
    self_report=(),
    own_view=replace(ORDINARY.own_view, paragraphs=()),
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its line breaks as spaces."""
    pages = PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.mark.parametrize("report", [ORDINARY, LONGEST, EMPTY], ids=lambda r: r.name[:5])
def test_it_has_exactly_two_pages_and_embedded_fonts(report: PupilDesign) -> None:
    pdf = pupil_pdf(report)

    assert len(pages_of(pdf)) == 2
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}


def test_equal_reports_give_equal_bytes() -> None:
    assert pupil_pdf(ORDINARY) == pupil_pdf(replace(ORDINARY))


def test_the_sequence_and_the_level_in_words_stand_on_the_first_page() -> None:
    first, second = pages_of(pupil_pdf(ORDINARY))

    for words in (
        "Progress report Łucja Żuraw School No. 1 · 6b",
        "Laser-cut lamps · FabLab Bielsko-Biała · 3 Oct 2026 – 24 Oct 2026",
        "With support With prompts On my own Further, and with others",
        "present late excused absent",
        "Generating ideas Creativity On my own",
        "Organising work and using help Self-reliance not seen yet",
        "To try in class Original and useful: Makes a project",
        "FabLab Bielsko-Biała Page 1 of 2",
    ):
        assert words in first
    for words in (
        "Łucja Żuraw · Progress report What facilitators noted",
        "10 Oct 2026 · Generating ideas · E. L. Drew three shades",
        "I can keep going when a project gets hard. I don’t know Very much like me",
        "What it does not say Levels describe what facilitators saw.",
        "Page 2 of 2",
    ):
        assert words in second


def test_nothing_is_cut_and_what_finds_no_room_is_counted() -> None:
    first, second = pages_of(pupil_pdf(LONGEST))

    assert LONGEST.name in first
    assert "Try it. FabLab Bielsko-Biała Page 1 of 2" in first
    shown = [n for n in range(1, 25) if f"Note {n}: tried" in second]
    left_out = 24 - len(shown)
    assert shown == list(range(1, len(shown) + 1))
    assert 0 < left_out < 24
    assert f"are in the Excel file: {left_out} What the pupil says" in second
    assert second.count("tried again and again") == len(shown) * 22
    assert "They are no marks." in second


def test_invisible_marks_vanish_and_unknown_letters_are_marked() -> None:
    name = "Ana \u202eLis\u202c 漢"

    first, _second = pages_of(pupil_pdf(replace(ORDINARY, name=name)))

    assert "Progress report Ana Lis ? School" in first


@pytest.mark.parametrize(
    ("report", "picture"),
    [(ORDINARY, "pupil.png"), (LONGEST, "longest-pupil.png")],
    ids=["ordinary", "longest"],
)
def test_the_page_looks_as_reviewed(
    tmp_path: Path, report: PupilDesign, picture: str
) -> None:
    drawn = draw_page(pupil_pdf(report), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(drawn, PICTURES / picture, tmp_path)
