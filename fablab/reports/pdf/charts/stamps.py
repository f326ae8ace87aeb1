"""Signs that come again and again stand in the document once."""

from collections.abc import Callable
from math import ceil
from typing import Final, TypeVarTuple

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

Details = TypeVarTuple("Details")
OUTLINE: Final = 2  # so much may a line reach over the edge


def stamp(
    canvas: Canvas,
    at: tuple[float, float],
    make: Callable[[*Details], Drawing],
    *details: *Details,
) -> None:
    """Put what `make` draws of the details there; it is drawn once a document."""
    name = "-".join([make.__name__, *map(str, details)])
    if not canvas.hasForm(name):
        drawing = make(*details)
        edges = (ceil(drawing.width) + OUTLINE, ceil(drawing.height) + OUTLINE)
        canvas.beginForm(name, -OUTLINE, -OUTLINE, *edges)
        renderPDF.draw(drawing, canvas, 0, 0)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(*at)
    canvas.doForm(name)
    canvas.restoreState()
