"""The report about one pupil in one series: two pages, whatever there is to say.

The sequence of each dimension stands there, never a total, an average or a rank.
"""

from collections.abc import Callable, Sequence
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.charts import attendance_sign, level_sign, stamp
from fablab.reports.pdf.legends import draw_legend
from fablab.reports.pdf.paper import (
    BODY,
    FOOT,
    GAP,
    LEFT,
    TOP,
    WIDTH,
    draw_foot,
    draw_head,
    height_of,
    one_line,
    paragraph,
    rule,
    section_lines,
    write_lines,
)
from fablab.reports.pdf.pupil_design import PupilDesign, StripDesign
from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    Fitted,
    finish,
    fit,
    legible,
    new_document,
    write,
)

TITLES: Final = 158.0
VERDICTS: Final = 132.0
BARS: Final = (17.0, 13.0)
CIRCLE: Final = 4.2
ROW: Final = 25.0
ANSWERS: Final = 108.0
ROW_GAP: Final = 2.5
SIZES: Final = (10.0, 9.5, BODY, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)


def pupil_pdf(report: PupilDesign) -> bytes:
    """Draw the two pages; equal reports give equal bytes."""
    canvas = new_document(
        size=A4,
        title=f"{report.title}: {legible(report.name)}",
        author=legible(report.site_name),
        language=report.language,
    )
    _first_page(canvas, report)
    canvas.showPage()
    _second_page(canvas, report)
    return finish(canvas)


def _first_page(canvas: Canvas, report: PupilDesign) -> None:
    top = draw_head(canvas, report.title, report.name, report.facts)
    if report.days:
        top = _draw_meetings(canvas, report, top)
    if not report.strips:
        top = write(canvas, paragraph(report.nothing_seen, size=10), LEFT, top - 6)
    else:
        top = _draw_legend(canvas, report, top)
    size = _first_that_fits(
        lambda size: (
            sum(_strip_height(strip, size) for strip in report.strips)
            + height_of(_below_strips(report, size))
        ),
        room=top - FOOT,
    )
    for strip in report.strips:
        top = _draw_strip(canvas, report, strip, top, size)
    write_lines(canvas, _below_strips(report, size), top - GAP)
    _foot(canvas, report, 1)


def _columns(meetings: int) -> float:
    return (WIDTH - TITLES - VERDICTS) / max(meetings, 1)


def _draw_meetings(canvas: Canvas, report: PupilDesign, top: float) -> float:
    """The numbers of the meetings, how each went, and what the days were."""
    column = _columns(len(report.days))
    label = one_line(report.meetings_label, size=8.5, width=TITLES - 6)
    write(canvas, label, LEFT, top, ink="ink-2")
    label = one_line(report.attendance_label, size=10, width=TITLES - 6, font=HEAVY)
    write(canvas, label, LEFT, top - 13)
    for place, status in enumerate(report.attendance):
        middle = LEFT + TITLES + (place + 0.5) * column
        number = one_line(str(place + 1), size=8.5, width=column)
        write(canvas, number, middle, top, ink="ink-2", align="centre")
        at = (middle - CIRCLE, top - 20 - CIRCLE)
        stamp(canvas, at, attendance_sign, status, CIRCLE)
    attended = one_line(report.attended, size=9.5, width=VERDICTS - 8)
    write(canvas, attended, LEFT + WIDTH - VERDICTS + 8, top - 13)
    rule(canvas, top - 31)
    return top - 35


def _strip_height(strip: StripDesign, size: float) -> float:
    return _row_height(strip) + _descriptor(strip, size).height + 8


def _row_height(strip: StripDesign) -> float:
    """Of title and area, or of the signs beside them."""
    return max(ROW, _title(strip).height + 11)


def _title(strip: StripDesign) -> Fitted:
    return fit(
        legible(strip.title), font=HEAVY, width=TITLES - 8, size=10, floor=8, lines=2
    )


def _descriptor(strip: StripDesign, size: float) -> Fitted:
    return paragraph(strip.descriptor, size=size)


def _draw_strip(
    canvas: Canvas,
    report: PupilDesign,
    strip: StripDesign,
    top: float,
    size: float,
) -> float:
    below = write(canvas, _title(strip), LEFT, top)
    words = one_line(strip.domain, size=7.5, width=TITLES - 8)
    write(canvas, words, LEFT, below, ink="ink-2")
    column = _columns(len(report.days))
    width = round(min(BARS[0], column * 0.8), 2)
    for place, level in enumerate(strip.cells):
        left = LEFT + TITLES + (place + 0.5) * column - width / 2
        stamp(canvas, (left, top - 16), level_sign, level, width, BARS[1])
    verdict = fit(
        legible(strip.verdict),
        font=HEAVY,
        width=VERDICTS - 8,
        size=9.5,
        floor=7.5,
        lines=2,
    )
    write(canvas, verdict, LEFT + WIDTH - VERDICTS + 8, top)
    top -= _row_height(strip)
    top = write(canvas, _descriptor(strip, size), LEFT, top, ink="ink-2")
    rule(canvas, top - 3, width=0.4)
    return top - 8


