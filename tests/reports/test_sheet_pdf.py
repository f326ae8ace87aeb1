"""The growth sheet on paper: one page, whatever there is to say."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fablab.reports.pdf import Section, SheetDesign, sheets_pdf
from tests.reports.sheets import EMPTY, LONGEST, ORDINARY, SAYS
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
    text_of,
    words_of,
)

PICTURES = Path(__file__).parent / "pictures"
A4 = (595, 842)
WORDY = Section(heading="In own words", paragraphs=("W" * 300, "ж " * 150))


def pdf_of(*sheets: SheetDesign) -> bytes:
    return sheets_pdf(sheets, title="Growth", author="FabLab", language="en")


@pytest.mark.parametrize(
    "sheet",
    [
        *(ORDINARY, LONGEST, EMPTY, replace(LONGEST, own_words=WORDY)),
        *(replace(one, compass=SAYS) for one in (ORDINARY, EMPTY)),
        replace(LONGEST, own_words=WORDY, compass=SAYS),
    ],
    ids=["usual", "long", "no", "wordy", "says", "says only", "says most"],
)
def test_it_is_exactly_one_page_of_a4_with_embedded_fonts(sheet: SheetDesign) -> None:
    pdf = pdf_of(sheet)

    (page,) = PdfReader(BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    assert fonts_of(pdf) <= {"Nunito-Regular", "Nunito-ExtraBold"}
    for line in words_of(pdf):
        assert 0 < line.left < line.right < A4[0], line.text
        assert 0 < line.baseline < A4[1], line.text


def test_equal_sheets_give_equal_bytes() -> None:
    assert pdf_of(ORDINARY, EMPTY) == pdf_of(replace(ORDINARY), replace(EMPTY))


def test_many_sheets_are_a_page_each_in_their_order() -> None:
    names = [f"Ana {letter}." for letter in "ABC"]

    pages = PdfReader(
        BytesIO(pdf_of(*(replace(ORDINARY, name=name) for name in names)))
    ).pages

    assert [page.extract_text().splitlines()[1] for page in pages] == names


def test_the_pupils_own_view_stands_there_in_words_then_and_now() -> None:
    text = text_of(pdf_of(replace(ORDINARY, compass=SAYS)))

    assert "My maker compass How much is this like you today?" in text
    assert "Ideas and making Then Now I can use materials" in text
    assert text.count("A little like me") == text.count("Very much like me") == 10
    assert "My maker compass" not in text_of(pdf_of(ORDINARY))


def test_level_drop_and_next_step_are_told_in_words() -> None:
    text = text_of(pdf_of(ORDINARY))

    for words in (
        "Growth at the FabLab · FabLab Bielsko-Biała Łucja Ż. Laser-cut lamps",
        "Came to 7 of 8 meetings",
        "With support With prompts On my own Further, and with others An empty column",
        "Taking the initiative Self-reliance On my own seen less often lately",
        "Grew most Keeping going At first: With support.",
        "Next step Generating ideas. Try: “Offers varied ideas",
        "it is not a school mark.",
    ):
        assert words in text, words


def test_nothing_is_cut_however_long() -> None:
    text = text_of(pdf_of(LONGEST))

    assert LONGEST.name in text
    assert text.count("picks one with a reason.") == 10 * 5
    assert text.count("Try it.") == 120
    assert text.count("and so on") == 60


def test_what_is_typed_is_printed_and_invisible_marks_vanish() -> None:
    typed = '=HYPERLINK("http://evil.example") <b>loud</b>'

    text = text_of(pdf_of(replace(ORDINARY, name=f"\u202e{typed}\u202c", series=typed)))

    assert text.count(typed) == 2


@pytest.mark.parametrize(
    ("sheet", "picture"), [(ORDINARY, "sheet.png"), (LONGEST, "longest-sheet.png")]
)
def test_it_looks_as_reviewed(sheet: SheetDesign, picture: str, tmp_path: Path) -> None:
    drawn = draw_page(pdf_of(sheet), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(drawn, PICTURES / picture, tmp_path)
