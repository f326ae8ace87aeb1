"""How the roster looks on paper."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from fablab.checkin.pdf import RosterDesign, RosterRow, roster_pdf
from tests.support.paper import (
    DPI_OF_REVIEW,
    assert_looks_as_reviewed,
    draw_page,
    fonts_of,
    text_of,
    words_of,
)

REVIEWED = Path(__file__).parent / "pictures"
ROWS = (
    RosterRow(
        name="Łucja Źrebak",
        notes=("Wychodzi sama od 16:30 · Bez zdjęć",),
        people=("Żaneta Źrebak, Matka · +48 601 000 001",),
    ),
    RosterRow(
        name="Maksymilian Konstanty Brzęczyszczykiewicz-Wolfeschlegelsteinhausen",
        notes=("Nie wychodzi sam · Zapytać, kto odbiera · Jest uwaga o zdrowiu",),
        warnings=("Nie może odbierać: Jan Brzęczyszczykiewicz (wyrok sądu)",),
        people=(
            "Ewa Brzęczyszczykiewicz, Matka · +48 601 000 002",
            "Halina Kos, Dziadek lub babcia · +48 601 000 003",
            "W nagłym wypadku: Adam Kos · +48 601 000 004",
        ),
    ),
    RosterRow(name="Олександра Щука", notes=("Nie wychodzi sama",)),
)
ROSTER = RosterDesign(
    language="pl",
    title="Robot, który nie gubi drogi",
    heading="sobota, 3 października 2026, 10:00–12:00 · Sala robotów",
    site_name="FabLab Bielsko-Biała",
    came="wejście o",
    left="wyjście o",
    collected_by="odbiór",
    hint="Prosimy zaznaczyć, wpisać godzinę i kto odbiera.",
    page_label="Strona {number} z {all}",
    rows=ROWS,
    watermark="Demo – dane fikcyjne",
)


def test_equal_rosters_give_equal_bytes_and_others_do_not() -> None:
    other = replace(ROSTER, rows=ROWS[:2])

    assert roster_pdf(ROSTER) == roster_pdf(replace(ROSTER))
    assert roster_pdf(ROSTER) != roster_pdf(other)


def test_a_small_group_is_one_page_that_says_all_of_each_pupil() -> None:
    pdf = roster_pdf(ROSTER)
    text = text_of(pdf)

    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}
    for row in ROWS:
        for words in (*row.notes, *row.warnings, *row.people):
            assert words in text
    assert text.count("wejście o") == text.count("wyjście o") == len(ROWS)
    assert text.endswith("Demo – dane fikcyjne")


def test_long_names_shrink_and_stay_beside_the_boxes() -> None:
    for words in words_of(roster_pdf(ROSTER)):
        assert words.left >= 35, words
        assert words.right <= 560, words
        assert words.baseline >= 22, words


def test_a_large_group_takes_more_pages_and_each_has_the_title() -> None:
    pages = PdfReader(BytesIO(roster_pdf(replace(ROSTER, rows=ROWS * 8)))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]

    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert ROSTER.title in text
        assert f"Strona {number} z 3" in text


def test_a_name_in_letters_we_lack_prints_all_the_same() -> None:
    pdf = roster_pdf(replace(ROSTER, rows=(RosterRow(name="山田 Ema"),)))

    assert "?? Ema" in text_of(pdf)


def test_it_looks_as_reviewed(tmp_path: Path) -> None:
    picture = draw_page(roster_pdf(ROSTER), dpi=DPI_OF_REVIEW)

    assert_looks_as_reviewed(picture, REVIEWED / "roster.png", tmp_path)