def _below_strips(report: PupilDesign, size: float) -> list[Fitted]:
    follow_up = report.follow_up
    return section_lines(follow_up.heading, follow_up.paragraphs, size=size)


def _draw_legend(canvas: Canvas, report: PupilDesign, top: float) -> float:
    """What the signs stand for: levels on one line, attendance on the next."""
    for words in report.legends:
        top = draw_legend(canvas, [*words.items()], top)
    top = draw_legend(canvas, [*report.attendance_words.items()], top)
    dates = " · ".join(f"{n}: {day}" for n, day in enumerate(report.days, start=1))
    return write(canvas, paragraph(dates, size=8), LEFT, top, ink="ink-2") - 6


def _second_page(canvas: Canvas, report: PupilDesign) -> None:
    heading = f"{report.name} · {report.title}"
    top = write(canvas, one_line(heading, size=11, width=WIDTH, font=HEAVY), LEFT, TOP)
    rule(canvas, top - 3, width=1.6)
    top -= 10
    room = top - FOOT
    size, kept = _notes_that_fit(report, room)
    top = write_lines(canvas, _note_lines(report, size, kept), top) - GAP
    top = _draw_self_report(canvas, report, top, size)
    for lines in _section_blocks(report, size):
        top = write_lines(canvas, lines, top) - GAP
    _foot(canvas, report, 2)


def _notes_that_fit(report: PupilDesign, room: float) -> tuple[float, int]:
    """The size at which all notes fit, else the smallest and how many do."""
    for size in SIZES:
        if _second_height(report, size, len(report.notes)) <= room:
            return size, len(report.notes)
    kept = len(report.notes)
    while kept and _second_height(report, SIZES[-1], kept) > room:
        kept -= 1
    return SIZES[-1], kept


def _second_height(report: PupilDesign, size: float, kept: int) -> float:
    blocks = _section_blocks(report, size)
    return (
        height_of(_note_lines(report, size, kept))
        + GAP
        + _self_report_height(report, size)
        + sum(height_of(lines) + GAP for lines in blocks)
    )


def _note_lines(report: PupilDesign, size: float, kept: int) -> list[Fitted]:
    lines = [paragraph(report.notes_heading, size=size + 2, font=HEAVY)]
    for note in report.notes[:kept]:
        lines.append(paragraph(note.head, size=size, font=HEAVY))
        lines.append(paragraph(note.text, size=size))
    if not report.notes:
        lines.append(paragraph(report.no_notes, size=size))
    if left_out := len(report.notes) - kept:
        words = report.more_notes.format(number=left_out)
        lines.append(paragraph(words, size=size))
    return lines


def _section_blocks(report: PupilDesign, size: float) -> list[list[Fitted]]:
    found = [
        section_lines(section.heading, section.paragraphs, size=size)
        for section in report.sections
    ]
    return [lines for lines in found if lines]


def _self_report_lines(report: PupilDesign, size: float) -> list[list[Fitted]]:
    """The headings and the items with the words chosen each time, a row each."""
    return [
        [
            paragraph(text, size=size, width=width - 6, font=REGULAR if row else HEAVY)
            for text, width in zip(texts, _answer_columns(texts), strict=True)
        ]
        for row, texts in enumerate(report.self_report)
    ]


def _answers_height(row: Sequence[Fitted]) -> float:
    return max(cell.height for cell in row) + ROW_GAP


def _answer_columns(texts: Sequence[str]) -> list[float]:
    """How wide the sentence is, and each answer to it."""
    answers = len(texts) - 1
    return [WIDTH - answers * ANSWERS, *[ANSWERS] * answers]


def _self_report_height(report: PupilDesign, size: float) -> float:
    rows = _self_report_lines(report, size)
    heads = section_lines(
        report.own_view.heading, report.own_view.paragraphs, size=size
    )
    gap = GAP if rows or heads else 0
    return height_of(heads) + sum(_answers_height(row) for row in rows) + gap


def _draw_self_report(
    canvas: Canvas, report: PupilDesign, top: float, size: float
) -> float:
    heads = section_lines(
        report.own_view.heading, report.own_view.paragraphs, size=size
    )
    rows = _self_report_lines(report, size)
    top = write_lines(canvas, heads, top)
    for row, texts in zip(rows, report.self_report, strict=True):
        left = LEFT
        for cell, width in zip(row, _answer_columns(texts), strict=True):
            write(canvas, cell, left, top)
            left += width
        top -= _answers_height(row)
        rule(canvas, top + 1, width=0.3)
    return top - GAP if rows or heads else top


def _first_that_fits(height: Callable[[float], float], *, room: float) -> float:
    return next((size for size in SIZES if height(size) <= room), SIZES[-1])


def _foot(canvas: Canvas, report: PupilDesign, number: int) -> None:
    page = report.page_label.format(number=number)
    draw_foot(canvas, report.site_name, page, report.watermark)
