"""Counting series that are over, and reading what was published of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.queries import Actor
from fablab.assessments.models import Dimension
from fablab.assessments.queries.levels import latest_levels
from fablab.assessments.queries.rubrics import in_language
from fablab.assessments.statistics import Audience
from fablab.checkin.models import CAME, Attendance
from fablab.config import LANGUAGES
from fablab.consent.models import Purpose
from fablab.consent.queries import allowed
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.reports.figures import (
    Figures,
    Observed,
    Place,
    count_attendance,
    count_growth,
    count_pupils,
)
from fablab.reports.models import CountedSeries, PublishedFigures
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site

Levels = Mapping[int, Sequence[tuple[int, int]]]
"""Dimension id → first and last level of each place that was observed twice."""


def coordinated_sites(actor: Actor) -> Sequence[Site]:
    """The sites whose figures somebody may see and publish, by name."""
    return db.session.scalars(
        select(Site).where(Site.id.in_(actor.coordinates)).order_by(Site.name)
    ).all()


def coordinated_site(slug: str, actor: Actor, *, lock: bool = False) -> Site:
    """One of them, in a unit of work locked against others.

    Raises:
        NotFound: there is none of that slug, or it is not theirs.
    """
    query = select(Site).where(Site.slug == slug, Site.id.in_(actor.coordinates))
    site = db.session.scalar(query.with_for_update() if lock else query)
    if site is None:
        raise NotFound(N_("There is no such FabLab, or it is not one of yours."))
    return site


def series_to_count(site: Site, *, now: datetime) -> Sequence[Series]:
    """The site's series that are over and in no published figures, oldest first."""
    ends = (
        select(
            Meeting.series_id,
            func.max(Meeting.ends_at).label("ends_at"),
            func.min(Meeting.starts_at).label("starts_at"),
        )
        .where(Meeting.cancelled_at.is_(None))
        .group_by(Meeting.series_id)
        .subquery()
    )
    counted = select(CountedSeries.id).where(CountedSeries.series_id == Series.id)
    return db.session.scalars(
        select(Series)
        .join(ends, ends.c.series_id == Series.id)
        .where(
            Series.site_id == site.id,
            Series.published_at.is_not(None),
            ends.c.ends_at <= now,
            ~counted.exists(),
        )
        .order_by(ends.c.starts_at, Series.id)
    ).all()


def figures_of(
    site: Site, series: Collection[Series], audience: Audience, *, now: datetime
) -> Figures | None:
    """The figures of these series together; a fixed number of statements.

    Reach and attendance count everybody who came to a meeting, growth only those whose
    guardians allow it now.

    Returns:
        None if nobody ever came.
    """
    meetings = _held([each.id for each in series], now=now)
    came = _came([each.id for each in meetings])
    if not came:
        return None
    registrations = _registrations(came)
    places = _places(registrations, meetings, came)
    days = [each.starts_at.astimezone(site.zone).date() for each in meetings]
    return Figures(
        site=site.name,
        city=site.city,
        first_on=min(days),
        last_on=max(days),
        series=len({each.series_id for each in meetings}),
        meetings=len(meetings),
        audience=audience,
        pupils=count_pupils(places, audience),
        attendance=count_attendance(places, audience),
        growth=tuple(
            count_growth(seen, places=len(places), audience=audience)
            for seen in _observed(registrations, came, now=now)
        ),
    )


def published_figures() -> Sequence[PublishedFigures]:
    """All that was ever published, the newest first."""
    return db.session.scalars(
        select(PublishedFigures)
        .join(PublishedFigures.site)
        .options(contains_eager(PublishedFigures.site))
        .order_by(PublishedFigures.published_at.desc(), PublishedFigures.id.desc())
    ).all()


def get_published(public_id: str) -> PublishedFigures:
    """One of them.

    Raises:
        NotFound: nothing was published under this address.
    """
    found = db.session.scalar(
        select(PublishedFigures)
        .where(PublishedFigures.public_id == public_id)
        .options(joinedload(PublishedFigures.site))
    )
    if found is None:
        raise NotFound(N_("There are no figures at this address."))
    return found


def _held(series_ids: Collection[int], *, now: datetime) -> Sequence[Meeting]:
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.series_id.in_(series_ids),
            Meeting.cancelled_at.is_(None),
            Meeting.ends_at <= now,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def _came(meeting_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Registration id → the meetings it came to."""
    came: dict[int, set[int]] = defaultdict(set)
    found = db.session.execute(
        select(Attendance.registration_id, Attendance.meeting_id).where(
            Attendance.meeting_id.in_(meeting_ids), Attendance.status.in_(CAME)
        )
    )
    for registration_id, meeting_id in found:
        came[registration_id].add(meeting_id)
    return came


def _registrations(ids: Collection[int]) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(Registration.id.in_(ids))
        .options(contains_eager(Registration.pupil))
        .order_by(Registration.id)
    ).all()


def _places(
    registrations: Sequence[Registration],
    meetings: Sequence[Meeting],
    came: Mapping[int, set[int]],
) -> list[Place]:
    held: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        held[meeting.series_id].append(meeting)
    return [
        Place(
            pupil_id=each.pupil_id,
            age=_age(each.pupil, held[each.series_id][0]),
            attended=len(came[each.id]),
            held=len(held[each.series_id]),
        )
        for each in registrations
    ]


def _age(pupil: Pupil, meeting: Meeting) -> int:
    return pupil.age_on(meeting.starts_at.date())


def _observed(
    registrations: Sequence[Registration],
    came: Mapping[int, set[int]],
    *,
    now: datetime,
) -> list[Observed]:
    pupils = {each.pupil_id for each in registrations}
    counted = allowed(pupils, Purpose.FIGURES, now=now)
    pairs = _pairs(
        [each.id for each in registrations if each.pupil_id in counted], came
    )
    dimensions = db.session.scalars(
        select(Dimension)
        .where(Dimension.id.in_(pairs))
        .options(joinedload(Dimension.rubric))
        .order_by(Dimension.rubric_id, Dimension.position)
    )
    return [_worded(dimension, pairs[dimension.id]) for dimension in dimensions]


def _pairs(registration_ids: Collection[int], came: Mapping[int, set[int]]) -> Levels:
    seen: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in latest_levels(registration_ids=registration_ids):
        if row.level is not None and row.meeting_id in came[row.registration_id]:
            by_meeting = seen[row.dimension_id, row.registration_id]
            known = by_meeting.get(row.meeting_id, row.level)
            by_meeting[row.meeting_id] = max(known, row.level)
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (dimension_id, _registration), by_meeting in seen.items():
        levels = list(by_meeting.values())
        if len(levels) > 1:
            pairs[dimension_id].append((levels[0], levels[-1]))
    return pairs


def _worded(dimension: Dimension, pairs: Sequence[tuple[int, int]]) -> Observed:
    rubric = dimension.rubric
    levels = sorted(rubric.content["levels"], key=lambda entry: entry["level"])
    return Observed(
        code=dimension.code,
        domain=dimension.domain,
        rubric=f"{rubric.code} {rubric.version}",
        titles={
            language: in_language(dimension.content["title"], language)
            for language in LANGUAGES
        },
        labels={
            language: [in_language(entry["label"], language) for entry in levels]
            for language in LANGUAGES
        },
        pairs=pairs,
    )
