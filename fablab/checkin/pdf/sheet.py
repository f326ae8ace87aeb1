"""Cards of many pupils on A4, ten to a sheet, to be cut out: ISO/IEC 7810 ID-1 size."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fablab.checkin.pdf.cards import group_code
from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    colour,
    draw_qr,
    draw_shapes,
    finish,
    fit,
    new_document,
    write,
)
from fablab.web.topic_art import MARK, SCISSORS

CARD: Final = (85.6 * mm, 53.98 * mm)
COLUMNS: Final = 2
ROWS: Final = 5
LEFT: Final = (A4[0] - COLUMNS * CARD[0]) / 2
TOP: Final = (A4[1] + ROWS * CARD[1]) / 2
QR_SIDE: Final = 104.0
BAND: Final = 26.0
PAD: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class SmallCard:
    """What tells one card from the others; `name` is the given name and an initial."""

    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SheetDesign:
    """Everything printed on the sheets, worded."""

    language: str
    title: str
    site_name: str
    hint: str
    cards: tuple[SmallCard, ...]
    watermark: str = ""


def card_sheets_pdf(sheets: SheetDesign) -> bytes:
    """Draw as many sheets as it takes; equal sheets give equal bytes.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
    """
    canvas = new_document(
        size=A4,
        title=f"{sheets.title} – {sheets.site_name}",
        author=sheets.site_name,
        language=sheets.language,
    )
    for start in range(0, len(sheets.cards), COLUMNS * ROWS):
        if start:
            canvas.showPage()
        _draw_cutting_lines(canvas)
        for place, card in enumerate(sheets.cards[start:][: COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            x, y = LEFT + column * CARD[0], TOP - (row + 1) * CARD[1]
            _draw_small_card(canvas, sheets, card, x, y)
        if sheets.watermark:
            mark = fit(sheets.watermark, font=REGULAR, width=400, size=7.5, floor=7.5)
            write(canvas, mark, A4[0] / 2, 24, ink="ink-2", align="centre")
    return finish(canvas)


def _draw_cutting_lines(canvas: Canvas) -> None:
    right, foot = LEFT + COLUMNS * CARD[0], TOP - ROWS * CARD[1]
    canvas.setStrokeColor(colour("ink-2"))
    canvas.setLineWidth(0.6)
    canvas.setDash(5, 4)
    for column in range(COLUMNS + 1):
        x = LEFT + column * CARD[0]
        canvas.line(x, foot - 10, x, TOP + 10)
    for row in range(ROWS + 1):
        y = TOP - row * CARD[1]
        canvas.line(LEFT - 10, y, right + 10, y)
    canvas.setDash()
    draw_shapes(canvas, SCISSORS, LEFT - 28, TOP - 8, 16, main="ink")


def _draw_small_card(
    canvas: Canvas, sheets: SheetDesign, card: SmallCard, x: float, y: float
) -> None:
    width, height = CARD
    canvas.setFillColor(colour("brand"))
    canvas.rect(x + 1, y + height - BAND, width - 2, BAND - 1, stroke=0, fill=1)
    draw_shapes(canvas, MARK, x + PAD, y + height - BAND + 4, 17, main="brand")
    head = fit(
        f"{sheets.title} · {sheets.site_name}",
        font=HEAVY,
        width=width - 2 * PAD - 24,
        size=9.5,
        floor=6,
    )
    band = y + height - (BAND - head.height) / 2
    write(canvas, head, x + PAD + 24, band, ink="white")

    draw_qr(canvas, card.code, x + PAD - 6, y + (height - BAND - QR_SIDE) / 2, QR_SIDE)
    left = x + PAD + QR_SIDE
    room = width - QR_SIDE - 2 * PAD
    top = y + height - BAND - 12
    name = fit(card.name, font=HEAVY, width=room, size=17, floor=9, lines=2)
    top = write(canvas, name, left, top) - 8
    code = group_code(card.code)
    for half in (code[:9], code[10:]):
        line = fit(half, font=HEAVY, width=room, size=14, floor=9)
        top = write(canvas, line, left, top)
    hint = fit(sheets.hint, font=REGULAR, width=room, size=8, floor=6, lines=3)
    write(canvas, hint, left, top - 6, ink="ink-2")
