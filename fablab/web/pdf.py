"""What the PDF documents share: letters, text that always fits, boxes, codes, pictures.

Lengths are points (1/72 inch); x runs to the right, y upwards from the page's foot.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from fablab.web.qr import QUIET_ZONE, Level, dark_runs, qr_matrix
from fablab.web.topic_art import PALETTE, Shape

rl_config.useA85 = 0  # plain compressed streams: smaller and faster

REGULAR: Final = "Nunito-Regular"
HEAVY: Final = "Nunito-ExtraBold"
FONTS: Final = Path(__file__).parents[2] / "static" / "vendor" / "pdf"

Align = Literal["left", "centre", "right"]

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
    faces = {}
    for name in (REGULAR, HEAVY):
        font = TTFont(name, FONTS / f"{name}.ttf")
        pdfmetrics.registerFont(font)
        faces[name] = frozenset(font.face.charToGlyph)
    return faces


@cache
def colour(name: str) -> Color:
    """A colour of the palette by its name, or any other as `#rrggbb`."""
    return HexColor(PALETTE.get(name, name))


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
            count, now = count + 1, max(size * 0.8, floor)


def new_document(
    *, size: tuple[float, float], title: str, author: str, language: str
) -> Canvas:
    """Begin a one-page document that is equal in every byte for equal drawing."""
    load_fonts()
    canvas = Canvas(
        "",
        pagesize=size,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub says float
        lang=language,
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject("")
    canvas.setCreator("Youngster FabLab")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    return canvas


def finish(canvas: Canvas) -> bytes:
    """Close the page and give the document's bytes."""
    canvas.showPage()
    return bytes(canvas.getpdfdata())  # type: ignore[no-untyped-call]


def write(
    canvas: Canvas,
    text: Fitted,
    x: float,
    top: float,
    *,
    ink: str = "ink",
    align: Align = "left",
) -> float:
    """Write the lines below `top`, at, around or before x; give where they end."""
    draw = {
        "left": canvas.drawString,
        "centre": canvas.drawCentredString,
        "right": canvas.drawRightString,
    }
    canvas.setFont(text.font, text.size)
    canvas.setFillColor(colour(ink))
    for number, line in enumerate(text.lines):
        draw[align](x, top - text.size * 0.98 - number * text.leading, line)
    return top - text.height


def box(
    canvas: Canvas,
    x: float,
    y: float,
    size: tuple[float, float],
    *,
    fill: str,
    radius: float = 10,
    line: float = 1.6,
    stroke: str = "ink",
) -> None:
    """Draw a rounded box with an ink outline; a line of 0 leaves the outline out."""
    canvas.setFillColor(colour(fill))
    canvas.setStrokeColor(colour(stroke))
    canvas.setLineWidth(line)
    canvas.roundRect(x, y, *size, radius, stroke=int(line > 0), fill=1)


def draw_qr(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    side: float,
    *,
    error_correction: Level = "Q",
) -> None:
    """Draw the code in black on white as vectors, the quiet zone within the side."""
    matrix = qr_matrix(text, error_correction=error_correction)
    module = side / (len(matrix) + 2 * QUIET_ZONE)
    top = y + side - QUIET_ZONE * module
    canvas.setFillGray(1)
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    path = canvas.beginPath()
    for run in dark_runs(matrix):
        path.rect(
            round(x + (QUIET_ZONE + run.column) * module, 3),
            round(top - (run.row + 1.03) * module, 3),  # overlaps: no hairline shows
            round(run.length * module, 3),
            round(module * 1.03, 3),
        )
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def draw_shapes(
    canvas: Canvas,
    shapes: tuple[Shape, ...],
    x: float,
    y: float,
    side: float,
    *,
    main: str,
) -> None:
    """Draw a picture of `topic_art` into a square whose lower left corner is x, y."""
    canvas.saveState()
    canvas.translate(x, y + side)
    canvas.scale(side / 200, -side / 200)
    for shape in shapes:
        if shape.fill:
            canvas.setFillColor(colour(main if shape.fill == "main" else shape.fill))
        if shape.line:
            canvas.setLineWidth(shape.line)
            canvas.setStrokeColor(
                colour(main if shape.stroke == "main" else shape.stroke)
            )
        canvas.drawPath(
            _trace(canvas, shape.path),
            stroke=int(shape.line > 0),
            fill=int(bool(shape.fill)),
        )
    canvas.restoreState()


def _trace(canvas: Canvas, letters: str) -> PDFPathObject:
    path = canvas.beginPath()
    for letter, *numbers in _steps(letters):
        if letter == "M":
            path.moveTo(*numbers)
        elif letter == "L":
            path.lineTo(*numbers)
        elif letter == "C":
            path.curveTo(*numbers)
        else:
            path.close()
    return path


@cache
def _steps(letters: str) -> tuple[tuple[object, ...], ...]:
    parts = re.findall(r"([MLCZ])([^MLCZ]*)", letters)
    return tuple((letter, *map(float, rest.split())) for letter, rest in parts)
