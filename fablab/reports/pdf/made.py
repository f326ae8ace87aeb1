"""What the pupil made: a row of small photos, each with its words below."""

from collections.abc import Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.blocks import Block, Frame, beside, lines_block
from fablab.reports.pdf.paper import paragraph
from fablab.reports.pdf.sheet_design import PhotoDesign, SheetDesign
from fablab.web.pdf import HEAVY, box, draw_picture, picture_shape

FEWEST: Final = 3
"""So many stand side by side where there are fewer, too: no photo grows too large."""
BETWEEN: Final = 10.0
TALL: Final = 0.62
"""How tall a photo is at most, of the width that it has."""
BELOW: Final = 3.0


def made_row(sheet: SheetDesign, frame: Frame) -> Sequence[Block]:
    """The heading and the photos below it; nothing where there are none."""
    if not sheet.photos:
        return []
    size = 15 * frame.scale
    heading = paragraph(sheet.made_heading, size=size, width=frame.width, font=HEAVY)
    columns = max(FEWEST, len(sheet.photos))
    width = (frame.width - BETWEEN * (columns - 1)) / columns
    cells = [
        _cell(photo, Frame(frame.left + number * (width + BETWEEN), width, frame.scale))
        for number, photo in enumerate(sheet.photos)
    ]
    return [lines_block([heading], frame), beside(cells)]


def _cell(photo: PhotoDesign, frame: Frame) -> Block:
    scale, width = frame.scale, frame.width
    shape, most = picture_shape(photo.picture), width * TALL * scale
    wide, tall = min(width, most * shape), min(most, width / shape)
    words = paragraph(photo.caption, size=8.5 * scale, width=width)
    text = lines_block([words], frame)

    def draw(canvas: Canvas, top: float) -> None:
        foot = top - tall
        draw_picture(canvas, photo.picture, frame.left, foot, (wide, tall))
        box(canvas, frame.left, foot, (wide, tall), fill="", radius=0)
        text.draw(canvas, foot - BELOW)

    return Block(tall + BELOW + text.height, draw)
