"""What the pages of both documents share: A4, paragraphs, headings, the foot."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf import HEAVY, REGULAR, Fitted, colour, fit, legible, write

LEFT: Final = 42.0
WIDTH: Final = A4[0] - 2 * LEFT
TOP: Final = A4[1] - 36
FOOT: Final = 44.0
BODY: Final = 9.0
MOST_LINES: Final = 200
GAP: Final = 9.0


def paragraph(
    text: str, *, size: float = BODY, width: float = WIDTH, font: str = REGULAR
) -> Fitted:
    """The text in as many lines as it takes; letters nobody has become `?`."""
    return fit(
        legible(text),
        font=font,
        width=width,
        size=size,
        floor=size,
        lines=MOST_LINES,
        balance=False,
    )


def one_line(text: str, *, size: float, width: float, font: str = REGULAR) -> Fitted:
    """The text on one line, smaller if need be."""
    return fit(legible(text), font=font, width=width, size=size, floor=size * 0.6)


def height_of(lines: Sequence[Fitted]) -> float:
    """Of all of them, one below the other."""
    return sum(line.height for line in lines)


def section_lines(
    heading: str, paragraphs: Sequence[str], *, size: float = BODY
) -> list[Fitted]:
    """A heading and paragraphs; nothing if there are none."""
    if not paragraphs:
        return []
    return [
        paragraph(heading, size=size + 2, font=HEAVY),
        *(paragraph(text, size=size) for text in paragraphs),
    ]


def write_lines(canvas: Canvas, lines: Sequence[Fitted], top: float) -> float:
    """Write one below the other; give where they end."""
    for line in lines:
        top = write(canvas, line, LEFT, top)
    return top


def draw_head(canvas: Canvas, title: str, name: str, facts: Sequence[str]) -> float:
    """The title, whom it is about, and the facts; give where they end."""
    top = write(canvas, one_line(title, size=11, width=WIDTH), LEFT, TOP, ink="ink-2")
    heading = fit(legible(name), font=HEAVY, width=WIDTH, size=22, floor=15, lines=2)
    top = write(canvas, heading, LEFT, top)
    for fact in facts:
        top = write(canvas, paragraph(fact, size=10), LEFT, top)
    rule(canvas, top - 5, width=1.6)
    return top - 12


def rule(canvas: Canvas, y: float, *, width: float = 0.6) -> None:
    """A line over the whole width."""
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(width)
    canvas.line(LEFT, y, LEFT + WIDTH, y)


def draw_foot(canvas: Canvas, left: str, page: str, watermark: str) -> None:
    """What it is, in the middle that it is a demonstration, and the page's number."""
    third = WIDTH / 3
    write(canvas, one_line(left, size=8, width=third), LEFT, 34, ink="ink-2")
    right = one_line(page, size=8, width=third)
    write(canvas, right, LEFT + WIDTH, 34, ink="ink-2", align="right")
    if watermark:
        mark = one_line(watermark, size=7.5, width=third)
        write(canvas, mark, A4[0] / 2, 34, ink="ink-2", align="centre")
