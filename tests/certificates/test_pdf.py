from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from fablab.certificates.pdf import (
    CertificateDesign,
    Orientation,
    UncoveredLetters,
    certificate_pdf,
)
from fablab.web.qr import qr_matrix
from fablab.web.topic_art import TOPICS
from tests.certificates.designs import LAMP, LONGEST, OWN
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    difference,
    draw_page,
    files_in,
    fonts_by_poppler,
    fonts_of,
    fonts_without_a_file,
    metadata_of,
    only_page,
    qr_in,
    text_of,
    words_of,
)

REVIEWED = Path(__file__).parent / "pictures"
FRAME_FOOT, SEAL_TOP = 32, 156
PORTRAIT = Orientation.PORTRAIT
ALL = {
    "usual": LAMP,
    "longest": LONGEST,
    "own": OWN,
    "usual-portrait": replace(LAMP, orientation=PORTRAIT),
    "longest-portrait": replace(LONGEST, orientation=PORTRAIT),
    "own-portrait": replace(OWN, orientation=PORTRAIT),
}
every_design = pytest.mark.parametrize("design", ALL.values(), ids=ALL)
NAMES_OF = {
    "pl": ("Łucja", "Żaneta", "Świętosława", "Wąsik", "Brzęczyszczykiewicz", "Źrebięć"),
    "de": ("Jürgen", "Änne", "Öxle", "Weiß", "Großmann-Überlingen", "Müßiggang"),
    "uk": ("Їжакевич", "Ґалаґан", "Єлизавета", "Щербак", "Солов’яненко", "Юлія"),
    "cs": ("Jiří", "Dvořák", "Čeněk", "Ťuhýk", "Ďoubek", "Žluťoučký", "Růžička"),
    "hu": ("Őry", "Fűszál", "Csorbáné", "Örkény", "Íjgyártó", "Ülőcz"),
}
PAIRS = [
    f"{first} {last}{'-' + others[0] if number % 3 == 0 else ''}"
    for others in NAMES_OF.values()
    for number, first in enumerate(others)
    for last in (*others[::-1], "Nowak")
]


@every_design
def test_equal_designs_give_equal_bytes_and_others_do_not(
    design: CertificateDesign,
) -> None:
    attached = {"b.json": b"{}", "a.txt": b"a"}
    turned = dict(reversed(attached.items()))

    assert certificate_pdf(design) == certificate_pdf(replace(design))
    assert certificate_pdf(design, attached) == certificate_pdf(design, turned)
    assert certificate_pdf(design) != certificate_pdf(replace(design, city="Wien"))
    assert certificate_pdf(design) != certificate_pdf(design, attached)


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


def test_every_letter_of_many_names_in_five_languages_is_printed() -> None:
    assert len(PAIRS) > 200
    for number in range(0, len(PAIRS), 3):
        names = tuple(PAIRS[number : number + 3])
        text = text_of(certificate_pdf(replace(LAMP, pupil_name=names[0], done=names)))
        assert all(name in text for name in names), names


LETTERS = st.text("abcłżüőřщїЄÓß", min_size=1, max_size=80)


@settings(max_examples=40)
@given(
    name=st.one_of(LETTERS, st.lists(LETTERS, min_size=2, max_size=5).map(" ".join)),
    orientation=st.sampled_from(Orientation),
)
def test_names_of_any_length_shrink_and_are_never_cut(
    name: str, orientation: Orientation
) -> None:
    design = replace(LAMP, pupil_name=name, orientation=orientation)

    pdf = certificate_pdf(design)

    assert "".join(name.split()) in "".join(text_of(pdf).split())
    page_width = float(only_page(pdf).mediabox[2])
    assert max(words.right for words in words_of(pdf)) <= page_width - 38


def test_eighty_letters_without_a_gap_stand_on_one_line_and_can_be_read() -> None:
    name = "Brzęczyszczykiewicz" * 4 + "owie"

    line = words_of(certificate_pdf(replace(LAMP, pupil_name=name)))[4]

    assert line.text == name
    assert line.size > 7


def test_a_name_in_an_uncovered_script_is_refused_with_its_letters() -> None:
    with pytest.raises(UncoveredLetters) as refusal:
        certificate_pdf(replace(LAMP, pupil_name="Emi 山田"))

    assert refusal.value.letters == "山田"


@pytest.mark.parametrize(
    ("orientation", "size"),
    [(Orientation.LANDSCAPE, [841.9, 595.3]), (PORTRAIT, [595.3, 841.9])],
)
def test_it_is_one_a4_page_without_pictures_of_dots(
    orientation: Orientation, size: list[float]
) -> None:
    pdf = certificate_pdf(replace(LAMP, orientation=orientation))

    page = only_page(pdf)
    assert [round(float(n), 1) for n in page.mediabox] == [0, 0, *size]
    assert list(page.images) == []
    assert len(pdf) < 40_000


