from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from pypdf import PdfReader

from fablab.checkin.pdf import CardDesign, card_pdf, group_code
from fablab.web.pdf import UncoveredLetters
from fablab.web.qr import qr_matrix
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    difference,
    draw_page,
    fonts_of,
    only_page,
    qr_in,
    text_of,
    words_of,
)

REVIEWED = Path(__file__).parent / "pictures"
CARD = CardDesign(
    language="pl",
    code="FL7K3D9XBCDFGHJK",
    pupil_name="Łucja Ż.",
    site_name="FabLab Bielsko-Biała",
    title="Karta uczestnika",
    hint="Pokaż tę kartę przy wejściu i przy wyjściu.",
    instructions_title="Jak używać karty",
    instructions=(
        "Wytnij kartę wzdłuż przerywanej linii.",
        "Pokaż kod kamerze tabletu, gdy przychodzisz i gdy wychodzisz.",
        "Zgubiona karta? Napisz do nas: wydamy nową, a stara przestanie działać.",
    ),
    watermark="Demo – dane fikcyjne",
)
LONGEST = replace(
    CARD,
    pupil_name="Maksymiliana-Aleksandra-Konstantyna-Wolfeschlegelsteinhausen Ż.",
    site_name="Stowarzyszenie Otwarta Pracownia i FabLab Podbeskidzie",
    title="Karta uczestnika warsztatów",
    hint="Pokaż tę kartę przy wejściu i przy wyjściu, na papierze albo w telefonie.",
)

Paper = Literal["A4", "A6"]
PAPERS: tuple[Paper, ...] = ("A4", "A6")


@pytest.mark.parametrize("paper", PAPERS)
def test_equal_cards_give_equal_bytes_and_others_do_not(paper: Paper) -> None:
    other = replace(CARD, code="FL7K3D9XBCDFGHJL")

    assert card_pdf(CARD, paper=paper) == card_pdf(replace(CARD), paper=paper)
    assert card_pdf(CARD, paper=paper) != card_pdf(other, paper=paper)


def test_the_a6_page_is_the_card_alone() -> None:
    pdf = card_pdf(CARD, paper="A6")

    assert text_of(pdf) == (
        "Karta uczestnika FabLab Bielsko-Biała Łucja Ż. FL7K 3D9X BCDF GHJK "
        "Pokaż tę kartę przy wejściu i przy wyjściu. Demo – dane fikcyjne"
    )
    assert [round(float(n)) for n in only_page(pdf).mediabox] == [0, 0, 298, 420]


def test_the_a4_page_adds_how_to_use_it() -> None:
    pdf = card_pdf(CARD, paper="A4")

    assert text_of(pdf) == (
        "Karta uczestnika FabLab Bielsko-Biała Łucja Ż. FL7K 3D9X BCDF GHJK "
        "Pokaż tę kartę przy wejściu i przy wyjściu. Jak używać karty "
        "1 Wytnij kartę wzdłuż przerywanej linii. "
        "2 Pokaż kod kamerze tabletu, gdy przychodzisz i gdy wychodzisz. "
        "3 Zgubiona karta? Napisz do nas: wydamy nową, a stara przestanie działać. "
        "Demo – dane fikcyjne"
    )
    assert [round(float(n)) for n in only_page(pdf).mediabox] == [0, 0, 595, 842]


@pytest.mark.parametrize("name", ["Олександра Щ.", "Jürgen ß.", "Őzike Ű.", "Jiří Ř."])
def test_names_keep_every_letter(name: str) -> None:
    assert name in text_of(card_pdf(replace(CARD, pupil_name=name), paper="A6"))


def test_a_name_in_an_uncovered_script_is_refused() -> None:
    with pytest.raises(UncoveredLetters):
        card_pdf(replace(CARD, pupil_name="山田 E."), paper="A6")


@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_set_in_nunito_and_its_metadata_name_no_child(paper: Paper) -> None:
    pdf = card_pdf(CARD, paper=paper)

    reader = PdfReader(BytesIO(pdf))
    metadata = {key: str(value) for key, value in (reader.metadata or {}).items()}
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}
    assert b"Helvetica" not in pdf
    assert metadata["/Title"] == "Karta uczestnika – FabLab Bielsko-Biała"
    assert str(reader.root_object["/Lang"]) == "pl"
    assert not any("ucja" in v or "FL7K" in v for v in metadata.values())


def test_the_longest_texts_stay_on_the_card() -> None:
    pdf = card_pdf(LONGEST, paper="A6")

    assert LONGEST.pupil_name.replace(" ", "") in text_of(pdf).replace(" ", "")
    for words in words_of(pdf)[:-1]:
        assert words.left >= 20, words
        assert words.right <= 278, words
        assert words.baseline >= 22, words


def test_a_code_is_read_in_groups_of_four() -> None:
    assert group_code("FL7K3D9XBCDFGHJK") == "FL7K 3D9X BCDF GHJK"


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("card", [CARD, LONGEST], ids=["usual", "longest"])
def test_the_printed_code_is_the_cards(card: CardDesign, paper: Paper) -> None:
    picture = draw_page(card_pdf(card, paper=paper), dpi=150)

    assert qr_in(picture, modules=21) == qr_matrix(card.code)


@pytest.mark.parametrize(
    ("name", "card", "paper"),
    [("card-a6", CARD, "A6"), ("card-a4", CARD, "A4"), ("longest-a6", LONGEST, "A6")],
)
def test_it_looks_as_reviewed(
    name: str, card: CardDesign, paper: Paper, tmp_path: Path
) -> None:
    picture = draw_page(card_pdf(card, paper=paper), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(picture, REVIEWED / f"{name}.png", tmp_path)


def test_another_code_is_noticed() -> None:
    usual, other = (
        draw_page(card_pdf(card, paper="A6"), dpi=DPI_OF_REVIEW)
        for card in (CARD, replace(CARD, code="FL7K3D9XBCDFGHJL"))
    )

    assert difference(usual, other) > 0.075
