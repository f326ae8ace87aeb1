from hypothesis import given
from hypothesis import strategies as st

from fablab.kernel.codes import (
    ALPHABET,
    check_character,
    grouped,
    hashed,
    is_certificate_code,
    is_paper_code,
    new_card_code,
    new_certificate_code,
    new_paper_code,
    new_token,
    tidy,
)

LETTERS = st.sampled_from(ALPHABET)
BODIES = st.text(LETTERS, min_size=24, max_size=24)


def coded(body: str) -> str:
    return f"{body}{check_character(body)}"


def test_alphabet_has_no_vowels_nor_what_keyboards_swap() -> None:
    assert not set("AEIOUYZ01") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 22


@given(BODIES)
def test_number_is_known_again_however_it_is_grouped(body: str) -> None:
    code = coded(body)

    assert is_certificate_code(code)
    assert tidy(grouped(code, 5).lower()) == code
    assert tidy(grouped(code, 5).replace(" ", "–")) == code


@given(BODIES, st.integers(0, 24), LETTERS)
def test_one_wrong_letter_is_noticed(body: str, place: int, letter: str) -> None:
    code = coded(body)

    mistyped = code[:place] + letter + code[place + 1 :]

    assert is_certificate_code(mistyped) is (mistyped == code)


@given(st.text(LETTERS).filter(lambda text: len(text) != 24))
def test_number_of_another_length_is_none(body: str) -> None:
    assert not is_certificate_code(coded(body))


@given(BODIES, st.characters(exclude_characters=ALPHABET))
def test_strange_letters_make_no_number(body: str, strange: str) -> None:
    assert not is_certificate_code(body + strange)


@given(
    st.text(LETTERS, min_size=13, max_size=13),
    st.integers(2, 15),
    st.sampled_from(ALPHABET),
)
def test_one_wrong_letter_on_a_paper_form_is_noticed(
    body: str, place: int, letter: str
) -> None:
    code = f"PF{body}{check_character(body)}"
    other = code[:place] + letter + code[place + 1 :]

    assert is_paper_code(tidy(grouped(code, 4).lower()))
    assert is_paper_code(other) == (other == code)


def test_the_code_of_a_card_is_none_of_a_paper_form() -> None:
    assert is_paper_code(new_paper_code())
    assert not is_paper_code(new_card_code())
    assert not is_paper_code("PF")


def test_new_codes_have_their_shape() -> None:
    card = new_card_code()

    assert (card[:2], len(card)) == ("FL", 16)
    assert check_character(card[2:-1]) == card[-1]
    assert is_certificate_code(new_certificate_code())


@given(st.text(st.characters()))
def test_whatever_is_sent_as_a_secret_has_a_hash(secret: str) -> None:
    assert len(hashed(secret)) == 64


def test_half_a_character_has_a_hash() -> None:
    assert len(hashed("\ud800")) == 64
    assert len(new_token()) == 43
