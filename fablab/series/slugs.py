"""Titles in plain Latin letters: for addresses and for searching."""

import re
import unicodedata

LONGEST = 60

# What Unicode cannot take apart: letters with a stroke, ligatures, and Ukrainian as
# in the Cabinet of Ministers' resolution 55 (2010), without its rule for beginnings.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "а": "a",
        "б": "b",  # noqa: RUF001 -- Ukrainian
        "в": "v",
        "г": "h",  # noqa: RUF001 -- Ukrainian
        "ґ": "g",
        "д": "d",
        "е": "e",
        "є": "ie",
        "ж": "zh",
        "з": "z",
        "и": "y",
        "і": "i",
        "ї": "i",
        "й": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        "ь": None,
        "’": None,
        "'": None,
    }
)


def plain_letters(text: str) -> str:
    """The text in small letters without accents, Ukrainian ones written in Latin."""
    latin = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", latin)
    return "".join(c for c in apart if not unicodedata.combining(c))


def slug_of(title: str) -> str:
    """The title as a part of an address: `swiatlo-i-cien` for "Światło i cień".

    Letters of other scripts are left out; a title that has no other is `series`.
    """
    words = re.findall(r"[a-z0-9]+", plain_letters(title))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or "series"
