"""What a family's sheet is made of, for one registration or for all of a series."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.accounts.models import Account
from fablab.assessments.models import Dimension, Occasion, Rubric, WorkPhoto
from fablab.assessments.queries.compass import (
    Compass,
    Instrument,
    compasses,
    instrument,
    own_words,
)
from fablab.assessments.queries.levels import LatestLevel, latest_levels
from fablab.assessments.queries.photos import work_photos
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords, words_of
from fablab.checkin.models import CAME, AttendanceStatus
from fablab.kernel.db import db
from fablab.people.models import Guardian, Guardianship
from fablab.people.order import by_given_name
from fablab.people.queries import in_contact
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.reports.queries.growth import Growth
from fablab.reports.queries.lines import (
    ReportedSeries,
    reported_series,
    statuses_of,
)
from fablab.series.models import Series

MOST_PHOTOS = 4


@dataclass(frozen=True, kw_only=True)
class FamilySheet:
    """One pupil in one series, as the family may keep it.

    `came` has an entry for each meeting that has begun; `growths` are empty while
    nobody observed the pupil, and where families of the series do not see levels.
    `observed` counts the meetings with a level, `observers` who gave them. `own_words`
    are what the pupil wrote at the end, each after the question it answers; `compass`
    is what else they say of themselves. `photos` are the newest of the work.
    """

    registration: Registration
    language: str
    series: ReportedSeries
    came: Sequence[bool]
    growths: Sequence[Growth] = ()
    observed: int = 0
    observers: int = 0
    own_words: Sequence[tuple[str, str]] = ()
    photos: Sequence[WorkPhoto] = ()
    compass: Mapping[Occasion, Compass] = field(default_factory=dict)

    @property
    def shows_levels(self) -> bool:
        """Whether families of this series see levels at all."""
        return self.registration.series.families_see_levels

    @property
    def says_something(self) -> bool:
        """Whether the pupil has looked back at the series, in any words."""
        after = self.compass.get(Occasion.AFTER)
        return bool(self.own_words or (after and after.answers))

    @property
    def is_ready(self) -> bool:
        """Whether there is something to keep: levels, words, photos, or only coming."""
        noted = bool(self.growths or self.says_something or self.photos)
        return noted if self.shows_levels else noted or any(self.came)


def family_sheets(
    registrations: Sequence[Registration], *, now: datetime, language: str
) -> Sequence[FamilySheet]:
    """The sheets in the order of the registrations; as many statements for any number.

    Args:
        registrations: with pupil, series and site loaded.
        now: the aware instant.
        language: whose words the levels and the series have.
    """
    ids = [registration.id for registration in registrations]
    series = reported_series(registrations, now=now, language=language)
    statuses = statuses_of(ids)
    levels = _levels_by_registration(ids)
    given, asked = compasses(ids), instrument(language)
    photos = work_photos(ids)
    rubrics = [words_of(rubric, language) for rubric in _rubrics_of(levels.values())]
    return [
        _sheet(
            registration,
            series=series[registration.series_id],
            statuses=statuses.get(registration.id, {}),
            levels=levels.get(registration.id, []),
            rubrics=rubrics,
            language=language,
            compass=given.get(registration.id, {}),
            asked=asked,
            photos=photos.get(registration.id, [])[:MOST_PHOTOS],
        )
        for registration in registrations
    ]


def sheets_of_series(
    series: Series, *, now: datetime, fallback: str
) -> Sequence[FamilySheet]:
    """The sheets of a series by given name, each in the language of its family.

    A fixed number of statements for each language.

    Args:
        series: whose places.
        now: the aware instant.
        fallback: the language where a pupil has no guardian in contact.
    """
    places = places_of(series)
    spoken = _languages_of([place.pupil_id for place in places])
    groups: dict[str, list[Registration]] = {}
    for place in places:
        language = spoken.get(place.pupil_id, fallback)
        groups.setdefault(language, []).append(place)
    found = {
        sheet.registration.id: sheet
        for language, group in groups.items()
        for sheet in family_sheets(group, now=now, language=language)
    }
    return [found[place.id] for place in places]


def places_of(series: Series) -> Sequence[Registration]:
    """The places of a series by given name, pupil, series and site loaded."""
    found = db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.PLACED,
        )
        .options(
            contains_eager(Registration.pupil),
            joinedload(Registration.series).joinedload(Series.site),
        )
    )
    return sorted(found, key=lambda place: by_given_name(place.pupil))


def _languages_of(pupil_ids: Collection[int]) -> Mapping[int, str]:
    """What each pupil's first guardian in contact reads."""
    found = db.session.execute(
        select(Guardianship.pupil_id, Account.language)
        .join(Guardianship.guardian)
        .join(Guardian.account)
        .where(Guardianship.pupil_id.in_(pupil_ids), in_contact())
        .order_by(Guardianship.id.desc())
    )
    return dict(found.all())


