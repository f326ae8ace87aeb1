"""Everything printed in the overview of a class, worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from fablab.reports.bars import Piece
from fablab.reports.pdf.pupil_design import Section


@dataclass(frozen=True, kw_only=True)
class ChartRow:
    """A bar and its counts: `cells` in words, each with how many columns it takes."""

    title: str
    cells: tuple[tuple[str, int], ...]
    total: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars under one heading; the columns of counts have `headings` and `shades`."""

    heading: str
    headings: tuple[str, ...]
    shades: tuple[int, ...]
    total_heading: str
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True, kw_only=True)
class PupilRow:
    """One pupil in one series; `words` say the confirmed `levels`, or why not."""

    name: str
    public_id: str
    series: str
    attended: str
    levels: tuple[int | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClassDesign:
    """Everything in the overview; `page_label` holds `{number}`.

    `legends` say what the signs of levels stand for, one for each set of words.
    """

    language: str
    title: str
    name: str
    author: str
    facts: tuple[str, ...]
    attendance: Chart
    levels: tuple[Chart, ...]
    self_reports: Chart
    suppressed: str
    agreement: Section
    pupils_heading: str
    pupil_headings: tuple[str, str, str]
    legends: tuple[Mapping[int, str], ...]
    dimensions: tuple[tuple[str, str], ...]
    pupils: tuple[PupilRow, ...]
    sections: tuple[Section, ...]
    page_label: str
    watermark: str = ""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts that have a bar."""
        found = (self.attendance, *self.levels, self.self_reports)
        return tuple(one for one in found if one.rows)
