"""The text: for whom, for what, what was done."""

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import CertificateDesign
from fablab.certificates.pdf.facts import FACTS_HEIGHT, draw_facts
from fablab.certificates.pdf.layout import (
    FOOT,
    HEIGHT,
    SEAL,
    SEAL_FOOT,
    TEXT_LEFT,
    TEXT_WIDTH,
)
from fablab.web.pdf import HEAVY, REGULAR, Fitted, colour, fit, text_width, write
from fablab.web.topic_art import TopicArt

TOP = FOOT + HEIGHT - 34
ROOM = TOP - (SEAL_FOOT + SEAL + 18) - FACTS_HEIGHT
INDENT = 22.0
LOOSE, CRAMPED = 1.35, 0.2  # how far the gaps may stretch and shrink


@dataclass(frozen=True)
class Block:
    """Lines of one kind, and the gap above them when nothing is cramped."""

    text: Fitted
    gap: float
    ink: str = "ink"
    marker: bool = False
    tick: bool = False


def draw_text(canvas: Canvas, design: CertificateDesign, art: TopicArt) -> None:
    """Write all text above the signers; gaps, then letters, give way to long texts."""
    scale = 1.0
    blocks = _set_blocks(design, art, scale)
    while _height(blocks, CRAMPED) > ROOM:
        scale *= 0.95
        blocks = _set_blocks(design, art, scale)
    stretch = LOOSE
    while stretch > CRAMPED and _height(blocks, stretch) > ROOM:
        stretch -= 0.05

    top = TOP - max(ROOM - _height(blocks, stretch), 0) / 2
    for block in blocks:
        top -= block.gap * stretch
        if block.marker:
            _mark(canvas, block.text, top)
        if block.tick:
            _tick(canvas, TEXT_LEFT, top - block.text.size * 0.62, art)
        left = TEXT_LEFT + (INDENT if block.tick else 0)
        top = write(canvas, block.text, left, top, ink=block.ink)
    draw_facts(canvas, design.facts, top - 18 * stretch - FACTS_HEIGHT)


def _set_blocks(design: CertificateDesign, art: TopicArt, scale: float) -> list[Block]:
    def line(text: str, font: str, size: float, floor: float, lines: int = 2) -> Fitted:
        return fit(
            text,
            font=font,
            width=TEXT_WIDTH,
            size=size * scale,
            floor=floor * scale,
            lines=lines,
        )

    blocks = [
        Block(line(design.heading, HEAVY, 25, 20), 0, art.colour),
        Block(line(design.lead, REGULAR, 14, 12), 14, "ink-2"),
        Block(line(design.pupil_name, HEAVY, 46, 30, 3), 2, marker=True),
        Block(line(design.intro, REGULAR, 14, 12), 10, "ink-2"),
        Block(line(design.series_title, HEAVY, 25, 19), 3),
    ]
    for number, done in enumerate(design.done):
        text = fit(
            done,
            font=REGULAR,
            width=TEXT_WIDTH - INDENT,
            size=13 * scale,
            floor=10.5 * scale,
            lines=2,
            balance=False,
        )
        blocks.append(Block(text, 3 if number else 14, tick=True))
    return [block for block in blocks if any(block.text.lines)]


def _height(blocks: list[Block], stretch: float) -> float:
    """Of all blocks and the gap below them, with the gaps stretched."""
    gaps = sum(block.gap for block in blocks) + 18
    return sum(block.text.height for block in blocks) + gaps * stretch


def _mark(canvas: Canvas, text: Fitted, top: float) -> None:
    """Draw a highlighter's stroke below each line."""
    height = text.size * 0.3
    canvas.setFillColor(colour("sun"))
    for number, words in enumerate(text.lines):
        foot = top - text.size * 0.98 - number * text.leading - height * 0.42
        width = text_width(words, text.font, text.size) + 10
        canvas.roundRect(
            TEXT_LEFT - 5, foot, width, height, height / 2, stroke=0, fill=1
        )


def _tick(canvas: Canvas, x: float, middle: float, art: TopicArt) -> None:
    canvas.setFillColor(colour(art.colour))
    canvas.circle(x + 7, middle, 7, stroke=0, fill=1)
    path = canvas.beginPath()
    path.moveTo(x + 3.8, middle)
    path.lineTo(x + 6.2, middle - 2.6)
    path.lineTo(x + 10.4, middle + 2.6)
    canvas.setStrokeColor(colour("white"))
    canvas.setLineWidth(1.9)
    canvas.drawPath(path, stroke=1, fill=0)
