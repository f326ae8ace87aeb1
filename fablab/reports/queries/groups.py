"""How a group grows in one series, for the people who lead or run it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from fablab.accounts.models import Account
from fablab.assessments.models import Dimension, Rubric
from fablab.assessments.queries.levels import LatestLevel, latest_levels
from fablab.assessments.queries.rubrics import (
    DimensionWords,
    RubricWords,
    rubric_of,
    words_of,
)
from fablab.assessments.statistics import Ends, Shown
from fablab.kernel.db import db
from fablab.people.order import by_given_name
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.reports.group import (
    Agreed,
    Apart,
    Difference,
    agreement_of,
    differences,
    ends_of,
    far_apart,
    level_counts,
    not_seen,
)
from fablab.series.models import Meeting, Series


@dataclass(frozen=True, kw_only=True)
class DimensionGrowth:
    """One dimension: counts of levels for each meeting that saw it, and what lacks.

    `ends` say whether many pupils sit at one end of the scale. `not_seen` are the
    pupils with a place whom nobody has observed yet, by name.
    """

    rubric: RubricWords
    words: DimensionWords
    rows: Sequence[tuple[Meeting, Sequence[Shown]]]
    ends: Ends
    not_seen: Sequence[str]
    agreed: Agreed


@dataclass(frozen=True, kw_only=True)
class GroupGrowth:
    """What the page of one series shows.

    `names`, `observers`, `meetings` and `dimensions` are by row id.
    """

    growth: Sequence[DimensionGrowth]
    apart: Sequence[Apart]
    differences: Sequence[Difference]
    names: Mapping[int, str]
    observers: Mapping[int, str]
    meetings: Mapping[int, Meeting]
    dimensions: Mapping[int, tuple[RubricWords, DimensionWords]]


def group_growth(
    series: Series, *, exact: bool, language: str, now: datetime
) -> GroupGrowth:
    """The levels of all meetings that are over, so that raters are not swayed.

    Args:
        series: which, its meetings loaded.
        exact: show every count, to those who gave the levels.
        language: of the rubric's words.
        now: the aware instant of looking.
    """
    meetings = {one.id: one for one in series.meetings if one.ends_at <= now}
    pupils = _pupils(series)
    found = latest_levels(registration_ids=[one.id for one in pupils])
    levels = [one for one in found if one.meeting_id in meetings]
    dimensions = _dimensions(series, levels, language)
    placed = [one for one in pupils if one.status is RegistrationStatus.PLACED]
    return GroupGrowth(
        growth=[
            _growth(levels, rubric, words, meetings, placed, exact=exact)
            for rubric, words in dimensions.values()
        ],
        apart=far_apart(levels),
        differences=differences(levels),
        names={one.id: one.pupil.short_name for one in pupils},
        observers=_observers(levels),
        meetings=meetings,
        dimensions=dimensions,
    )


def _growth(
    levels: Sequence[LatestLevel],
    rubric: RubricWords,
    words: DimensionWords,
    meetings: Mapping[int, Meeting],
    placed: Sequence[Registration],
    *,
    exact: bool,
) -> DimensionGrowth:
    own = [one for one in levels if one.dimension_id == words.id]
    watched = {one.meeting_id for one in own}
    ids = [meeting_id for meeting_id in meetings if meeting_id in watched]
    counts = level_counts(own, ids, exact=exact)
    names = {one.id: one.pupil.short_name for one in placed}
    return DimensionGrowth(
        rubric=rubric,
        words=words,
        rows=[(meetings[one], row) for one, row in zip(ids, counts, strict=True)],
        ends=ends_of(own, exact=exact),
        not_seen=[names[one] for one in not_seen(own, names)],
        agreed=agreement_of(own),
    )


def _pupils(series: Series) -> Sequence[Registration]:
    found = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(Registration.series_id == series.id)
        .options(contains_eager(Registration.pupil))
    )
    return sorted(found, key=lambda one: by_given_name(one.pupil))


def _dimensions(
    series: Series, levels: Sequence[LatestLevel], language: str
) -> dict[int, tuple[RubricWords, DimensionWords]]:
    """All dimensions of the series' rubric, and what was seen by other versions."""
    seen, today = {one.dimension_id for one in levels}, rubric_of(series.id)
    older = db.session.scalars(
        select(Rubric)
        .where(Rubric.dimensions.any(Dimension.id.in_(seen)), Rubric.id != today.id)
        .order_by(Rubric.id)
        .options(selectinload(Rubric.dimensions))
    )
    worded = [words_of(rubric, language) for rubric in (*older, today)]
    return {
        words.id: (rubric, words)
        for rubric in worded
        for words in rubric.dimensions
        if rubric is worded[-1] or words.id in seen
    }


def _observers(levels: Sequence[LatestLevel]) -> dict[int, str]:
    ids = {one.observer_id for one in levels}
    found = db.session.execute(
        select(Account.id, Account.name).where(Account.id.in_(ids))
    )
    return dict(found.all())
