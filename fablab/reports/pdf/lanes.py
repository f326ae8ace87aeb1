"""Lanes of the growth sheet: a strip of dots, and the level in words."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from fablab.assessments.models import Domain
from fablab.reports.pdf.blocks import Block, Frame, beside, lines_block
from fablab.reports.pdf.charts import SPACED, draw_strip
from fablab.reports.pdf.paper import one_line, paragraph
from fablab.reports.pdf.sheet_design import LaneDesign, SheetDesign
from fablab.web.pdf import HEAVY, REGULAR, legible, text_width, write

COLOURS: Final[Mapping[Domain, str]] = {
    Domain.CREATIVITY: "brand",
    Domain.SELF_RELIANCE: "leaf",
}
TALL: Final = 34.0
BETWEEN: Final = 16.0


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
            room = (9 * SPACED * frame.scale, tall)
            draw_strip(canvas, (left, top - tall), [level], "ink-2", room)
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
        at, ink = (frame.left, top - tall), COLOURS[lane.domain]
        draw_strip(canvas, at, lane.levels, ink, (width, tall))
        body.draw(canvas, top - tall - 3)

    return Block(head.height + area.height + tall + body.height + 6, draw)
