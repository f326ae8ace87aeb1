"""The words of a design: plain texts with gaps from a fixed list, never a program.

A gap is filled by looking its name up here. There is no expression, no format and no
markup, so that a text can neither read anything nor fetch anything.
"""

import re
from collections.abc import Mapping
from typing import Final

from fablab.certificates.errors import UnknownGap
from fablab.certificates.snapshot import check_printable

PARTS: Final = ("heading", "lead", "intro", "note")
"""What a site and each of its series may word: above and around the name."""

ROLE: Final = "role"
"""What the signer is; worded by the site alone."""

GAPS: Final = (
    *("pupil", "series", "site", "city", "hours", "meetings"),
    *("dates", "place", "day"),
)
_GAP: Final = re.compile(r"\{([^{}]*)\}|[{}]")


def check_text(text: str) -> None:
    """Make sure that a text can be printed and has no gap but those we can fill.

    Raises:
        UnknownGap: something in braces is not on the list.
        UnprintableLetters: the typeface lacks some letters.
    """
    for gap in _GAP.finditer(text):
        if gap[1] not in GAPS:
            raise UnknownGap(gap=gap[0], known=GAPS)
    check_printable(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every gap filled; what is filled in is not looked at again."""
    return _GAP.sub(lambda gap: values.get(gap[1] or "", gap[0]), text)


def check_texts(texts: Mapping[str, Mapping[str, str]]) -> None:
    """Make sure of every text of every language.

    Raises:
        UnknownGap: something in braces is not on the list.
        UnprintableLetters: the typeface lacks some letters.
    """
    for words in texts.values():
        for text in words.values():
            check_text(text)
