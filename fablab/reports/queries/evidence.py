"""Notes of observers, each once, whatever the number of levels given with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from fablab.reports.queries.lines import ReportLine


class Note(NamedTuple):
    """What an observer wrote about one pupil at one meeting.

    `dimension_ids` are the rows of those whose levels were given with it.
    """

    meeting_id: int
    observer_id: int
    at: datetime
    text: str
    dimension_ids: Sequence[int]


def notes_of(line: ReportLine) -> Sequence[Note]:
    """The line's notes, by meeting."""
    found: dict[tuple[int, int, datetime, str], list[int]] = {}
    for one in line.levels:
        if one.note:
            about = (one.meeting_id, one.observer_id, one.assessed_at, one.note)
            found.setdefault(about, []).append(one.dimension_id)
    return [Note(*about, ids) for about, ids in found.items()]
