"""The overview of a class: charts with their counts beside them, then every pupil."""

from collections.abc import Sequence
from typing import Final

from reportlab.graphics import renderPDF
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fablab.reports.pdf.charts import Part, level_sign, stacked_bar, stamp, swatch
from fablab.reports.pdf.class_design import Chart, ChartRow, ClassDesign, PupilRow
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
    one_line,
    paragraph,
    rule,
    section_lines,
)
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

TITLES: Final = 136.0
BAR: Final = (128.0, 12.0)
SWATCH: Final = (14.0, 6.0)
ROW: Final = 20.0
SIGN: Final = (15.0, 11.0)
NAMES: Final = 150.0
SERIES: Final = 130.0
ATTENDED: Final = 50.0


class _Paper:
    """Where the next thing goes; a new page begins when it finds no room."""

    def __init__(self, canvas: Canvas, design: ClassDesign) -> None:
        self.canvas = canvas
        self._design = design
        self._number = 1
        self.top = draw_head(canvas, design.title, design.name, design.facts)
        self._draw_foot()

    def keep(self, height: float) -> None:
        """See that so much fits below."""
        if self.top - height < FOOT:
            self.canvas.showPage()
            self._number += 1
            self.top = TOP
            self._draw_foot()

    def lines(self, lines: Sequence[Fitted]) -> None:
        """Write the lines; each stays whole."""
        for line in lines:
            self.keep(line.height)
            self.top = write(self.canvas, line, LEFT, self.top)

    def _draw_foot(self) -> None:
        page = self._design.page_label.format(number=self._number)
        draw_foot(self.canvas, self._design.author, page, self._design.watermark)


def class_pdf(design: ClassDesign) -> bytes:
    """Draw as many pages as it takes; equal overviews give equal bytes."""
    canvas = new_document(
        size=A4,
        title=f"{design.title}: {legible(design.name)}",
        author=legible(design.author),
        language=design.language,
    )
    paper = _Paper(canvas, design)
    for chart in design.charts:
        _draw_chart(paper, chart)
    paper.lines([paragraph(design.suppressed, size=8)])
    paper.top -= GAP
    agreement = design.agreement
    paper.lines(section_lines(agreement.heading, agreement.paragraphs))
    paper.top -= GAP
    _draw_pupils(paper, design)
    for section in design.sections:
        paper.top -= GAP
        paper.lines(section_lines(section.heading, section.paragraphs, size=BODY))
    return finish(canvas)


def _draw_chart(paper: _Paper, chart: Chart) -> None:
    paper.keep(60 + ROW)
    heading = one_line(chart.heading, size=12, width=WIDTH, font=HEAVY)
    paper.top = write(paper.canvas, heading, LEFT, paper.top) - 3
    _draw_headings(paper, chart)
    for row in chart.rows:
        paper.keep(ROW)
        _draw_row(paper, chart, row)
    paper.top -= GAP


def _column(chart: Chart) -> float:
    """How wide each column of counts is, that of the sum included."""
    return (WIDTH - TITLES - BAR[0] - 8) / (len(chart.headings) + 1)


def _draw_headings(paper: _Paper, chart: Chart) -> None:
    column, canvas = _column(chart), paper.canvas
    texts = [
        fit(legible(text), font=HEAVY, width=column - 4, size=7, floor=5.5, lines=4)
        for text in (*chart.headings, chart.total_heading)
    ]
    for place, text in enumerate(texts):
        left = WIDTH + LEFT - (len(texts) - place) * column
        write(canvas, text, left + 4, paper.top)
    paper.top -= max(text.height for text in texts) + 3
    for place, shade in enumerate(chart.shades):
        left = WIDTH + LEFT - (len(texts) - place) * column + 4
        stamp(canvas, (left, paper.top - SWATCH[1]), swatch, shade, *SWATCH)
    paper.top -= 10
    rule(canvas, paper.top + 1)


def _draw_row(paper: _Paper, chart: Chart, row: ChartRow) -> None:
    canvas, top, column = paper.canvas, paper.top, _column(chart)
    title = fit(
        legible(row.title), font=HEAVY, width=TITLES - 8, size=9, floor=7, lines=2
    )
    write(canvas, title, LEFT, top - 2)
    if row.pieces:
        parts = [Part(piece.shade, piece.length) for piece in row.pieces]
        bar = stacked_bar(parts, BAR)
        renderPDF.draw(bar, canvas, LEFT + TITLES, top - BAR[1] - 3)
    left = LEFT + TITLES + BAR[0] + 8
    for text, span in (*row.cells, (row.total, 1)):
        figure = one_line(text, size=9.5, width=column * span - 6)
        write(canvas, figure, left + 4, top - 2)
        left += column * span
    paper.top -= max(ROW, title.height + 4)
    rule(canvas, paper.top + 2, width=0.3)


def _draw_pupils(paper: _Paper, design: ClassDesign) -> None:
    """Every pupil in a line: the confirmed levels as signs, no sum and no rank."""
    paper.keep(80)
    paper.lines([paragraph(design.pupils_heading, size=12, font=HEAVY)])
    titles = " · ".join(f"{code}: {title}" for code, title in design.dimensions)
    if titles:
        paper.lines([paragraph(titles, size=7.5)])
    for words in design.legends:
        paper.keep(16)
        paper.top = draw_legend(paper.canvas, [*words.items()], paper.top - 2)
    _draw_pupil_headings(paper, design)
    for row in design.pupils:
        paper.keep(ROW)
        _draw_pupil(paper, design, row)


def _draw_pupil_headings(paper: _Paper, design: ClassDesign) -> None:
    lefts = (LEFT, LEFT + NAMES, LEFT + NAMES + SERIES)
    widths = (NAMES, SERIES, ATTENDED)
    for left, width, text in zip(lefts, widths, design.pupil_headings, strict=True):
        heading = one_line(text, size=8, width=width - 6, font=HEAVY)
        write(paper.canvas, heading, left, paper.top - 2)
    for left, (code, _title) in zip(_signs(design), design.dimensions, strict=True):
        heading = one_line(code, size=8, width=SIGN[0] + 8, font=HEAVY)
        write(paper.canvas, heading, left, paper.top - 2)
    paper.top -= 15
    rule(paper.canvas, paper.top + 1)


def _signs(design: ClassDesign) -> list[float]:
    """Where the columns of the dimensions begin."""
    begin = LEFT + NAMES + SERIES + ATTENDED
    room = (LEFT + WIDTH - begin) / max(len(design.dimensions), 1)
    return [begin + place * room for place in range(len(design.dimensions))]


def _draw_pupil(paper: _Paper, design: ClassDesign, row: PupilRow) -> None:
    canvas, top = paper.canvas, paper.top
    name = fit(legible(row.name), font=HEAVY, width=NAMES - 8, size=9, floor=7, lines=2)
    write(canvas, name, LEFT, top - 2)
    series = fit(
        legible(row.series), font=REGULAR, width=SERIES - 8, size=8.5, floor=6, lines=2
    )
    write(canvas, series, LEFT + NAMES, top - 2)
    attended = one_line(row.attended, size=8.5, width=ATTENDED - 4)
    write(canvas, attended, LEFT + NAMES + SERIES, top - 2)
    for left, level in zip(_signs(design), row.levels, strict=True):
        stamp(canvas, (left, top - SIGN[1] - 2), level_sign, level, *SIGN)
    paper.top -= max(ROW, name.height + 4, series.height + 4)
    rule(canvas, paper.top + 2, width=0.3)
