"""Pages, boxes, lines of text, codes and pictures.

Lengths are points (1/72 inch); x runs to the right, y upwards from the page's foot.
"""

import re
from functools import cache, lru_cache
from io import BytesIO
from typing import Final, Literal

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf.faces import begin_with_alphabet
from fablab.web.pdf.lettering import REGULAR, Fitted, load_fonts
from fablab.web.qr import QUIET_ZONE, Level, dark_runs, qr_matrix
from fablab.web.shapes import PALETTE, Shape, box_path

rl_config.useA85 = 0  # plain compressed streams: smaller and faster

_OPERATORS: Final = {"M": "m", "L": "l", "C": "c", "Z": "h"}
_PAINT: Final = {
    (True, True): "B",
    (True, False): "f",
    (False, True): "S",
    (False, False): "n",
}

Align = Literal["left", "centre", "right"]


@cache
def colour(name: str) -> Color:
    """A colour of the palette by its name, or any other as `#rrggbb`."""
    return HexColor(PALETTE.get(name, name))


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
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 -- no stub
    begin_with_alphabet(document, language)
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
    return bytes(canvas.getpdfdata())  # type: ignore[no-untyped-call]  # no stub


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
    outline = box_path(round(x, 1), round(y, 1), *size, radius)
    shape = Shape(outline, fill, line, stroke)
    canvas.addLiteral(_operators((shape,), "ink"))


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
    modules = len(matrix) + 2 * QUIET_ZONE
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(side / modules, side / modules)
    canvas.setFillGray(1)
    canvas.rect(0, 0, modules, modules, stroke=0, fill=1)
    canvas.setFillGray(0)
    top = modules - QUIET_ZONE - 1
    overlap = 1.03  # downwards, so that no hairline shows between the rows
    canvas.addLiteral(
        " ".join(
            f"{column + QUIET_ZONE} {top - row + 1 - overlap:.2f} {length} {overlap} re"
            for row, column, length in dark_runs(matrix)
        )
    )
    canvas.addLiteral("f")
    canvas.restoreState()


def draw_picture(
    canvas: Canvas, picture: bytes, x: float, y: float, room: tuple[float, float]
) -> None:
    """Draw a picture as large as it fits, in the middle of the room, on its foot."""
    width, height = room
    shape = picture_shape(picture)
    wide, tall = min(width, height * shape), min(height, width / shape)
    canvas.drawImage(
        _read_picture(picture), x + (width - wide) / 2, y, wide, tall, mask="auto"
    )


def picture_shape(picture: bytes) -> float:
    """How many times as wide as tall a picture is."""
    width, height = _read_picture(picture).getSize()
    return float(width / height)


@lru_cache(16)
def _read_picture(picture: bytes) -> ImageReader:
    return ImageReader(BytesIO(picture))


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
    canvas.addLiteral(_operators(shapes, main))
    canvas.restoreState()


@lru_cache(512)
def _operators(shapes: tuple[Shape, ...], main: str) -> str:
    """Word a picture in PDF's own operators (ISO 32000-1, section 8.5)."""
    return " ".join(_operators_of(shape, main) for shape in shapes)


def _operators_of(shape: Shape, main: str) -> str:
    words = []
    if shape.fill:
        words.append(_rgb(main if shape.fill == "main" else shape.fill) + " rg")
    if shape.line:
        ink = main if shape.stroke == "main" else shape.stroke
        words.append(f"{_rgb(ink)} RG {shape.line} w")
    for letter, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", shape.path):
        words.append(f"{numbers.strip()} {_OPERATORS[letter]}".strip())
    words.append(_PAINT[bool(shape.fill), bool(shape.line)])
    return " ".join(words)


def _rgb(name: str) -> str:
    tint = colour(name)
    return f"{tint.red:.3f} {tint.green:.3f} {tint.blue:.3f}"
