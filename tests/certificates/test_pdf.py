from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fablab.certificates.pdf import CertificateDesign, UncoveredLetters, certificate_pdf
from fablab.web.qr import qr_matrix
from tests.certificates.designs import LAMP, LONGEST
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
PANEL_RIGHT, PAPER_RIGHT, FRAME_FOOT = 258, 816, 32
SEAL_TOP = 156


def test_equal_designs_give_equal_bytes_and_others_do_not() -> None:
    assert certificate_pdf(LAMP) == certificate_pdf(replace(LAMP))
    assert certificate_pdf(LAMP) != certificate_pdf(replace(LAMP, city="Wien"))


def test_the_page_says_all_that_the_design_says() -> None:
    assert text_of(certificate_pdf(LAMP)) == (
        "FabLab Bielsko-Biała Cięcie laserem Certyfikat otrzymuje "
        "Łucja Żółć-Święcicka za udział w cyklu warsztatów Lampa wycięta laserem "
        "Projekt lampy ze sklejki, od szkicu do pliku "
        "Cięcie laserem i próby trzech rodzajów łączeń "
        "Pokaz świecącej lampy przed grupą "
        "Godziny 12 Spotkania 5 z 6 Termin 7 marca – 25 kwietnia 2026 "
        "Miejsce Pracownia, sala 2 "
        "Bielsko-Biała, 30 kwietnia 2026 Anna Kowalczyk koordynatorka "
        "Numer certyfikatu 7K3D9-BCDFG-HJKLM- NPQRT-W3464 "
        "Zeskanuj kod: zobaczysz, kto i co potwierdza. Demo – dane fikcyjne"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Łucja Żółć-Święcicka",
        "Олександра Щербак-Їжакевич",
        "Jürgen Weiß",
        "Őry Fűszál",
        "Jiří Dvořák",
    ],
)
def test_names_keep_every_letter(name: str) -> None:
    assert name in text_of(certificate_pdf(replace(LAMP, pupil_name=name)))


def test_a_name_in_an_uncovered_script_is_refused_with_its_letters() -> None:
    with pytest.raises(UncoveredLetters) as refusal:
        certificate_pdf(replace(LAMP, pupil_name="Emi 山田"))

    assert refusal.value.letters == "山田"


def test_it_is_one_a4_page_set_in_nunito_without_pictures_of_dots() -> None:
    pdf = certificate_pdf(LAMP)

    page = only_page(pdf)
    assert [round(float(n), 1) for n in page.mediabox] == [0, 0, 841.9, 595.3]
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}
    assert b"Helvetica" not in pdf
    assert list(page.images) == []
    assert len(pdf) < 40_000


def test_metadata_name_the_document_and_the_site_but_no_child() -> None:
    reader = PdfReader(BytesIO(certificate_pdf(LAMP)))

    metadata = {key: str(value) for key, value in (reader.metadata or {}).items()}
    assert metadata["/Title"] == "Certyfikat – Lampa wycięta laserem"
    assert metadata["/Author"] == "FabLab Bielsko-Biała"
    assert str(reader.root_object["/Lang"]) == "pl"
    assert not any("ucja" in v or "7K3D9" in v for v in metadata.values())


def test_the_code_on_paper_can_be_clicked_on_a_screen() -> None:
    (link,) = only_page(certificate_pdf(LAMP)).annotations or []

    assert link.get_object()["/A"]["/URI"] == LAMP.verify_url


@pytest.mark.parametrize("design", [LAMP, LONGEST], ids=["usual", "longest"])
def test_everything_stands_within_its_part_of_the_page(
    design: CertificateDesign,
) -> None:
    for words in words_of(certificate_pdf(design))[:-1]:
        in_panel = words.left < PANEL_RIGHT
        right = PANEL_RIGHT - 8 if in_panel else PAPER_RIGHT - 12
        assert words.right <= right, words
        assert words.baseline > FRAME_FOOT + 4, words
        assert words.baseline < 560, words


def test_the_longest_texts_are_whole_and_cover_nothing_below() -> None:
    pdf = certificate_pdf(LONGEST)

    assert LONGEST.pupil_name.replace(" ", "") in text_of(pdf).replace(" ", "")
    place = LONGEST.facts[-1].value.split()[-1]
    (last_fact,) = [w for w in words_of(pdf) if place in w.text]
    assert last_fact.baseline > SEAL_TOP + 12


def test_without_lead_signers_facts_and_watermark_nothing_is_drawn_for_them() -> None:
    bare = replace(LAMP, lead="", signers=(), facts=(), done=(), watermark="")

    text = text_of(certificate_pdf(bare))

    assert "Certyfikat Łucja" in text
    assert text.endswith("zobaczysz, kto i co potwierdza.")


@pytest.mark.parametrize("design", [LAMP, LONGEST], ids=["usual", "longest"])
def test_the_printed_code_leads_to_the_verification(design: CertificateDesign) -> None:
    expected = qr_matrix(design.verify_url, error_correction="M")

    picture = draw_page(certificate_pdf(design), dpi=200)

    assert qr_in(picture, modules=len(expected)) == expected


@pytest.mark.parametrize(("name", "design"), [("lamp", LAMP), ("longest", LONGEST)])
def test_it_looks_as_reviewed(
    name: str, design: CertificateDesign, tmp_path: Path
) -> None:
    picture = draw_page(certificate_pdf(design), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(picture, REVIEWED / f"{name}.png", tmp_path)


def test_a_moved_line_or_another_letter_is_noticed() -> None:
    usual, moved, other = (
        draw_page(certificate_pdf(design), dpi=DPI_OF_REVIEW)
        for design in (
            LAMP,
            replace(LAMP, lead=""),
            replace(LAMP, pupil_name="Łucja Żółć-Święcickb"),
        )
    )

    assert difference(usual, usual) == 0
    assert difference(usual, moved) > 0.3
    assert difference(usual, other) > 0.075
