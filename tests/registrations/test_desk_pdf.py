"""How the consent form looks on paper."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fablab.registrations.pdf import (
    PaperDesign,
    PaperQuestion,
    consent_forms_pdf,
)
from fablab.web.pdf import UncoveredLetters
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
    only_page,
)

REVIEWED = Path(__file__).parent / "pictures"
PHOTOS = PaperQuestion(
    title="Zdjęcia na naszych stronach",
    body=(
        "Jeśli się Państwo zgodzą, możemy pokazywać zdjęcia, na których widać dziecko.",
        "Zgoda jest dobrowolna i można ją wycofać w każdej chwili.",
    ),
    question="Czy możemy pokazywać zdjęcia? Dziecko: Łucja.",
    yes="Tak, na stronach internetowych",
    no="Nie, nie na stronach internetowych",
)
ALONE = PaperQuestion(
    title="Samodzielny powrót do domu",
    body=("Bez Państwa zgody przekazujemy dziecko opiekunowi.",),
    question="Czy dziecko może samo wyjść z FabLabu?",
    yes="Tak, samodzielnie",
    no="Nie, ktoś przyjdzie po dziecko",
    details=("Od dnia:", "Od godziny:"),
)
FORM = PaperDesign(
    language="pl",
    code="PF7K3D9XBCDFGHJK",
    title="Formularz zgody",
    site_name="FabLab Bielsko-Biała",
    people=(("Dziecko", "Łucja Źrebak"), ("Opiekun", "Żaneta Źrebak-Ćwik")),
    intro="W każdym pytaniu prosimy zaznaczyć jedno pole. Puste liczy się jako „nie”.",
    questions=(PHOTOS, ALONE),
    date_label="Data",
    signature_label="Podpis: Żaneta Źrebak-Ćwik",
    give_back="Prosimy oddać podpisany formularz w FabLabie: ul. Przykładowa 1.",
    page_label="Strona {number} z {all}",
    watermark="Demo – dane fikcyjne",
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    pages = PdfReader(BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_equal_forms_give_equal_bytes_and_others_do_not() -> None:
    other = replace(FORM, code="PF7K3D9XBCDFGHJL")

    assert consent_forms_pdf([FORM]) == consent_forms_pdf([replace(FORM)])
    assert consent_forms_pdf([FORM]) != consent_forms_pdf([other])


def test_a_form_with_few_questions_is_one_page_in_our_typeface() -> None:
    pdf = consent_forms_pdf([FORM])

    assert only_page(pdf).mediabox.height == pytest.approx(842, abs=1)
    assert fonts_of(pdf) <= {"Nunito-Regular", "Nunito-ExtraBold"}
    (text,) = pages_of(pdf)
    for words in ("Łucja Źrebak", "PF7K 3D9X BCDF GHJK", "Od godziny:", "Strona 1 z 1"):
        assert words in text


def test_every_page_of_a_long_form_bears_the_code_and_the_last_the_signature() -> None:
    long = replace(FORM, questions=(PHOTOS,) * 12)

    pages = pages_of(consent_forms_pdf([long]))

    assert len(pages) > 1
    assert all("PF7K 3D9X BCDF GHJK" in page for page in pages)
    assert ["Podpis:" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_each_form_of_a_file_begins_on_a_page_of_its_own() -> None:
    other = replace(FORM, people=(("Dziecko", "Jan"), ("Opiekun", "Ewa")))

    pages = pages_of(consent_forms_pdf([FORM, other]))

    assert ["Łucja" in page.split("Zdjęcia")[0] for page in pages] == [True, False]


def test_letters_that_cannot_be_printed_are_named() -> None:
    with pytest.raises(UncoveredLetters, match="ش"):
        consent_forms_pdf([replace(FORM, signature_label="Podpis: ش")])


def test_a_file_without_forms_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no form"):
        consent_forms_pdf([])


def test_the_page_looks_as_a_person_approved_it(tmp_path: Path) -> None:
    page = draw_page(consent_forms_pdf([FORM]), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(page, REVIEWED / "consent-form.png", tmp_path)
