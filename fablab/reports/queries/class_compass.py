"""How many pupils of a class say more of themselves at the end, and how many less."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Instrument
from fablab.assessments.statistics import differences
from fablab.reports.queries.class_figures import Counts, counted
from fablab.reports.queries.compass import scale_value
from fablab.reports.queries.lines import ReportLine

ONCE = None
"""In the place of a change: the pupil answered enough only once."""


@dataclass(frozen=True, kw_only=True)
class MovedCounts:
    """Pupils whose answers on one scale are higher, equal, lower, or there once only.

    Small counts are withheld; it says how many moved, never how far.
    """

    title: str
    counts: Counts


def moved_counts(lines: Sequence[ReportLine], asked: Instrument) -> list[MovedCounts]:
    """A row for each scale; nothing where no self-report of the class is shared.

    Each pupil counts once: by the latest of their series with both answers.
    """
    told = [line for line in lines if line.compass]
    if not told:
        return []
    return [
        MovedCounts(
            title=title,
            counts=_counts(
                told, [item.code for item in asked.items if item.scale == scale]
            ),
        )
        for scale, title in asked.scales.items()
    ]


def _counts(lines: Iterable[ReportLine], items: Collection[str]) -> Counts:
    moved: dict[int, int | None] = {}
    for line in lines:
        found = _moved(line, items)
        if found is not ONCE or line.pupil.id not in moved:
            moved[line.pupil.id] = found
    numbers = Counter(moved.values())
    return counted([numbers[1], numbers[0], numbers[-1], numbers[ONCE]])


def _moved(line: ReportLine, items: Collection[str]) -> int | None:
    before, after = (
        scale_value(line.compass.get(occasion), items)
        for occasion in (Occasion.BEFORE, Occasion.AFTER)
    )
    if before is None or after is None:
        return ONCE
    (change,) = differences([before], [after])
    return (change > 0) - (change < 0)
