"""How one pupil stands in each dimension: the sequence, and what it adds up to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fablab.assessments.queries.levels import LatestLevel, confirmed_level
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportLine


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One dimension over the meetings of a series, in its own rubric's words.

    `levels` maps the number of a meeting to the latest level (ordinal 1–4), None for
    not observed; meetings that did not watch the dimension are absent. `confirmed` is
    the highest level that this or a higher one was given for at two meetings, `once`
    a higher one that was seen at one meeting only.
    """

    rubric: RubricWords
    dimension: DimensionWords
    levels: Mapping[int, int | None]
    confirmed: int | None
    once: int | None

    @property
    def next_step(self) -> str:
        """What the level after the confirmed one looks like; empty at the highest."""
        reached = self.confirmed or self.once or 0
        return self.dimension.descriptors.get(reached + 1, "")


def strips_of(line: ReportLine, outline: Outline) -> Sequence[Strip]:
    """All dimensions of the newest rubric that was used, and what older ones saw."""
    if line.series is None:
        return []
    seen: dict[int, list[LatestLevel]] = {}
    for one in line.levels:
        seen.setdefault(one.dimension_id, []).append(one)
    numbers = {meeting.id: meeting.number for meeting in line.series.meetings}
    return [
        _strip(rubric, dimension, seen.get(dimension.id, []), numbers)
        for rubric, dimension in _dimensions(outline, seen)
    ]


def _dimensions(
    outline: Outline, seen: Mapping[int, Sequence[LatestLevel]]
) -> Iterator[tuple[RubricWords, DimensionWords]]:
    used = [
        rubric
        for rubric in outline.words
        if any(dimension.id in seen for dimension in rubric.dimensions)
    ]
    for rubric in used:
        for dimension in rubric.dimensions:
            if rubric is used[-1] or dimension.id in seen:
                yield rubric, dimension


def _strip(
    rubric: RubricWords,
    dimension: DimensionWords,
    seen: Sequence[LatestLevel],
    numbers: Mapping[int, int],
) -> Strip:
    confirmed = confirmed_level((one.meeting_id, one.level) for one in seen)
    best = max((one.level for one in seen if one.level), default=None)
    return Strip(
        rubric=rubric,
        dimension=dimension,
        levels={numbers[one.meeting_id]: one.level for one in seen},
        confirmed=confirmed,
        once=best if best and best > (confirmed or 0) else None,
    )
