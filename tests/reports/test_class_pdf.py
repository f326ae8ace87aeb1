"""The overview of a class on paper: charts that read in grey, and every pupil."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from fablab.reports.pdf import class_pdf
from tests.reports.papers import CLASS, LONG_NAME
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
)

PICTURES = Path(__file__).parent / "pictures"


def pages_of(pdf: bytes) -> list[str]:
    pages = PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_as_many_pages_as_it_takes_hold_every_pupil_whole() -> None:
    pages = pages_of(class_pdf(CLASS))

    text = "".join(" ".join(pages).split())
    assert [f"School No. 1 Page {n}" in page for n, page in enumerate(pages, 1)] == [
        *[True] * 3
    ]
    for number in range(1, 61):
        name = LONG_NAME if number % 7 == 0 else "Ola Bąk"
        assert "".join(f"{name} {number} Laser-cut lamps".split()) in text


def test_a_table_stands_beside_every_bar() -> None:
    first = pages_of(class_pdf(CLASS))[0]

    for words in (
        "Class overview Class 6b School No. 1 20 pupils",
        "Laser-cut lamps 60 9 – – 77",
        "Generating ideas – 6 7 – – 20",
        "Testing and improving – 9 – 16",
        "Taking the initiative – – – – – 10",
        "Organising work and using help – – – – – –",
    ):
        assert words in first, words


def test_equal_overviews_give_equal_bytes_and_fonts_are_embedded() -> None:
    pdf = class_pdf(CLASS)

    assert pdf == class_pdf(replace(CLASS))
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}


def test_the_page_looks_as_reviewed(tmp_path: Path) -> None:
    drawn = draw_page(class_pdf(CLASS), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(drawn, PICTURES / "class.png", tmp_path)
