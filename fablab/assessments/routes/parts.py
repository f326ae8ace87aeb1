"""What several of the pages show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from fablab.accounts.queries import Actor
from fablab.assessments.queries.focus import focus_among
from fablab.assessments.queries.levels import latest_levels
from fablab.assessments.queries.rubrics import (
    DimensionWords,
    RubricWords,
    rubric_of,
    words_of,
)
from fablab.assessments.services.levels import is_here
from fablab.checkin.queries.attendance import RegisterLine, register_of
from fablab.checkin.queries.roster import series_titles
from fablab.series.models import Meeting
from fablab.web.language import current_language


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One dimension of a meeting, and how far the facilitator has come with it."""

    words: DimensionWords
    answered: int
    url: str


def rubric_words(meeting: Meeting) -> RubricWords:
    """The rubric of the meeting's series in the visitor's language."""
    return words_of(rubric_of(meeting.series_id), current_language())


def meeting_parts(meeting: Meeting) -> dict[str, object]:
    """What the head of every page says of the meeting."""
    titles = series_titles({meeting.series_id}, current_language())
    return {
        "meeting": meeting,
        "series_title": titles[meeting.series_id],
        "zone": meeting.series.site.zone,
    }


def lines_here(meeting: Meeting) -> list[RegisterLine]:
    """The pupils who are at the meeting, ordered by name."""
    return [line for line in register_of(meeting) if is_here(line)]


def watched_at(
    meeting: Meeting,
    rubric: RubricWords,
    here: Sequence[RegisterLine],
    actor: Actor,
    *,
    also: str = "",
) -> list[Watched]:
    """What is watched at the meeting, in the rubric's order.

    Args:
        meeting: which.
        rubric: of its series.
        here: the pupils to be counted.
        actor: whose answers are counted.
        also: the code of a dimension to be listed in any case.
    """
    focus = focus_among(meeting, rubric.dimensions)
    codes = {one.code for one in focus} | {also}
    answered = Counter(
        one.dimension_id
        for one in latest_levels(
            registration_ids=[line.registration.id for line in here],
            meeting_id=meeting.id,
            observer_id=actor.account_id,
        )
    )
    return [
        Watched(
            words=words,
            answered=answered[words.id],
            url=url_for(
                "assessments.record", public_id=meeting.public_id, code=words.code
            ),
        )
        for words in rubric.dimensions
        if words.code in codes
    ]
