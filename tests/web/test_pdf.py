import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    UncoveredLetters,
    finish,
    fit,
    new_document,
    printable,
    text_width,
    write,
)
from fablab.web.shapes import PALETTE
from fablab.web.topic_art import TOPICS, topic_art
from tests.support.paper import fonts_of, only_page, text_of

ALPHABETS = {
    "pl": "AaĄąBbCcĆćDdEeĘęFfGgHhIiJjKkLlŁłMmNnŃńOoÓóPpRrSsŚśTtUuWwYyZzŹźŻż„”",
    "de": "ÄäÖöÜüẞß‚‘",  # noqa: RUF001 - German quotation marks
    "uk": "АаБбВвГгҐґДдЕеЄєЖжЗзИиІіЇїЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЬьЮюЯяʼ’«»",
    "cs": "ÁáČčĎďÉéĚěÍíŇňÓóŘřŠšŤťÚúŮůÝýŽž",
    "sk": "ĹĺĽľŔŕÔô",
    "hu": "ÁáÉéÍíÓóÖöŐőÚúÜüŰű",
}
NAMES = st.text("aąłżüőřщїЄ -’", min_size=1, max_size=160).filter(str.strip)


@pytest.mark.parametrize("language", ALPHABETS)
@pytest.mark.parametrize("face", [REGULAR, HEAVY])
def test_every_letter_of_the_languages_is_printed(language: str, face: str) -> None:
    letters = ALPHABETS[language]
    canvas = new_document(size=(900, 60), title="x", author="x", language=language)
    write(canvas, fit(letters, font=face, width=880, size=14, floor=6), 10, 40)

    assert text_of(finish(canvas)) == letters


def test_letters_without_a_picture_are_named_once_and_in_order() -> None:
    with pytest.raises(UncoveredLetters) as refusal:
        printable("Yamada 山田 山 🤖")

    assert refusal.value.letters == "山田🤖"


def test_a_text_is_composed_and_put_on_one_line() -> None:
    assert printable(" Z\u0307o\u0301\u0142c\u0301\n\tA\u00adnna\u2011Maria ") == (
        "Żółć Anna-Maria"
    )


@given(NAMES, st.integers(1, 3))
def test_any_text_fits_whole(text: str, lines: int) -> None:
    fitted = fit(text, font=HEAVY, width=200, size=40, floor=20, lines=lines)

    assert "".join("".join(fitted.lines).split()) == "".join(text.split())
    assert 1 <= len(fitted.lines) <= lines
    widest = max(text_width(line, HEAVY, fitted.size) for line in fitted.lines)
    assert widest <= 200.01


def test_short_text_keeps_its_size_and_long_text_first_takes_another_line() -> None:
    short = fit("Ola", font=HEAVY, width=200, size=40, floor=20, lines=2)
    longer = fit("Aleksandra Nowak", font=HEAVY, width=200, size=40, floor=30, lines=2)

    assert (short.lines, short.size) == (("Ola",), 40)
    assert (longer.lines, longer.size) == (("Aleksandra", "Nowak"), 32)


def test_lines_break_after_a_dash_and_not_within_a_date() -> None:
    dates = fit(
        "7 marca – 25 kwietnia", font=REGULAR, width=90, size=12, floor=12, lines=2
    )

    assert dates.lines == ("7 marca –", "25 kwietnia")


def test_a_page_holds_no_font_but_those_written_with() -> None:
    canvas = new_document(size=(200, 60), title="x", author="x", language="uk")
    write(canvas, fit("Łódź", font=REGULAR, width=180, size=14, floor=6), 10, 40)
    pdf = finish(canvas)

    assert fonts_of(pdf) == {"Nunito-Regular"}
    assert b"Helvetica" not in pdf
    assert only_page(pdf).mediabox[2:] == [200, 60]


def test_every_topic_has_its_own_colour_and_picture() -> None:
    art = [topic_art(slug) for slug in (*TOPICS, "something new")]

    assert len(TOPICS) == 7
    assert len({item.colour for item in art}) == 8
    assert len({item.shapes for item in art}) == 8


@pytest.mark.parametrize("slug", TOPICS)
def test_pictures_use_known_colours_and_stay_in_their_square(slug: str) -> None:
    for shape in topic_art(slug).shapes:
        assert {shape.fill, shape.stroke} <= {*PALETTE, "main", ""}
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", shape.path)]
        assert all(-10 <= number <= 200 for number in numbers)