@every_design
def test_every_font_is_embedded_and_helvetica_is_not_even_named(
    design: CertificateDesign,
) -> None:
    pdf = certificate_pdf(design, {"credential.json": b"{}"})

    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}
    assert b"Helvetica" not in pdf
    assert fonts_without_a_file(pdf) == set()
    assert fonts_by_poppler(pdf) == {"Nunito-Regular": True, "Nunito-ExtraBold": True}


def test_metadata_name_the_document_and_the_site_but_no_child_and_no_clock() -> None:
    reader = PdfReader(BytesIO(certificate_pdf(LAMP)))

    title, site = "Certyfikat – Lampa wycięta laserem", "FabLab Bielsko-Biała"
    assert {key: str(said) for key, said in (reader.metadata or {}).items()} == {
        "/Title": title,
        "/Author": site,
        "/Subject": "",
        "/Creator": "Youngster FabLab",
        "/Producer": "ReportLab PDF Library - (opensource)",
    }
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": title}
    assert (xmp.dc_creator, xmp.dc_language) == ([site], ["pl"])
    assert xmp.xmp_creator_tool == "Youngster FabLab"
    words = metadata_of(certificate_pdf(LAMP))
    for never in ("ucja", "7K3D9", "pdfaid", "pdfuaid", "Date", "DocumentID"):
        assert never not in words


def test_the_title_is_shown_and_the_language_told() -> None:
    root = PdfReader(BytesIO(certificate_pdf(LAMP))).root_object

    assert str(root["/Lang"]) == "pl"
    assert str(root["/ViewerPreferences"]) == "{'/DisplayDocTitle': True}"


def test_files_are_carried_along_as_its_data() -> None:
    files = {"credential.json": b'{"a": 1}', "notes.txt": b"Hi"}

    assert files_in(certificate_pdf(LAMP, files)) == {
        name: ("/Data", content) for name, content in files.items()
    }
    assert files_in(certificate_pdf(LAMP)) == {}


def test_the_code_on_paper_can_be_clicked_on_a_screen() -> None:
    (link,) = only_page(certificate_pdf(LAMP)).annotations or []

    assert link.get_object()["/A"]["/URI"] == LAMP.verify_url


@every_design
def test_everything_stands_within_its_part_of_the_page(
    design: CertificateDesign,
) -> None:
    upright = design.orientation is PORTRAIT
    for words in words_of(certificate_pdf(design))[:-1]:
        in_panel = words.baseline > 578 if upright else words.left < 258
        right = {(True, True): 375, (False, True): 250, (True, False): 558}
        assert words.right <= right.get((upright, in_panel), 804), words
        assert words.baseline > FRAME_FOOT + 4, words
        assert words.baseline < (790 if upright else 560), words


@pytest.mark.parametrize("orientation", Orientation)
def test_the_longest_texts_are_whole_and_cover_nothing_below(
    orientation: Orientation,
) -> None:
    pdf = certificate_pdf(replace(LONGEST, orientation=orientation))

    assert LONGEST.pupil_name.replace(" ", "") in text_of(pdf).replace(" ", "")
    place = LONGEST.facts[-1].value.split()[-1]
    (last_fact,) = [w for w in words_of(pdf) if place in w.text]
    assert last_fact.baseline > SEAL_TOP + 12


def test_without_lead_signers_facts_and_watermark_nothing_is_drawn_for_them() -> None:
    bare = replace(LAMP, lead="", signers=(), facts=(), done=(), watermark="")

    text = text_of(certificate_pdf(bare))

    assert "Certyfikat Łucja" in text
    assert text.endswith("zobaczysz, kto i co potwierdza.")


@every_design
def test_the_printed_code_leads_to_the_verification(design: CertificateDesign) -> None:
    expected = qr_matrix(design.verify_url, error_correction="M")

    picture = draw_page(certificate_pdf(design), dpi=200)

    assert qr_in(picture, modules=len(expected)) == expected


def test_each_topic_has_its_picture_and_colour() -> None:
    pages = {
        certificate_pdf(replace(LAMP, topic=topic, topic_label="")) for topic in TOPICS
    }

    assert len(pages) == len(TOPICS)


def test_logo_and_signature_are_drawn_once_each() -> None:
    assert len(only_page(certificate_pdf(OWN)).images) == 2
    assert len(only_page(certificate_pdf(replace(OWN, logo=b""))).images) == 1


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("lamp", LAMP),
        ("longest", LONGEST),
        ("portrait", ALL["usual-portrait"]),
        ("longest-portrait", ALL["longest-portrait"]),
        ("own", OWN),
        ("own-portrait", ALL["own-portrait"]),
    ],
)
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
