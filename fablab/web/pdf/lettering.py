"""Letters that the documents can show, and text that always fits its space."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics

from fablab.web.pdf.faces import register_face

REGULAR: Final = "Nunito-Regular"
HEAVY: Final = "Nunito-ExtraBold"
FONTS: Final = Path(__file__).parents[3] / "static" / "vendor" / "pdf"

_STANDS_FOR = str.maketrans(
    {
        "\u2011": "-",
        "\u2009": "\u00a0",
        "\u202f": "\u00a0",
        "\u00ad": None,
        "\u200b": None,
    }
)


class UncoveredLetters(ValueError):
    """A text has letters that the documents' typeface cannot show."""

    def __init__(self, letters: str) -> None:
        """Keep the letters, each once, in the order of the text."""
        super().__init__(letters)
        self.letters = letters


@dataclass(frozen=True)
class Fitted:
    """Lines of text and the size at which they fit their space."""

    lines: tuple[str, ...]
    font: str
    size: float

    @property
    def leading(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.2

    @property
    def height(self) -> float:
        """Of all lines together."""
        return self.leading * len(self.lines)


@cache
def load_fonts() -> dict[str, frozenset[int]]:
    """Register the typeface once per process; say which code points each face has."""
    return {
        name: register_face(name, FONTS / f"{name}.ttf") for name in (REGULAR, HEAVY)
    }


def printable(text: str) -> str:
    """Prepare a text for the page: composed letters, plain spaces, one line.

    Raises:
        UncoveredLetters: the typeface has no picture for some letters.
    """
    composed = unicodedata.normalize("NFC", text).translate(_STANDS_FOR)
    line = re.sub(r"[ \t\r\n]+", " ", composed).strip(" ")
    covered = load_fonts()[REGULAR]
    if missing := dict.fromkeys(c for c in line if ord(c) not in covered):
        raise UncoveredLetters("".join(missing))
    return line


def legible(text: str) -> str:
    """Prepare a text like `printable`; letters the typeface lacks become `?`.

    Marks that nobody sees, such as those that turn the direction, are left out.
    """
    try:
        return printable(text)
    except UncoveredLetters as missing:
        seen = {ord(letter): _shown(letter) for letter in missing.letters}
        return printable(text.translate(seen))


def _shown(letter: str) -> str:
    invisible = unicodedata.category(letter) in {"Cc", "Cf"}
    return "" if invisible else "?"


def text_width(text: str, font: str, size: float) -> float:
    """How wide one line of text is."""
    load_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def _wrap(pieces: list[tuple[str, float]], width: float) -> list[str] | None:
    lines, used = [""], 0.0
    for piece, length in pieces:
        if length > width:
            return None
        if lines[-1] and used + length > width:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += length
    return [line.strip(" ") for line in lines]


def _balance(pieces: list[tuple[str, float]], width: float, count: int) -> list[str]:
    shares = 12
    least = min(sum(length for _, length in pieces) / count, width)
    for share in range(shares):
        lines = _wrap(pieces, least + (width - least) * share / shares)
        if lines is not None and len(lines) <= count:
            return lines
    return _wrap(pieces, width) or []


def fit(
    text: str,
    *,
    font: str,
    width: float,
    size: float,
    floor: float,
    lines: int = 1,
    balance: bool = True,
) -> Fitted:
    """Set the text as large as it fits: never cut, whatever its length.

    It shrinks down to `floor` on one line, then takes further lines, and shrinks
    below the floor only when all lines are full. Lines break at spaces and hyphens,
    never before a dash or after a figure.

    Args:
        text: any text, made printable here.
        font: `REGULAR` or `HEAVY`.
        width: of the space.
        size: the largest size, tried first.
        floor: the size at which another line is better than smaller letters.
        lines: how many there may be.
        balance: whether lines become about equally long, as a heading's should.

    Raises:
        UncoveredLetters: the typeface has no picture for some letters.
    """
    parts = re.split(r"(?<=[ -])(?<!\d )(?![–—])", printable(text))
    unit = [(part, text_width(part, font, 1)) for part in parts]
    count, now = 1, size
    while True:
        wrapped = _wrap(unit, width / now)
        if wrapped is not None and len(wrapped) <= count:
            if balance:
                wrapped = _balance(unit, width / now, len(wrapped))
            return Fitted(tuple(wrapped), font, now)
        if now * 0.96 >= floor or count == lines:
            now *= 0.96
        else:
            count, now = count + 1, min(max(size * 0.8, floor), size)
