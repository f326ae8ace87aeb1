"""Whether two names could be one person's, written differently."""

import re
import unicodedata

SHORTEST_START = 3
# letters that do not come apart into a base and an accent
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe"})
_GAPS = re.compile(r"[\s\-‐–’'.]+")  # noqa: RUF001 -- dashes and apostrophes of names


def parts_of(name: str) -> list[str]:
    """The words of a name in plain small letters: "Łucja-Maria" → lucja, maria."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return [part for part in _GAPS.split(plain) if part]


def could_be_one(first: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two pairs of given and family name look like the same person's.

    Accents, capitals, hyphens and spaces do not count, nor in which order or box the
    names stand; a given name may be the beginning of the other (Jan, Janek).
    """
    given, family = (parts_of(name) for name in first)
    other_given, other_family = (parts_of(name) for name in other)
    if sorted(given + family) == sorted(other_given + other_family):
        return True
    if "".join(given + family) == "".join(other_given + other_family):
        return True
    if sorted(family) != sorted(other_family):
        return False
    short, long = sorted(("".join(given), "".join(other_given)), key=len)
    return len(short) >= SHORTEST_START and long.startswith(short)
