"""The pupil's own view in a box: two scales side by side, then and now in words."""

from collections.abc import Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.blocks import INSET, Block, Frame, beside, lines_block, stacked
from fablab.reports.pdf.compass_design import CompassDesign, ScaleDesign
from fablab.reports.pdf.paper import one_line, paragraph
from fablab.web.pdf import HEAVY, Fitted, box, write

BETWEEN: Final = 14.0
ANSWER: Final = 56.0
ROW_GAP: Final = 2.0


def compass_block(design: CompassDesign, frame: Frame) -> Block:
    """Heading, what it is, and the scales beside each other."""
    within = Frame(frame.left + INSET, frame.width - 2 * INSET, frame.scale)
    scale, width = frame.scale, within.width
    heading = paragraph(design.heading, size=12 * scale, width=width, font=HEAVY)
    note = paragraph(design.note, size=7.5 * scale, width=width)
    head = lines_block([heading, note], within)
    scales = beside(_scales(design, within))
    tall = stacked([head, scales], gap=3 * scale) + 2 * INSET

    def draw(canvas: Canvas, top: float) -> None:
        box(canvas, frame.left, top - tall, (frame.width, tall), fill="white", line=1.2)
        head.draw(canvas, top - INSET)
        scales.draw(canvas, top - INSET - head.height - 3 * scale)

    return Block(tall, draw)


def _scales(design: CompassDesign, frame: Frame) -> list[Block]:
    columns = len(design.scales)
    width = (frame.width - BETWEEN * (columns - 1)) / columns
    return [
        _scale(
            one,
            design.times,
            Frame(frame.left + place * (width + BETWEEN), width, frame.scale),
        )
        for place, one in enumerate(design.scales)
    ]


def _scale(one: ScaleDesign, times: Sequence[str], frame: Frame) -> Block:
    widths = [frame.width - len(times) * ANSWER, *[ANSWER] * len(times)]
    headings = [
        one_line(text, size=size * frame.scale, width=width - 6, font=HEAVY)
        for text, size, width in zip(
            (one.title, *times), (9, *[7.5] * len(times)), widths, strict=True
        )
    ]
    rows = [headings, *(_cells(row, widths, frame.scale) for row in one.rows)]
    tall = sum(_height(row) for row in rows)

    def draw(canvas: Canvas, top: float) -> None:
        for row in rows:
            left = frame.left
            for cell, width in zip(row, widths, strict=True):
                write(canvas, cell, left, top)
                left += width
            top -= _height(row)

    return Block(tall, draw)


def _cells(texts: Sequence[str], widths: Sequence[float], scale: float) -> list[Fitted]:
    return [
        paragraph(text, size=7.5 * scale, width=width - 6)
        for text, width in zip(texts, widths, strict=True)
    ]


def _height(row: Sequence[Fitted]) -> float:
    return max(cell.height for cell in row) + ROW_GAP
