"""The family's sheet: one page of A4, whatever there is to say.

The sequence of each dimension stands there in dots and words: never a digit, a rank, an
average or a share.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.blocks import (
    Block,
    Frame,
    beside,
    blocks_that_fit,
    lines_block,
    panel,
    stacked,
)
from fablab.reports.pdf.compass import compass_block
from fablab.reports.pdf.lanes import lane_rows, legend
from fablab.reports.pdf.made import made_row
from fablab.reports.pdf.paper import one_line, paragraph
from fablab.reports.pdf.sheet_design import SheetDesign
from fablab.web.pdf import (
    HEAVY,
    Fitted,
    box,
    draw_shapes,
    finish,
    fit,
    legible,
    new_document,
    write,
)
from fablab.web.topic_art import topic_art

LEFT: Final = 36.0
WIDTH: Final = A4[0] - 2 * LEFT
TOP: Final = A4[1] - 30
BAND: Final = 104.0
PICTURE: Final = 84.0
FOOT: Final = 24.0
GAP: Final = 9.0
WIDEST_GAP: Final = 22.0
BETWEEN: Final = 14.0


def sheets_pdf(
    sheets: Iterable[SheetDesign], *, title: str, author: str, language: str
) -> bytes:
    """Draw a page for each sheet; equal sheets give equal bytes.

    Args:
        sheets: at least one; each is asked for once and may be forgotten then.
        title: of the document.
        author: of the document, the site's name.
        language: of the document's title.
    """
    canvas = new_document(
        size=A4, title=legible(title), author=legible(author), language=language
    )
    for number, sheet in enumerate(sheets):
        if number:
            canvas.showPage()
        _draw_page(canvas, sheet)
    return finish(canvas)


def _draw_page(canvas: Canvas, sheet: SheetDesign) -> None:
    _draw_band(canvas, sheet)
    foot = _draw_foot(canvas, sheet)
    top = TOP - BAND - GAP - 2
    room = top - foot - GAP
    blocks = blocks_that_fit(lambda scale: _blocks(sheet, scale), room=room, gap=GAP)
    spare = room - stacked(blocks, gap=GAP)
    gap = min(GAP + spare / max(len(blocks), 1), WIDEST_GAP)
    for block in blocks:
        block.draw(canvas, top)
        top -= block.height + gap


def _draw_band(canvas: Canvas, sheet: SheetDesign) -> None:
    """The head in the topic's colour: who, in what, when, and the topic's picture."""
    art = topic_art(sheet.topic)
    box(canvas, LEFT, TOP - BAND - 3, (WIDTH, BAND), fill="ink", radius=18, line=1.6)
    box(canvas, LEFT, TOP - BAND, (WIDTH, BAND), fill=art.colour, radius=18, line=1.6)
    left, foot = LEFT + WIDTH - PICTURE - 10, TOP - BAND + 10
    box(canvas, left, foot, (PICTURE, PICTURE), fill="white", radius=14, line=1.6)
    draw_shapes(canvas, art.shapes, left + 8, foot + 8, PICTURE - 16, main=art.colour)
    width = WIDTH - PICTURE - 44
    lines = [
        one_line(f"{sheet.title} · {sheet.site}", size=10.5, width=width),
        _heading(sheet.name, size=30, floor=20, width=width),
        _heading(sheet.series, size=14, floor=10, width=width),
        one_line(" · ".join(sheet.facts), size=10, width=width),
    ]
    height = sum(line.height for line in lines)
    text = lines_block(lines, Frame(LEFT + 18, width, 1), ink="white")
    text.draw(canvas, TOP - (BAND - height) / 2)


def _heading(text: str, *, size: float, floor: float, width: float) -> Fitted:
    return fit(legible(text), font=HEAVY, width=width, size=size, floor=floor, lines=2)


def _blocks(sheet: SheetDesign, scale: float) -> Sequence[Block]:
    frame = Frame(LEFT, WIDTH, scale)
    blocks: list[Block] = [*made_row(sheet, frame)]
    if sheet.lanes:
        heading = paragraph(
            sheet.seen_heading, size=15 * scale, width=WIDTH, font=HEAVY
        )
        how = paragraph(sheet.how_to_read, size=8.5 * scale, width=WIDTH)
        blocks += [lines_block([heading, how], frame), legend(sheet, frame)]
        blocks += lane_rows(sheet, frame)
    if panels := _panels(sheet, frame):
        blocks.append(panels)
    if sheet.compass.scales:
        blocks.append(compass_block(sheet.compass, frame))
    if sheet.own_words.paragraphs:
        blocks.append(panel(sheet.own_words, frame, fill="white"))
    return blocks


def _panels(sheet: SheetDesign, frame: Frame) -> Block | None:
    """What grew most and what could come next, side by side."""
    found = [
        (section, fill)
        for section, fill in ((sheet.grew_most, "sun"), (sheet.next_steps, "soft"))
        if section.paragraphs
    ]
    if not found:
        return None
    width = (WIDTH - BETWEEN * (len(found) - 1)) / len(found)
    frames = [
        Frame(LEFT + number * (width + BETWEEN), width, frame.scale)
        for number in range(len(found))
    ]
    tall = max(
        panel(section, where, fill=fill).height
        for (section, fill), where in zip(found, frames, strict=True)
    )
    return beside(
        [
            panel(section, where, fill=fill, height=tall)
            for (section, fill), where in zip(found, frames, strict=True)
        ]
    )


def _draw_foot(canvas: Canvas, sheet: SheetDesign) -> float:
    """What the sheet is and is not, from the foot upwards; give where it begins."""
    texts = [*sheet.foot, *([sheet.watermark] if sheet.watermark else [])]
    lines = [paragraph(text, size=7, width=WIDTH) for text in texts]
    top = FOOT + sum(line.height for line in lines)
    for line in lines:
        below = write(canvas, line, LEFT, top, ink="ink-2")
        top = below
    return FOOT + sum(line.height for line in lines)
