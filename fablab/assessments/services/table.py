"""Levels that were filled in in a table: all of them are stored, or none."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fablab.accounts.models import Account
from fablab.assessments.errors import NotAChoice, TableRefused
from fablab.assessments.models import Dimension
from fablab.assessments.queries.rubrics import rubric_of
from fablab.assessments.services.levels import Answer, record_levels, refused_answers
from fablab.kernel.errors import N_, Conflict, DomainError
from fablab.series.models import Meeting


class TableLine(NamedTuple):
    """One filled-in line; names are those of the codebook that it was made with.

    `number` counts the lines of the table from 1; `level` is ordinal 1–4 or None for
    not observed.
    """

    number: int
    registration: str
    rubric: str
    dimension: str
    level: int | None
    note: str


def record_table(
    *, meeting: Meeting, lines: Sequence[TableLine], by: Account, now: datetime
) -> int:
    """Store what one facilitator filled in for pupils of the meeting.

    The same table twice counts once; the rules are those of `record_levels`.

    Returns:
        How many assessments were added.

    Raises:
        TableRefused: of one line at least: another rubric's codebook, an unknown
            dimension, a pupil twice, or what `record_levels` refuses.
        Conflict: the meeting was cancelled.
    """
    refusals = dict(_codebook_refusals(meeting, lines))
    sheets: dict[str, dict[Answer, int]] = defaultdict(dict)
    for line in lines:
        if line.number not in refusals:
            answer = Answer(line.registration, line.level, line.note)
            sheets[line.dimension][answer] = line.number
    found = _dimensions(meeting)
    for code, sheet in sheets.items():
        refused = refused_answers(
            meeting=meeting, dimension=found[code], answers=list(sheet)
        )
        refusals |= {sheet[answer]: why for answer, why in refused.items()}
    if refusals:
        raise TableRefused(refusals)
    return sum(
        record_levels(
            meeting=meeting,
            dimension=found[code],
            answers=list(sheet),
            by=by,
            now=now,
        )
        for code, sheet in sheets.items()
    )


def _codebook_refusals(
    meeting: Meeting, lines: Sequence[TableLine]
) -> Iterator[tuple[int, DomainError]]:
    known, today = _dimensions(meeting), rubric_of(meeting.series_id).name
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        first = seen.setdefault((line.registration, line.dimension), line.number)
        if line.rubric != today:
            yield (
                line.number,
                Conflict(
                    N_(
                        "made for the levels “%(theirs)s”, but this workshop uses "
                        "“%(ours)s”, whose words may differ. Download the table "
                        "again and fill that one in."
                    ),
                    theirs=line.rubric,
                    ours=today,
                ),
            )
        elif line.dimension not in known:
            yield line.number, NotAChoice(N_("There is nothing of this name to watch."))
        elif first != line.number:
            yield (
                line.number,
                NotAChoice(
                    N_("the same pupil and dimension as in line %(first)s."),
                    first=first,
                ),
            )


def _dimensions(meeting: Meeting) -> dict[str, Dimension]:
    rubric = rubric_of(meeting.series_id)
    return {one.code: one for one in rubric.dimensions}
