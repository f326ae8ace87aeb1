"""Counts over a class that give nobody away: levels, attendance, agreement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.assessments.statistics import (
    Agreement,
    Audience,
    Shown,
    merge_levels,
    observer_agreement,
    suppress,
)
from fablab.checkin.models import CAME, AttendanceStatus
from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportLine
from fablab.reports.queries.strips import strips_of

LEVELS = (1, 2, 3, 4)
INTERNAL = Audience.INTERNAL


class Counts(NamedTuple):
    """One row of counts and their sum, None where a count is withheld."""

    cells: tuple[Shown, ...]
    total: Shown

    @property
    def is_told(self) -> bool:
        """Whether any of the counts may be shown."""
        return any(cell is not None for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class LevelCounts:
    """How many pupils were confirmed at each level of one dimension.

    `counts` are of the levels 1–4, then of those without a confirmed level; `merged` of
    levels 1–2, of 3–4, then of those without, where all of `counts` had to be withheld.
    """

    rubric: RubricWords
    dimension: DimensionWords
    counts: Counts
    merged: Counts | None


@dataclass(frozen=True, kw_only=True)
class AttendanceCounts:
    """How the meetings of a series went for the class: came, excused, absent, unknown.

    Each pupil counts once for each meeting held; nothing is told of few pupils.
    """

    title: str
    pupils: Shown
    counts: Counts


class AgreementLine(NamedTuple):
    """How well observers of one dimension agree who saw the same pupil."""

    rubric: RubricWords
    dimension: DimensionWords
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class ClassFigures:
    """What the overview of a class counts."""

    pupils: int
    levels: Sequence[LevelCounts]
    attendance: Sequence[AttendanceCounts]
    agreement: Sequence[AgreementLine]


def class_figures(lines: Sequence[ReportLine], outline: Outline) -> ClassFigures:
    """Count over the lines; of a pupil's series the latest with a dimension counts."""
    return ClassFigures(
        pupils=len({line.pupil.id for line in lines}),
        levels=_levels(lines, outline),
        attendance=_attendance(lines),
        agreement=_agreement(lines, outline),
    )


def counted(numbers: Sequence[int]) -> Counts:
    """The counts, with those under five and what would give them away withheld.

    Those withheld are five pupils together or more, for their sum can be worked out.
    """
    table = suppress([numbers], INTERNAL)
    shown = dict(enumerate(table.cells[0]))
    while None in shown.values() and any(shown.values()):
        if sum(numbers[place] for place in shown if shown[place] is None) >= INTERNAL:
            break
        told = (place for place in shown if shown[place])
        shown[min(told, key=numbers.__getitem__)] = None
    return Counts(tuple(shown.values()), table.total)


def _levels(lines: Iterable[ReportLine], outline: Outline) -> list[LevelCounts]:
    reached: dict[int, dict[int, int]] = defaultdict(dict)
    for line in lines:
        for strip in strips_of(line, outline):
            if strip.confirmed or strip.once:
                level = strip.confirmed or 0
                reached[strip.dimension.id][line.pupil.id] = level
    return [
        _level_counts(described.rubric, described.dimension, reached[dimension_id])
        for dimension_id, described in outline.dimensions.items()
        if dimension_id in reached
    ]


def _level_counts(
    rubric: RubricWords, dimension: DimensionWords, levels: Mapping[int, int]
) -> LevelCounts:
    numbers = Counter(levels.values())
    without = numbers.pop(0, 0)
    counts = counted([*(numbers[level] for level in LEVELS), without])
    merged = counted([*merge_levels(numbers), without])
    return LevelCounts(
        rubric=rubric,
        dimension=dimension,
        counts=counts,
        merged=merged if merged.is_told and not counts.is_told else None,
    )


def _attendance(lines: Iterable[ReportLine]) -> list[AttendanceCounts]:
    by_series: dict[str, list[ReportLine]] = defaultdict(list)
    for line in lines:
        if line.series and line.held:
            by_series[line.series.slug].append(line)
    return [_attendance_counts(found) for found in by_series.values()]


def _attendance_counts(lines: Sequence[ReportLine]) -> AttendanceCounts:
    series = lines[0].series
    statuses = Counter(
        line.statuses.get(meeting.id) for line in lines for meeting in line.held
    )
    numbers = [
        sum(statuses[status] for status in CAME),
        statuses[AttendanceStatus.EXCUSED],
        statuses[AttendanceStatus.ABSENT],
        statuses[None],
    ]
    enough = len(lines) >= INTERNAL
    withheld = Counts((None,) * len(numbers), None)
    return AttendanceCounts(
        title=series.title if series else "",
        pupils=len(lines) if enough else None,
        counts=counted(numbers) if enough else withheld,
    )


def _agreement(lines: Iterable[ReportLine], outline: Outline) -> list[AgreementLine]:
    rated: dict[int, dict[int, dict[int, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for line in lines:
        for one in line.levels:
            if one.level is not None:
                units = rated[one.dimension_id][line.pupil.id]
                units[one.meeting_id].append(one.level)
    found = [
        AgreementLine(
            *outline.dimensions[dimension_id],
            observer_agreement([list(units.values()) for units in pupils.values()]),
        )
        for dimension_id, pupils in sorted(rated.items())
    ]
    return [line for line in found if line.agreement.units]