def _sheet(
    registration: Registration,
    *,
    series: ReportedSeries,
    statuses: Mapping[int, AttendanceStatus],
    levels: Iterable[LatestLevel],
    rubrics: Sequence[RubricWords],
    language: str,
    compass: Mapping[Occasion, Compass],
    asked: Instrument,
    photos: Sequence[WorkPhoto],
) -> FamilySheet:
    came = [statuses.get(meeting.id) in CAME for meeting in series.meetings]
    there = {
        meeting.id for meeting, was in zip(series.meetings, came, strict=True) if was
    }
    seen = [one for one in levels if one.meeting_id in there and one.level is not None]
    if not registration.series.families_see_levels:
        seen = []
    return FamilySheet(
        registration=registration,
        language=language,
        series=series,
        came=came,
        growths=_growths(series, seen, rubrics),
        observed=len({one.meeting_id for one in seen}),
        observers=len({one.observer_id for one in seen}),
        own_words=own_words(compass, asked),
        compass=compass,
        photos=photos,
    )


def _growths(
    series: ReportedSeries, seen: Sequence[LatestLevel], rubrics: Sequence[RubricWords]
) -> Sequence[Growth]:
    """All dimensions of the newest rubric that was used, and what older ones saw."""
    ids = {one.dimension_id for one in seen}
    used = [rubric for rubric in rubrics if ids & {d.id for d in rubric.dimensions}]
    return [
        Growth(
            rubric=rubric,
            dimension=dimension,
            levels=_sequence(series, dimension, seen),
        )
        for rubric in used
        for dimension in rubric.dimensions
        if rubric is used[-1] or dimension.id in ids
    ]


def _sequence(
    series: ReportedSeries, dimension: DimensionWords, seen: Sequence[LatestLevel]
) -> Sequence[int | None]:
    """A level for each meeting; where two people saw the pupil, the higher one."""
    best: dict[int, int] = {}
    for one in seen:
        if one.dimension_id == dimension.id and one.level is not None:
            best[one.meeting_id] = max(one.level, best.get(one.meeting_id, 0))
    return [best.get(meeting.id) for meeting in series.meetings]


def _levels_by_registration(
    registration_ids: Collection[int],
) -> Mapping[int, Sequence[LatestLevel]]:
    found = sorted(
        latest_levels(registration_ids=registration_ids),
        key=lambda one: one.registration_id,
    )
    return {
        registration_id: list(group)
        for registration_id, group in groupby(found, lambda one: one.registration_id)
    }


def _rubrics_of(levels: Iterable[Iterable[LatestLevel]]) -> Sequence[Rubric]:
    """The versions that the levels were given by, the oldest first."""
    ids = {one.dimension_id for group in levels for one in group}
    used = select(Dimension.rubric_id).where(Dimension.id.in_(ids))
    return db.session.scalars(
        select(Rubric)
        .where(Rubric.id.in_(used))
        .order_by(Rubric.id)
        .options(selectinload(Rubric.dimensions))
    ).all()
