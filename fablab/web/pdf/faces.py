"""The documents' typeface, whose parts are made once for all documents alike.

A document embeds the letters it uses. Those of its language are always among them, so
that thousands of certificates share one part of the typeface, made and packed once.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFDictionary,
    PDFDocument,
    PDFObjectReference,
    PDFStream,
    PDFStreamFilterZCompress,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

ALPHABETS: Final = {
    "pl": "ĄĆĘŁŃÓŚŹŻąćęłńóśźż„”–",
    "en": "‘’“”–",  # noqa: RUF001 -- English quotation marks
    "de": "ÄÖÜẞäöüß„“–",
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ’«»–",
}
MOST_KEPT: Final = 64
_ONE_READER: Final = Lock()  # a face is read at one place at a time


class Face(TTFontFace):
    """One face that remembers the parts it has made."""

    def makeSubset(self, subset: Sequence[int]) -> bytes:  # noqa: N802 -- reportlab's
        """The part with these letters."""
        return _part(self, tuple(subset))

    def addSubsetObjects(  # noqa: N802 -- reportlab's
        self, doc: PDFDocument, fontname: str, subset: Sequence[int]
    ) -> PDFObjectReference:
        """Embed the part with these letters, packed as it was packed before."""
        descriptor: PDFObjectReference = super().addSubsetObjects(  # type: ignore[no-untyped-call]  # no stub
            doc, fontname, subset
        )
        file = doc.idToObject[f"fontFile:{self.filename}({fontname})"]
        cast("PDFStream", file).filters = [_PACKED_ONCE]
        return descriptor

    def whole_part(self, subset: tuple[int, ...]) -> bytes:
        """Make the part; it costs as much as all the rest of a page."""
        with _ONE_READER:
            return bytes(super().makeSubset(subset))


class Letters(TTFont):
    """A font whose faces remember their parts; equal parts are described once."""

    def __init__(self, name: str, file: Path) -> None:
        """Read the face from its file."""
        super().__init__(name, file)
        self.face = Face(file)

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 -- reportlab's
        """Add the font, with all its widths worded as they were before."""
        names = [
            self.getSubsetInternalName(number, doc)[1:]
            for number in range(len(self.state[doc].subsets))
        ]
        super().addObjects(doc)
        fonts = cast("PDFDictionary", doc.idToObject["BasicFonts"])
        for name in names:
            font = fonts.dict[name]
            font.Widths = _worded(tuple(font.Widths.sequence))


class _PackedOnce(PDFStreamFilterZCompress):
    def encode(self, text: bytes) -> bytes:
        return _packed(text)


_PACKED_ONCE: Final = _PackedOnce()


@lru_cache(MOST_KEPT)
def _worded(widths: tuple[float, ...]) -> bytes:
    return f"[ {' '.join(f'{width:g}' for width in widths)} ]".encode()


@lru_cache(MOST_KEPT)
def _part(face: Face, subset: tuple[int, ...]) -> bytes:
    return face.whole_part(subset)


@lru_cache(MOST_KEPT)
def _packed(part: bytes) -> bytes:
    packed = PDFZCompress.encode(part)
    return bytes(packed)


def register_face(name: str, file: Path) -> frozenset[int]:
    """Let documents be set in the face; say which code points it has."""
    font = Letters(name, file)
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def begin_with_alphabet(document: PDFDocument, language: str) -> None:
    """Give the language's letters their places in the document's faces first."""
    for name in pdfmetrics.getRegisteredFontNames():
        font = pdfmetrics.getFont(name)
        if isinstance(font, Letters):
            font.splitString(ALPHABETS.get(language, ""), document)
