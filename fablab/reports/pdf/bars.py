"""Stacked bars on paper, told apart by lightness and hatching, never by hue alone."""

from typing import Final

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import STATE_DEFAULTS, Drawing, Line, Rect
from reportlab.lib.colors import Color, linearlyInterpolatedColor
from reportlab.pdfgen.canvas import Canvas

from fablab.reports.bars import WITHHELD
from fablab.reports.pdf.class_design import ChartRow
from fablab.web.pdf import REGULAR, colour

SHADES: Final = (0.08, 0.35, 0.68, 1.0, 0.0)
"""How much of the brand's colour a piece has, from the lowest level to none."""

HATCH: Final = 4.0

STATE_DEFAULTS["fontName"] = REGULAR  # else a drawing names a face of its own


def draw_bar(
    canvas: Canvas, row: ChartRow, x: float, y: float, size: tuple[float, float]
) -> None:
    """Draw the row's pieces; withheld counts are one hatched piece at the end."""
    width, height = size
    drawing = Drawing(width, height)
    for piece in row.pieces:
        left, length = width * piece.begin / 100, width * piece.length / 100
        shade = 4 if piece.place == WITHHELD else row.shades[piece.place]
        rect = Rect(left, 0, length, height)
        rect.fillColor = shade_of(shade)
        rect.strokeColor, rect.strokeWidth = colour("ink"), 0.6
        drawing.add(rect)
        if piece.place == WITHHELD:
            _hatch(drawing, left, length, height)
    renderPDF.draw(drawing, canvas, x, y)


def shade_of(place: int) -> Color:
    """The colour of a piece: the higher the level, the darker."""
    share = SHADES[place]
    return linearlyInterpolatedColor(colour("white"), colour("brand"), 0, 1, share)


def _hatch(drawing: Drawing, left: float, length: float, height: float) -> None:
    begin = left - height
    while (begin := begin + HATCH) < left + length:
        low = max(begin, left)
        high = min(begin + height, left + length)
        line = Line(low, low - begin, high, high - begin)
        line.strokeColor, line.strokeWidth = colour("ink"), 0.5
        drawing.add(line)
