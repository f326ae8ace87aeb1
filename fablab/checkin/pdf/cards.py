"""The pupil's card as a PDF: the card itself on A6, or on A4 to be cut out."""

from dataclasses import dataclass
from typing import Final, Literal

from reportlab.lib.pagesizes import A4, A6
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    box,
    colour,
    draw_qr,
    draw_shapes,
    finish,
    fit,
    new_document,
    write,
)
from fablab.web.shapes import Shape
from fablab.web.topic_art import MARK, SCISSORS

MARGIN: Final = 11.0
BAND: Final = 76.0
QR_SIDE: Final = 182.0

_CONFETTI: Final = (
    Shape("M17 152 L17 166 M10 159 L24 159", line=4, stroke="leaf"),
    Shape("M9 236 L25 236 L17 222 Z", "sun", 2.5),
    Shape("M8 302 C15 290 19 312 26 300", line=4, stroke="rose"),
    Shape("M246 150 L255 159 L246 168 L237 159 Z", "rose", 2.5),
    Shape("M240 223 L252 223 L252 235 L240 235 Z", "leaf", 2.5),
    Shape("M246 293 L246 307 M239 300 L253 300", line=4, stroke="brand"),
)


@dataclass(frozen=True, kw_only=True)
class CardDesign:
    """Everything printed on a card, worded in the family's language.

    `pupil_name` is the given name and an initial. `instructions` are up to five short
    steps that only the A4 page has room for.
    """

    language: str
    code: str
    pupil_name: str
    site_name: str
    title: str
    hint: str
    instructions_title: str = ""
    instructions: tuple[str, ...] = ()
    watermark: str = ""


def card_pdf(card: CardDesign, *, paper: Literal["A4", "A6"]) -> bytes:
    """Draw the card; equal cards give equal bytes.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
    """
    size = A4 if paper == "A4" else A6
    canvas = new_document(
        size=size,
        title=f"{card.title} – {card.site_name}",
        author=card.site_name,
        language=card.language,
    )
    if paper == "A6":
        _draw_card(canvas, card)
    else:
        x, y = (A4[0] - A6[0]) / 2, A4[1] - A6[1] - 48
        _draw_cutting_line(canvas, x, y)
        canvas.saveState()
        canvas.translate(x, y)
        _draw_card(canvas, card)
        canvas.restoreState()
        _draw_instructions(canvas, card, y - 52)
    if card.watermark:
        mark = fit(card.watermark, font=REGULAR, width=A6[0] - 40, size=7.5, floor=7.5)
        foot = 20.0 if paper == "A4" else 10.0
        write(canvas, mark, size[0] / 2, foot, ink="ink-2", align="centre")
    return finish(canvas)


def group_code(code: str) -> str:
    """The code in groups of four, as it is read aloud and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _draw_card(canvas: Canvas, card: CardDesign) -> None:
    width, height = A6[0] - 2 * MARGIN, A6[1] - 2 * MARGIN - 5
    left, foot, centre = MARGIN, MARGIN + 5, A6[0] / 2
    box(canvas, left, foot - 4, (width, height), fill="ink", radius=20, line=2)
    box(canvas, left, foot, (width, height), fill="paper", radius=20, line=2)
    _draw_band(canvas, card, left, foot, (width, height))
    draw_shapes(canvas, _CONFETTI, left + 6, foot + height - 200, 200, main="brand")

    top = foot + height - BAND - 13
    name = fit(
        card.pupil_name, font=HEAVY, width=width - 36, size=29, floor=20, lines=2
    )
    room = 38.0
    write(canvas, name, centre, top - max(room - name.height, 0) / 2, align="centre")
    top -= max(room, name.height) + 8
    side = QR_SIDE - max(name.height - room - 8, 0)
    box(canvas, centre - side / 2, top - side - 4, (side, side), fill="ink", radius=16)
    box(canvas, centre - side / 2, top - side, (side, side), fill="white", radius=16)
    draw_qr(canvas, card.code, centre - side / 2 + 6, top - side + 6, side - 12)
    top -= side + 13
    code = fit(group_code(card.code), font=HEAVY, width=width - 36, size=21, floor=12)
    top = write(canvas, code, centre, top, align="centre") - 2
    hint = fit(card.hint, font=REGULAR, width=width - 44, size=11, floor=9.5, lines=2)
    write(canvas, hint, centre, top, ink="ink-2", align="centre")


def _draw_band(
    canvas: Canvas,
    card: CardDesign,
    left: float,
    foot: float,
    size: tuple[float, float],
) -> None:
    width, height = size
    band = foot + height - BAND
    canvas.saveState()
    inside = canvas.beginPath()
    inside.roundRect(left, foot, width, height, 20)
    canvas.clipPath(inside, stroke=0, fill=0)
    canvas.setFillColor(colour("brand"))
    canvas.setLineWidth(2)
    canvas.rect(left - 4, band, width + 8, BAND + 4, stroke=1, fill=1)
    canvas.restoreState()
    canvas.setLineWidth(2)
    canvas.roundRect(left, foot, width, height, 20, stroke=1, fill=0)
    draw_shapes(canvas, MARK, left + 16, band + 16, 44, main="brand")
    room = width - 92
    title = fit(card.title, font=HEAVY, width=room, size=19, floor=14)
    site = fit(card.site_name, font=REGULAR, width=room, size=12.5, floor=10, lines=2)
    top = band + (BAND + title.height + site.height) / 2
    top = write(canvas, title, left + 72, top, ink="white")
    write(canvas, site, left + 72, top, ink="white")


def _draw_cutting_line(canvas: Canvas, x: float, y: float) -> None:
    width, height = A6
    canvas.setStrokeColor(colour("ink-2"))
    canvas.setLineWidth(0.8)
    canvas.setDash(5, 4)
    canvas.rect(x, y, width, height, stroke=1, fill=0)
    canvas.setDash()
    for edge in (x, x + width):
        canvas.line(edge, y + height + 6, edge, y + height + 20)
        canvas.line(edge, y - 6, edge, y - 20)
    for edge in (y, y + height):
        canvas.line(x - 20, edge, x - 6, edge)
        canvas.line(x + width + 6, edge, x + width + 20, edge)
    draw_shapes(canvas, SCISSORS, x - 46, y + height - 9, 18, main="ink")


def _draw_instructions(canvas: Canvas, card: CardDesign, top: float) -> None:
    left, width = 72.0, A4[0] - 144
    title = fit(
        card.instructions_title, font=HEAVY, width=width, size=19, floor=14, lines=2
    )
    top = write(canvas, title, left, top) - 12
    for number, step in enumerate(card.instructions, start=1):
        text = fit(
            step,
            font=REGULAR,
            width=width - 38,
            size=12.5,
            floor=12.5,
            lines=2,
            balance=False,
        )
        box(canvas, left, top - 24, (24, 24), fill="sun", radius=12, line=1.6)
        figure = fit(str(number), font=HEAVY, width=20, size=13, floor=13)
        write(canvas, figure, left + 12, top - 4, align="centre")
        room = max(text.height, 24)
        write(canvas, text, left + 38, top - (room - text.height) / 2)
        top -= room + 13
