"""The roster of one meeting on paper: the last fallback when nothing else works."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    Fitted,
    box,
    colour,
    finish,
    fit,
    legible,
    new_document,
    write,
)

LEFT: Final = 36.0
WIDTH: Final = A4[0] - 2 * LEFT
TOP: Final = A4[1] - 34
FOOT: Final = 46.0
TICK: Final = 17.0
TIMES: Final = 168.0
"""How wide the boxes and lines for coming and leaving are."""
NAMES: Final = WIDTH - TIMES - 14
SMALL: Final = 9.0


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One pupil: `notes` are flags in words, `people` who collects, with numbers.

    `warnings` name who must not collect and stand out.
    """

    name: str
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RosterDesign:
    """Everything on the paper, worded. `page_label` holds `{number}` and `{all}`."""

    language: str
    title: str
    heading: str
    site_name: str
    came: str
    left: str
    collected_by: str
    hint: str
    page_label: str
    rows: tuple[RosterRow, ...]
    watermark: str = ""


@dataclass(frozen=True)
class _Block:
    """A row set in lines, and how much room it takes."""

    name: Fitted
    lines: tuple[tuple[Fitted, bool], ...]

    @property
    def height(self) -> float:
        """With the gap below; never less than the boxes and the line to write on."""
        text = self.name.height + sum(line.height + 1 for line, _ in self.lines)
        return max(text, TICK + 34) + 12


def roster_pdf(roster: RosterDesign) -> bytes:
    """Draw the roster on as many pages as it takes; equal rosters give equal bytes.

    Letters that the typeface lacks become question marks: a roster always prints.
    """
    canvas = new_document(
        size=A4,
        title=f"{roster.title} – {roster.site_name}",
        author=roster.site_name,
        language=roster.language,
    )
    pages = _spread([_set(row) for row in roster.rows], room=_room(roster))
    for number, blocks in enumerate(pages, start=1):
        if number > 1:
            canvas.showPage()
        top = _draw_head(canvas, roster)
        for block in blocks:
            top = _draw_row(canvas, roster, block, top)
        _draw_foot(canvas, roster, number, len(pages))
    return finish(canvas)


def _spread(blocks: Sequence[_Block], *, room: float) -> list[list[_Block]]:
    pages: list[list[_Block]] = [[]]
    left = room
    for block in blocks:
        if block.height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(block)
        left -= block.height
    return pages


def _room(roster: RosterDesign) -> float:
    return TOP - _head_height(roster) - FOOT


def _set(row: RosterRow) -> _Block:
    name = fit(legible(row.name), font=HEAVY, width=NAMES, size=14, floor=8, lines=2)
    lines = [
        *((_plain(text, HEAVY), True) for text in row.warnings),
        *((_plain(text, HEAVY), False) for text in row.notes),
        *((_plain(text, REGULAR), False) for text in row.people),
    ]
    return _Block(name=name, lines=tuple(lines))


def _plain(text: str, font: str) -> Fitted:
    return fit(
        legible(text),
        font=font,
        width=NAMES - 12,
        size=SMALL,
        floor=6.5,
        lines=2,
        balance=False,
    )


def _heads(roster: RosterDesign) -> tuple[Fitted, Fitted, Fitted]:
    return (
        fit(legible(roster.title), font=HEAVY, width=WIDTH, size=20, floor=12, lines=2),
        fit(legible(roster.heading), font=REGULAR, width=WIDTH, size=11.5, floor=8),
        fit(legible(roster.hint), font=REGULAR, width=WIDTH, size=9, floor=7, lines=2),
    )


def _head_height(roster: RosterDesign) -> float:
    return sum(text.height for text in _heads(roster)) + 14


def _draw_head(canvas: Canvas, roster: RosterDesign) -> float:
    top = TOP
    for text in _heads(roster):
        top = write(canvas, text, LEFT, top)
    _line(canvas, top - 6, width=1.6)
    return top - 14


def _draw_row(canvas: Canvas, roster: RosterDesign, block: _Block, top: float) -> float:
    end = top - block.height
    below = write(canvas, block.name, LEFT, top)
    for line, is_warning in block.lines:
        if is_warning:
            box(
                canvas,
                LEFT,
                below - line.height,
                (4, line.height),
                fill="ink",
                radius=0,
            )
        below = write(canvas, line, LEFT + 10, below) - 1
    x = LEFT + WIDTH - TIMES
    half = TIMES / 2
    for number, label in enumerate((roster.came, roster.left)):
        _draw_time(canvas, label, x + number * half, top)
    text = fit(legible(roster.collected_by), font=REGULAR, width=62, size=8, floor=6)
    write(canvas, text, x, top - TICK - 21, ink="ink-2")
    _rule(canvas, x + 64, LEFT + WIDTH, top - TICK - 31)
    _line(canvas, end + 6)
    return end


def _draw_time(canvas: Canvas, label: str, x: float, top: float) -> None:
    box(canvas, x, top - TICK - 2, (TICK, TICK), fill="white", radius=2, line=1.6)
    text = fit(legible(label), font=REGULAR, width=54, size=8, floor=6)
    write(canvas, text, x + TICK + 4, top + 2, ink="ink-2")
    _rule(canvas, x + TICK + 4, x + TIMES / 2 - 6, top - TICK - 8)


def _draw_foot(canvas: Canvas, roster: RosterDesign, number: int, pages: int) -> None:
    site = fit(legible(roster.site_name), font=REGULAR, width=200, size=8.5, floor=6.5)
    write(canvas, site, LEFT, 36, ink="ink-2")
    page = roster.page_label.format(number=number, all=pages)
    label = fit(page, font=REGULAR, width=120, size=8.5, floor=7)
    write(canvas, label, LEFT + WIDTH, 36, ink="ink-2", align="right")
    if roster.watermark:
        mark = fit(roster.watermark, font=REGULAR, width=200, size=7.5, floor=6)
        write(canvas, mark, A4[0] / 2, 36, ink="ink-2", align="centre")


def _rule(canvas: Canvas, start: float, end: float, y: float) -> None:
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(0.9)
    canvas.line(start, y, end, y)


def _line(canvas: Canvas, y: float, *, width: float = 0.6) -> None:
    canvas.setStrokeColor(colour("ink"))
    canvas.setLineWidth(width)
    canvas.line(LEFT, y, LEFT + WIDTH, y)
