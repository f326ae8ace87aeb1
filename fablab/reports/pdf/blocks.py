"""Blocks that stand one below the other and know how tall they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.paper import paragraph
from fablab.reports.pdf.pupil_design import Section
from fablab.web.pdf import HEAVY, Fitted, box, write

SMALLER: Final = 0.95
INSET: Final = 9.0


@dataclass(frozen=True)
class Block:
    """A part of the page; `draw` takes the canvas and where its upper edge is."""

    height: float
    draw: Callable[[Canvas, float], None]


@dataclass(frozen=True)
class Frame:
    """Where something stands across the page, in points, and how large its words are.

    `scale` is 1 for the usual size.
    """

    left: float
    width: float
    scale: float


def blocks_that_fit(
    make: Callable[[float], Sequence[Block]], *, room: float, gap: float
) -> Sequence[Block]:
    """The blocks as large as they fit below each other: smaller, never cut.

    Args:
        make: gives the blocks at a scale, 1 for the usual size.
        room: how tall they may be together.
        gap: between two of them.
    """
    for times in count():
        blocks = make(SMALLER**times)
        if stacked(blocks, gap=gap) <= room:
            return blocks
    raise AssertionError


def stacked(blocks: Sequence[Block], *, gap: float) -> float:
    """How tall the blocks are together."""
    return sum(block.height for block in blocks) + gap * max(len(blocks) - 1, 0)


def beside(blocks: Sequence[Block]) -> Block:
    """Blocks that begin at the same height, as tall as the tallest."""

    def draw(canvas: Canvas, top: float) -> None:
        for block in blocks:
            block.draw(canvas, top)

    return Block(max(block.height for block in blocks), draw)


def lines_block(lines: Sequence[Fitted], frame: Frame, *, ink: str = "ink") -> Block:
    """Lines of text, one below the other."""

    def draw(canvas: Canvas, top: float) -> None:
        for line in lines:
            top = write(canvas, line, frame.left, top, ink=ink)

    return Block(sum(line.height for line in lines), draw)


def panel(section: Section, frame: Frame, *, fill: str, height: float = 0) -> Block:
    """A section in a box of that colour, at least so tall."""
    scale, width = frame.scale, frame.width - 2 * INSET
    heading = paragraph(section.heading, size=12 * scale, width=width, font=HEAVY)
    body = [paragraph(t, size=9 * scale, width=width) for t in section.paragraphs]
    within = Frame(frame.left + INSET, width, scale)
    text = lines_block([heading, *body], within)
    tall = max(height, text.height + 2 * INSET)

    def draw(canvas: Canvas, top: float) -> None:
        box(canvas, frame.left, top - tall, (frame.width, tall), fill=fill, line=1.2)
        text.draw(canvas, top - INSET)

    return Block(tall, draw)
