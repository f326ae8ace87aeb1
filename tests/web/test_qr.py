import random
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from fablab.web.qr import QUIET_ZONE, dark_runs, qr_matrix, qr_svg

CARD_LETTERS = "346789BCDFGHJKLMNPQRTW"
CARD = "FL7K3D9XBCDFGHJK"
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def rows_of(matrix: list[list[bool]]) -> list[str]:
    return ["".join("01"[module] for module in row) for row in matrix]


@given(st.text(CARD_LETTERS, min_size=16, max_size=16))
def test_a_card_code_fits_the_smallest_code(code: str) -> None:
    matrix = qr_matrix(code)

    assert [len(row) for row in matrix] == [21] * 21
    corner = [row[:7] for row in rows_of(matrix)[:7]]
    assert corner == FINDER


def test_a_longer_text_takes_a_larger_code() -> None:
    assert len(qr_matrix(CARD + CARD)) == 29


def test_more_correction_never_takes_a_smaller_code() -> None:
    sizes = [len(qr_matrix(CARD * 2, error_correction=e)) for e in ("L", "M", "Q", "H")]

    assert all(less <= more for less, more in pairwise(sizes))
    assert sizes[0] < sizes[-1]


def test_runs_cover_exactly_the_dark_modules() -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    matrix = [[dice.random() < 0.5 for _ in range(21)] for _ in range(21)]

    drawn = [[False] * 21 for _ in range(21)]
    for run in dark_runs(matrix):
        for column in range(run.column, run.column + run.length):
            drawn[run.row][column] = True

    assert drawn == matrix


def test_the_svg_shows_the_matrix_within_its_quiet_zone() -> None:
    svg = BeautifulSoup(qr_svg(CARD, label="Card"), "html.parser").svg
    assert svg is not None
    assert svg["viewbox"] == "0 0 29 29"
    ground, code = (path["d"] for path in svg.find_all("path"))

    assert ground == "M0 0h29v29H0z"
    drawn = [[False] * 29 for _ in range(29)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", str(code)):
        for column in range(int(x), int(x) + int(length)):
            drawn[int(y)][column] = True
    inside = [row[QUIET_ZONE:-QUIET_ZONE] for row in drawn[QUIET_ZONE:-QUIET_ZONE]]
    assert inside == qr_matrix(CARD)
    assert sum(map(sum, drawn)) == sum(map(sum, inside))


def test_the_svg_says_what_it_is_and_breaks_no_content_policy() -> None:
    svg = qr_svg(CARD, label='Karta: <Łucja> & "Ola"')

    assert 'role="img" aria-label="Karta: &lt;Łucja&gt; &amp; &#34;Ola&#34;"' in svg
    assert not re.search(r"\bstyle|\bhref|\bon[a-z]+=", svg)


@pytest.mark.parametrize("text", [CARD, "https://fablab.example.org/verify/7K3D9"])
def test_equal_texts_give_equal_pictures(text: str) -> None:
    assert qr_svg(text, label="x") == qr_svg(text, label="x")
    assert qr_svg(text, label="x") != qr_svg(text + "3", label="x")
