"""Strips of dots: a slot for each meeting, a dot that rises and grows, or an empty one.

Height and size tell the level, so that it reads in grey and without any digit.
"""

from collections.abc import Sequence
from typing import Final

from reportlab.graphics.shapes import Circle, Drawing, Rect
from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.charts.stamps import stamp
from fablab.web.pdf import colour

WIDEST: Final = 21.75
LEVELS: Final = 4
SPACED: Final = 1.3
LINE: Final = 0.6


def draw_strip(
    canvas: Canvas,
    at: tuple[float, float],
    levels: Sequence[int | None],
    ink: str,
    size: tuple[float, float],
) -> None:
    """Draw a slot for each level from left to right, as wide as the strip allows.

    Args:
        canvas: to draw on.
        at: the strip's left edge and its foot.
        levels: ordinal 1–4 for each meeting, None for an empty slot.
        ink: the dots' colour.
        size: of the whole strip.
    """
    width, height = size
    left, foot = at
    column = min(width / max(len(levels), 1), WIDEST)
    slot_size = (round(column / SPACED, 2), round(height, 2))
    for place, level in enumerate(levels):
        where = (left + place * column, foot)
        stamp(canvas, where, slot, level, ink, *slot_size)


def slot(level: int | None, ink: str, wide: float, tall: float) -> Drawing:
    """One slot, and the dot at its height if there is a level."""
    pill = Rect(0, 0, wide, tall, rx=wide / 2, ry=wide / 2)
    pill.fillColor = colour("white")
    pill.strokeColor, pill.strokeWidth = colour("ink-2"), LINE
    if level is None:
        return Drawing(wide, tall, pill)
    largest = min(wide * 0.42, tall * 0.2)
    radius = largest * (0.46 + 0.18 * (level - 1))
    step = (tall - 2.6 * largest) / (LEVELS - 1)
    dot = Circle(wide / 2, 1.3 * largest + (level - 1) * step, radius)
    dot.fillColor = colour(ink)
    dot.strokeColor, dot.strokeWidth = colour("ink"), LINE
    return Drawing(wide, tall, pill, dot)
