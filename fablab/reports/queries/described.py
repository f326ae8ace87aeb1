"""What must be known before the first line: whose words, whose eyes, which columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from fablab.accounts.models import Account
from fablab.assessments.models import (
    Assessment,
    Dimension,
    ObservedLevel,
    PhotoKind,
    Rubric,
    WorkPhoto,
)
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords, words_of
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.reports.queries.lines import has_a_line
from fablab.reports.queries.sharing import SharedPupil
from fablab.series.models import Meeting


class Observer(NamedTuple):
    """Somebody who gave levels, or took photos of the work."""

    public_id: str
    name: str

    @property
    def initials(self) -> str:
        """The first letters of the name's parts: "T. P."."""
        return " ".join(f"{part[0]}." for part in self.name.split())


class Described(NamedTuple):
    """A dimension in the words of the rubric's version that the level was given by."""

    rubric: RubricWords
    dimension: DimensionWords


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What all lines of some pupils share.

    `rubrics` are the versions that levels were given by, the oldest first; `observers`
    are by row id; `most_meetings` is how many meetings of one series have begun.
    """

    rubrics: Sequence[Rubric]
    language: str
    observers: Mapping[int, Observer]
    most_meetings: int

    @cached_property
    def words(self) -> Sequence[RubricWords]:
        """The rubrics in the reader's language."""
        return [words_of(rubric, self.language) for rubric in self.rubrics]

    @cached_property
    def dimensions(self) -> Mapping[int, Described]:
        """The dimensions of all rubrics, by row id."""
        return {
            dimension.id: Described(rubric, dimension)
            for rubric in self.words
            for dimension in rubric.dimensions
        }


def outline_of(
    pupils: Sequence[SharedPupil], *, now: datetime, language: str
) -> Outline:
    """The outline of the pupils' lines; four statements."""
    ids = [pupil.id for pupil in pupils]
    return Outline(
        rubrics=_rubrics(ids),
        language=language,
        observers=_observers(ids),
        most_meetings=_most_meetings(ids, now=now),
    )


def _assessments(pupil_ids: Collection[int]) -> Select[int]:
    return (
        select(Assessment.id)
        .join(Assessment.registration)
        .where(Registration.pupil_id.in_(pupil_ids))
    )


def _rubrics(pupil_ids: Collection[int]) -> Sequence[Rubric]:
    used = (
        select(Dimension.rubric_id)
        .join(ObservedLevel, ObservedLevel.dimension_id == Dimension.id)
        .where(ObservedLevel.assessment_id.in_(_assessments(pupil_ids)))
    )
    return db.session.scalars(
        select(Rubric)
        .where(Rubric.id.in_(used))
        .order_by(Rubric.id)
        .options(selectinload(Rubric.dimensions))
    ).all()


def _observers(pupil_ids: Collection[int]) -> Mapping[int, Observer]:
    gave = select(Assessment.assessed_by_id).where(
        Assessment.id.in_(_assessments(pupil_ids))
    )
    showed = (
        select(WorkPhoto.added_by_id)
        .join(WorkPhoto.registration)
        .where(
            Registration.pupil_id.in_(pupil_ids), WorkPhoto.kind == PhotoKind.OBSERVER
        )
    )
    found = db.session.execute(
        select(Account.id, Account.public_id, Account.name).where(
            or_(Account.id.in_(gave), Account.id.in_(showed))
        )
    )
    return {row.id: Observer(row.public_id, row.name) for row in found}


def _most_meetings(pupil_ids: Collection[int], *, now: datetime) -> int:
    series = select(Registration.series_id).where(has_a_line(pupil_ids))
    counted = (
        select(func.count(Meeting.id).label("meetings"))
        .where(
            Meeting.series_id.in_(series),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at <= now,
        )
        .group_by(Meeting.series_id)
        .subquery()
    )
    return db.session.scalar(select(func.max(counted.c.meetings))) or 0
