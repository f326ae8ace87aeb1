"""Certificate numbers as people type them."""

from fablab.kernel.codes import ALPHABET, tidy

LONGEST_NUMBER = 60
LOOK_ALIKES = {
    **dict.fromkeys("0O", "Q, D"),
    **dict.fromkeys("1I", "T, L"),
    **dict.fromkeys("UV", "W"),
    "2": "7",
    "5": "6",
    "A": "4",
    "E": "F",
    "S": "8",
    "X": "K",
    "Y": "T",
    "Z": "7",
}
"""What stands in no number, and what it may have been taken for."""


def tidy_number(text: str) -> str:
    """The number in what somebody typed, or in the address that the code holds."""
    last = text.rstrip("/ ").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in tidy(last) if letter.isalnum())
    return kept[:LONGEST_NUMBER]


def look_alikes(number: str) -> dict[str, str]:
    """The characters that stand in no number, each with those it may be instead."""
    strange = sorted(set(number) - set(ALPHABET))
    return {letter: LOOK_ALIKES.get(letter, "") for letter in strange}
