"""Published figures on paper: the counts, bars for the levels, and the honest words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.graphics import renderPDF
from reportlab.lib.pagesizes import A4

from fablab.assessments.statistics import Shown
from fablab.reports.pdf.charts import Part, stacked_bar, stamp, swatch
from fablab.reports.pdf.flow import LEFT, WIDTH, Flow, wrapped
from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    finish,
    fit,
    legible,
    new_document,
    write,
)

BAR: Final = 17.0
SWATCH: Final = (10.0, 10.0)
NAMED: Final = 96.0
"""How much room stands before a bar for its name."""


@dataclass(frozen=True, kw_only=True)
class CountsDesign:
    """A table of counts, worded; None is a dash."""

    title: str
    rows: Sequence[tuple[str, Shown]]
    total: tuple[str, Shown]


@dataclass(frozen=True, kw_only=True)
class BarsDesign:
    """One dimension: two bars whose parts are levels, or a sentence in their place.

    `shades` are levels from 0 on, one a part: the higher, the darker.
    """

    domain: str
    title: str
    parts: Sequence[str]
    shades: Sequence[int]
    bars: Sequence[tuple[str, Sequence[Shown]]]
    words: str


@dataclass(frozen=True, kw_only=True)
class FiguresDesign:
    """Everything printed, worded."""

    language: str
    title: str
    site_name: str
    facts: str
    came: Sequence[CountsDesign]
    growth: Sequence[BarsDesign]
    no_growth: str
    lists: Mapping[str, Sequence[str]]
    came_title: str
    foot: str


def figures_pdf(design: FiguresDesign) -> bytes:
    """Draw the figures on as many sheets as it takes; equal ones give equal bytes."""
    canvas = new_document(
        size=A4,
        title=f"{design.title} – {design.site_name}",
        author=design.site_name,
        language=design.language,
    )
    flow = Flow(canvas, design.foot)
    flow.heading(design.title, size=24, gap=0)
    flow.paragraph(design.facts, size=11)
    flow.heading(design.came_title)
    for counts in design.came:
        _draw_counts(flow, counts)
    domain = ""
    for each in design.growth:
        if each.domain != domain:
            flow.heading(each.domain)
            domain = each.domain
        _draw_bars(flow, each)
    if not design.growth:
        flow.top -= 8
        flow.paragraph(design.no_growth)
    for title, sentences in design.lists.items():
        flow.heading(title)
        for sentence in sentences:
            flow.paragraph(sentence, size=9.5, mark="•")
    return finish(canvas)


def _draw_counts(flow: Flow, counts: CountsDesign) -> None:
    flow.heading(counts.title, size=11, gap=8)
    for label, count in counts.rows:
        flow.row(label, _figure(count))
    flow.row(counts.total[0], _figure(counts.total[1]), heavy=True)


def _draw_bars(flow: Flow, design: BarsDesign) -> None:
    words = wrapped(design.words, width=WIDTH, size=9)
    flow.keep(34 + len(design.bars) * (BAR + 5) + words.height + 24)
    flow.heading(design.title, size=11, gap=8)
    for name, counts in design.bars:
        _draw_bar(flow, name, counts, design.shades)
    if design.bars:
        _draw_key(flow, design)
    flow.top = write(flow.canvas, words, LEFT, flow.top, ink="ink-2") - 4


def _draw_bar(
    flow: Flow, name: str, counts: Sequence[Shown], shades: Sequence[int]
) -> None:
    label = fit(legible(name), font=REGULAR, width=NAMED - 8, size=9.5, floor=7)
    write(flow.canvas, label, LEFT, flow.top - 2)
    known = [count for count in counts if count is not None]
    whole = sum(known)
    x, room = LEFT + NAMED, WIDTH - NAMED
    if len(known) < len(counts):
        texts = " / ".join(_figure(count) for count in counts)
        dashes = fit(texts, font=HEAVY, width=room, size=10, floor=8)
        write(flow.canvas, dashes, x, flow.top - 2)
    else:
        parts = [
            Part(shade, 100 * count / whole, str(count))
            for count, shade in zip(known, shades, strict=True)
            if count
        ]
        renderPDF.draw(stacked_bar(parts, (room, BAR)), flow.canvas, x, flow.top - BAR)
    flow.top -= BAR + 5


def _draw_key(flow: Flow, design: BarsDesign) -> None:
    room = WIDTH / len(design.parts)
    for number, (part, shade) in enumerate(
        zip(design.parts, design.shades, strict=True)
    ):
        x = LEFT + number * room
        stamp(flow.canvas, (x, flow.top - SWATCH[1]), swatch, shade, *SWATCH)
        text = fit(legible(part), font=REGULAR, width=room - 22, size=8.5, floor=6)
        write(flow.canvas, text, x + 15, flow.top + 1, ink="ink-2")
    flow.top -= 16


def _figure(count: Shown) -> str:
    return "–" if count is None else str(count)
