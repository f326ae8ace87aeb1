"""Lanes of dots: a slot for each meeting, a dot that rises and grows, or an empty one.

Height and size tell the level, so that it reads in grey and without any digit.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.assessments.models import Domain
from fablab.reports.pdf.blocks import Block, Frame, beside, lines_block
from fablab.reports.pdf.paper import one_line, paragraph
from fablab.reports.pdf.sheet_design import LaneDesign, SheetDesign
from fablab.web.pdf import HEAVY, REGULAR, box, colour, legible, text_width, write

COLOURS: Final[Mapping[Domain, str]] = {
    Domain.CREATIVITY: "brand",
    Domain.SELF_RELIANCE: "leaf",
}
TALL: Final = 34.0
WIDEST_SLOT: Final = 15.0
LEVELS: Final = 4
BETWEEN: Final = 16.0
INSET: Final = 8.0


def lane_rows(design: SheetDesign, frame: Frame) -> Sequence[Block]:
    """The lanes in two columns, one for each domain."""
    width = (frame.width - BETWEEN) / 2
    left = Frame(frame.left, width, frame.scale)
    right = Frame(frame.left + width + BETWEEN, width, frame.scale)
    return [
        beside(
            [
                _lane(lane, where)
                for lane, where in zip(pair, (left, right), strict=True)
                if lane
            ]
        )
        for pair in zip_longest(*_columns(design.lanes))
    ]


def legend(design: SheetDesign, frame: Frame) -> Block:
    """What the height of a dot stands for, and an empty slot."""
    words: list[tuple[int | None, str]] = [*design.labels.items()]
    words.append((None, design.not_observed))
    size, tall = 8 * frame.scale, 20 * frame.scale
    lengths = [text_width(legible(word), REGULAR, size) + 24 for _, word in words]
    share = min(1.0, frame.width / sum(lengths))

    def draw(canvas: Canvas, top: float) -> None:
        left = frame.left
        for (level, word), length in zip(words, lengths, strict=True):
            slot = (left, top - tall, 9 * frame.scale, tall)
            _draw_slot(canvas, level, slot, "ink-2")
            text = one_line(word, size=size, width=length * share - 20)
            middle = top - (tall - text.height) / 2
            write(canvas, text, left + 13 * frame.scale, middle, ink="ink-2")
            left += length * share

    return Block(tall, draw)


def _columns(lanes: Sequence[LaneDesign]) -> Sequence[Sequence[LaneDesign]]:
    """One for each domain; two halves where a rubric has one domain only."""
    by_domain = [[lane for lane in lanes if lane.domain is domain] for domain in Domain]
    if all(by_domain):
        return by_domain
    half = (len(lanes) + 1) // 2
    return [lanes[:half], lanes[half:]]


def _lane(lane: LaneDesign, frame: Frame) -> Block:
    """Title and area, the slots, the level in words, and what it looks like."""
    width, scale = frame.width, frame.scale
    within = Frame(frame.left, width, scale)
    title = paragraph(lane.title, size=11 * scale, width=width, font=HEAVY)
    domain = paragraph(lane.domain_title, size=7.5 * scale, width=width)
    verdict = paragraph(lane.verdict, size=9.5 * scale, width=width, font=HEAVY)
    more = [
        paragraph(text, size=8.5 * scale, width=width)
        for text in (lane.aside, lane.evidence)
        if text
    ]
    head = lines_block([title], within)
    area = lines_block([domain], within, ink="ink-2")
    body, tall = lines_block([verdict, *more], within), TALL * scale

    def draw(canvas: Canvas, top: float) -> None:
        head.draw(canvas, top)
        area.draw(canvas, top - head.height)
        top -= head.height + area.height + 3
        _draw_slots(canvas, lane, (frame.left, top - tall, width, tall))
        body.draw(canvas, top - tall - 3)

    return Block(head.height + area.height + tall + body.height + 6, draw)


def _draw_slots(
    canvas: Canvas, lane: LaneDesign, room: tuple[float, float, float, float]
) -> None:
    left, foot, width, tall = room
    column = min(width / max(len(lane.levels), 1), WIDEST_SLOT * 1.45)
    wide = column / 1.3
    for place, level in enumerate(lane.levels):
        slot = (left + place * column, foot, wide, tall)
        _draw_slot(canvas, level, slot, COLOURS[lane.domain])


def _draw_slot(
    canvas: Canvas,
    level: int | None,
    slot: tuple[float, float, float, float],
    ink: str,
) -> None:
    """Draw the slot, and the dot at its height if there is a level."""
    x, y, wide, tall = slot
    size = (round(wide, 2), round(tall, 2))
    box(canvas, x, y, size, fill="white", radius=wide / 2, line=0.6, stroke="ink-2")
    if level is None:
        return
    largest = min(wide * 0.42, tall * 0.2)
    radius = largest * (0.46 + 0.18 * (level - 1))
    step = (tall - 2.6 * largest) / (LEVELS - 1)
    canvas.setFillColor(colour(ink))
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(0.6)
    canvas.circle(
        x + wide / 2, y + 1.3 * largest + (level - 1) * step, radius, stroke=1, fill=1
    )
