"""Charts on paper: they read in grey, and a sign is drawn once a document."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Line

from fablab.checkin.models import AttendanceStatus
from fablab.reports.bars import WITHHELD
from fablab.reports.pdf import sheets_pdf
from fablab.reports.pdf.charts import (
    SHADES,
    Part,
    attendance_sign,
    level_sign,
    shade_of,
    stacked_bar,
)
from fablab.reports.pdf.pilot import figures_pdf
from fablab.web.pdf import finish, new_document
from tests.reports.papers import FIGURES
from tests.reports.sheets import ORDINARY
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
    text_of,
)

PICTURES = Path(__file__).parent / "pictures"


def grey_picture(sign: Drawing) -> bytes:
    canvas = new_document(size=(20, 20), title="Sign", author="", language="en")
    renderPDF.draw(sign, canvas, 2, 2)
    return draw_page(finish(canvas), dpi=144).convert("L").tobytes()


def forms_in(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return sum(
            isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"
            for item in document.objects
        )


def grey_of(shade: int) -> float:
    colour = shade_of(shade)
    return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue


def test_parts_differ_in_lightness_so_that_they_read_in_grey() -> None:
    greys = [grey_of(shade) for shade in range(len(SHADES) - 1)]

    assert min(light - dark for light, dark in pairwise(greys)) > 0.15


def test_only_what_is_withheld_is_hatched() -> None:
    def hatches(*shades: int) -> int:
        bar = stacked_bar([Part(shade, 50) for shade in shades], (100, 12))
        return sum(isinstance(shape, Line) for shape in bar.contents)

    assert hatches(0, 3) == 0
    assert hatches(0, WITHHELD) > 10


@pytest.mark.parametrize(
    "signs",
    [
        [level_sign(level, 15, 11) for level in (None, 0, 1, 2, 3, 4)],
        [attendance_sign(status, 4.0) for status in (None, *AttendanceStatus)],
    ],
    ids=["levels", "attendance"],
)
def test_signs_differ_without_their_colour(signs: list[Drawing]) -> None:
    assert len({grey_picture(sign) for sign in signs}) == len(signs)


def test_a_sign_stands_in_the_file_once_however_often_it_is_shown() -> None:
    one, five = (
        sheets_pdf([ORDINARY] * pages, title="Growth", author="FabLab", language="en")
        for pages in (1, 5)
    )

    assert forms_in(one) == forms_in(five) == 3 * 5


def test_figures_have_their_numbers_in_the_bars_and_are_equal_twice() -> None:
    pdf = figures_pdf(FIGURES)

    assert "At first 12 21 1 7 In the end 10 18 13 With support" in text_of(pdf)
    assert pdf == figures_pdf(FIGURES)
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}


def test_the_figures_look_as_reviewed(tmp_path: Path) -> None:
    drawn = draw_page(figures_pdf(FIGURES), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(drawn, PICTURES / "figures.png", tmp_path)
