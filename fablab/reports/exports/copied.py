"""A small table in words, to be copied into an e-register or a spreadsheet."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from flask_babel import gettext as _

from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportLine
from fablab.reports.queries.strips import Strip, strips_of
from fablab.web.spreadsheets import guarded

Cells: TypeAlias = Sequence[str]


def words_table(lines: Iterable[ReportLine], outline: Outline) -> list[Cells]:
    """The headings, then a row for each pupil and series; levels are words."""
    titles = {d.code: d.title for rubric in outline.words for d in rubric.dimensions}
    return [
        [_("Class"), _("Name"), _("Series"), _("Attended"), *titles.values()],
        *(_row(line, outline, list(titles)) for line in lines),
    ]


def as_tsv(table: Iterable[Cells]) -> str:
    """The table as lines of cells with tabs between them; no cell is a formula."""
    return "\n".join(
        "\t".join(guarded(" ".join(cell.split())) for cell in row) for row in table
    )


def level_words(strip: Strip) -> str:
    """The confirmed level, else what was seen once, else nothing."""
    if strip.confirmed:
        return strip.rubric.label(strip.confirmed)
    if strip.once:
        return str(_("seen once: %(level)s", level=strip.rubric.label(strip.once)))
    return ""


def _row(line: ReportLine, outline: Outline, codes: Sequence[str]) -> Cells:
    words = {
        strip.dimension.code: level_words(strip) for strip in strips_of(line, outline)
    }
    attended = (
        _("%(done)s of %(all)s", done=line.attended, all=len(line.held))
        if line.held
        else ""
    )
    title = line.series.title if line.series else ""
    return [
        line.pupil.class_name,
        line.pupil.name,
        title,
        attended,
        *(words.get(code, "") for code in codes),
    ]
