"""The text: for whom, for what, what was done."""

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import CertificateDesign
from fablab.certificates.pdf.facts import FACTS_HEIGHT, draw_facts
from fablab.certificates.pdf.layout import SEAL, SEAL_FOOT, Layout
from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    Fitted,
    box,
    draw_shapes,
    fit,
    text_width,
    write,
)
from fablab.web.shapes import Shape, dot_path, line_path
from fablab.web.topic_art import TopicArt

BELOW = SEAL_FOOT + SEAL + 18 + FACTS_HEIGHT  # what the text leaves free
INDENT = 22.0
LOOSE, CRAMPED = 1.35, 0.2  # how far the gaps may stretch and shrink
TICK = (
    Shape(dot_path(100, 100, 100), "main", 0),
    Shape(line_path((54, 100), (89, 137), (149, 63)), line=27, stroke="white"),
)


@dataclass(frozen=True)
class Block:
    """Lines of one kind, and the gap above them when nothing is cramped."""

    text: Fitted
    gap: float
    ink: str = "ink"
    marker: bool = False
    tick: bool = False


def draw_text(
    canvas: Canvas, layout: Layout, design: CertificateDesign, art: TopicArt
) -> None:
    """Write all text above the signers; gaps, then letters, give way to long texts."""
    room = layout.text_top - BELOW
    scale = 1.0
    blocks = _set_blocks(layout, design, art, scale)
    while _height(blocks, CRAMPED) > room:
        scale *= 0.95
        blocks = _set_blocks(layout, design, art, scale)
    stretch = LOOSE
    while stretch > CRAMPED and _height(blocks, stretch) > room:
        stretch -= 0.05

    left = layout.text_left
    top = layout.text_top - max(room - _height(blocks, stretch), 0) / 2
    for block in blocks:
        top -= block.gap * stretch
        if block.marker:
            _mark(canvas, block.text, left, top, design.accent)
        if block.tick:
            foot = top - block.text.size * 0.62 - 7
            draw_shapes(canvas, TICK, left, foot, 14, main=art.colour)
        indent = INDENT if block.tick else 0
        top = write(canvas, block.text, left + indent, top, ink=block.ink)
    draw_facts(canvas, layout, design.facts, top - 18 * stretch - FACTS_HEIGHT)


def _set_blocks(
    layout: Layout, design: CertificateDesign, art: TopicArt, scale: float
) -> list[Block]:
    def line(text: str, font: str, size: float, floor: float, lines: int = 2) -> Fitted:
        return fit(
            text,
            font=font,
            width=layout.text_width,
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
            width=layout.text_width - INDENT,
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


def _mark(canvas: Canvas, text: Fitted, left: float, top: float, accent: str) -> None:
    """Draw a highlighter's stroke below each line."""
    height = text.size * 0.3
    for number, words in enumerate(text.lines):
        foot = top - text.size * 0.98 - number * text.leading - height * 0.42
        size = (text_width(words, text.font, text.size) + 10, height)
        box(canvas, left - 5, foot, size, fill=accent, radius=height / 2, line=0)
