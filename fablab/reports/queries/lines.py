"""What is known of each shared pupil in each series, read a few pupils at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import contains_eager

from fablab.assessments.models import Occasion, PhotoKind, WorkPhoto
from fablab.assessments.queries.compass import Compass, compasses
from fablab.assessments.queries.levels import LatestLevel, latest_levels
from fablab.assessments.queries.photos import work_photos
from fablab.checkin.models import CAME, Attendance, AttendanceStatus
from fablab.checkin.queries.roster import series_titles
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.reports.queries.sharing import SharedPupil, in_batches
from fablab.series.models import Meeting, Series


@dataclass(frozen=True, kw_only=True)
class ReportedMeeting:
    """A meeting that has begun; `number` counts the meetings of its series from 1."""

    id: int
    public_id: str
    number: int
    starts_at: datetime
    held: bool


@dataclass(frozen=True, kw_only=True)
class ReportedSeries:
    """A series, and those of its meetings that have begun, in order.

    `first_at` and `last_at` are of all meetings that are not cancelled.
    """

    slug: str
    title: str
    site: str
    site_slug: str
    zone: ZoneInfo
    meetings: Sequence[ReportedMeeting]
    first_at: datetime | None
    last_at: datetime | None

    @property
    def held(self) -> Sequence[ReportedMeeting]:
        """The meetings that are over."""
        return [meeting for meeting in self.meetings if meeting.held]


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One pupil in one series, or one pupil who is in no series yet.

    `statuses` maps a meeting's id to how it went, where anybody knows; `levels` are the
    latest of each observer, by the meeting's beginning; `photos` are of the work, taken
    by observers at those meetings, the newest first. `compass` is what the pupil says
    of themself, where that is shared too.
    """

    pupil: SharedPupil
    series: ReportedSeries | None = None
    statuses: Mapping[int, AttendanceStatus]
    levels: Sequence[LatestLevel] = ()
    photos: Sequence[WorkPhoto] = ()
    compass: Mapping[Occasion, Compass] = field(default_factory=dict)

    @property
    def held(self) -> Sequence[ReportedMeeting]:
        """The meetings that are over."""
        return self.series.held if self.series else []

    @property
    def attended(self) -> int:
        """At how many meetings held the pupil was there, in time or late."""
        return sum(self.statuses.get(meeting.id) in CAME for meeting in self.held)


def report_lines(
    pupils: Sequence[SharedPupil], *, now: datetime, language: str
) -> Iterator[ReportLine]:
    """The pupils' lines in the order of the pupils, the series as they registered.

    A few pupils are read at a time, each time with the same number of statements.
    """
    for batch in in_batches(pupils):
        yield from _lines(batch, now=now, language=language)


def has_a_line(pupil_ids: Collection[int]) -> ColumnElement[bool]:
    """Registrations that are a place, or were one of a pupil who came."""
    return Registration.pupil_id.in_(pupil_ids) & or_(
        Registration.status == RegistrationStatus.PLACED,
        exists().where(Attendance.registration_id == Registration.id),
    )


def _lines(
    pupils: Sequence[SharedPupil], *, now: datetime, language: str
) -> Iterator[ReportLine]:
    places = _places([pupil.id for pupil in pupils])
    series = reported_series(places, now=now, language=language)
    known = {meeting.id for each in series.values() for meeting in each.meetings}
    ids = [place.id for place in places]
    statuses, levels = statuses_of(ids), _levels(ids, known)
    photos = _photos(ids, known)
    named = {pupil.id for pupil in pupils if pupil.shares_self_reports}
    given = compasses([place.id for place in places if place.pupil_id in named])
    of_pupil: dict[int, list[Registration]] = defaultdict(list)
    for place in places:
        of_pupil[place.pupil_id].append(place)
    for pupil in pupils:
        for place in of_pupil[pupil.id]:
            yield ReportLine(
                pupil=pupil,
                series=series[place.series_id],
                statuses=statuses[place.id],
                levels=levels[place.id],
                photos=photos[place.id],
                compass=given.get(place.id, {}),
            )
        if not of_pupil[pupil.id]:
            yield ReportLine(pupil=pupil, statuses={})


def _places(pupil_ids: Collection[int]) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .join(Registration.series)
        .join(Series.site)
        .where(has_a_line(pupil_ids))
        .options(contains_eager(Registration.series).contains_eager(Series.site))
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def reported_series(
    places: Sequence[Registration], *, now: datetime, language: str
) -> Mapping[int, ReportedSeries]:
    """The series of these registrations by row id; two statements."""
    found = {place.series_id: place.series for place in places}
    titles = series_titles(found.keys(), language)
    meetings = _meetings(found.keys())
    return {
        series_id: ReportedSeries(
            slug=series.slug,
            title=titles.get(series_id, series.slug),
            site=series.site.name,
            site_slug=series.site.slug,
            zone=series.site.zone,
            meetings=_begun(meetings[series_id], now=now),
            first_at=next((one.starts_at for one in meetings[series_id]), None),
            last_at=next((one.starts_at for one in meetings[series_id][::-1]), None),
        )
        for series_id, series in found.items()
    }


def _meetings(series_ids: Collection[int]) -> Mapping[int, Sequence[Meeting]]:
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.series_id.in_(series_ids), Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in found:
        meetings[meeting.series_id].append(meeting)
    return meetings


def _begun(meetings: Sequence[Meeting], *, now: datetime) -> Sequence[ReportedMeeting]:
    return [
        ReportedMeeting(
            id=meeting.id,
            public_id=meeting.public_id,
            number=number,
            starts_at=meeting.starts_at,
            held=meeting.ends_at < now,
        )
        for number, meeting in enumerate(meetings, start=1)
        if meeting.starts_at <= now
    ]


def statuses_of(
    registration_ids: Collection[int],
) -> Mapping[int, Mapping[int, AttendanceStatus]]:
    """How each meeting went: registration id → meeting id → status; one statement."""
    found = db.session.execute(
        select(
            Attendance.registration_id, Attendance.meeting_id, Attendance.status
        ).where(Attendance.registration_id.in_(registration_ids))
    )
    statuses: dict[int, dict[int, AttendanceStatus]] = defaultdict(dict)
    for registration_id, meeting_id, status in found:
        statuses[registration_id][meeting_id] = status
    return statuses


def _levels(
    registration_ids: Collection[int], meeting_ids: Collection[int]
) -> Mapping[int, Sequence[LatestLevel]]:
    levels: dict[int, list[LatestLevel]] = defaultdict(list)
    for level in latest_levels(registration_ids=registration_ids):
        if level.meeting_id in meeting_ids:
            levels[level.registration_id].append(level)
    return levels


def _photos(
    registration_ids: Collection[int], meeting_ids: Collection[int]
) -> Mapping[int, Sequence[WorkPhoto]]:
    """Those that stand for notes; the pupils' own are the families'."""
    found = work_photos(registration_ids)
    return {
        registration_id: [
            photo
            for photo in found.get(registration_id, [])
            if photo.kind is PhotoKind.OBSERVER and photo.meeting_id in meeting_ids
        ]
        for registration_id in registration_ids
    }
