"""Who cancelled, late or in time, and who did not come without a word."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from fablab.checkin.models import AbsenceNotice, Attendance, AttendanceStatus
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A pupil with a place, and the meetings they stayed away from unannounced."""

    registration: Registration
    meetings: Sequence[Meeting]


def cancelled_in(series: Series) -> Sequence[Registration]:
    """The cancelled registrations of a series, the latest first, pupils loaded."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.pupil)
        .where(
            Registration.series_id == series.id, Registration.cancelled_at.is_not(None)
        )
        .options(contains_eager(Registration.pupil))
        .order_by(Registration.cancelled_at.desc(), Registration.id.desc())
    ).all()


def no_shows_in(series: Series, *, now: datetime) -> list[Missed]:
    """Who stayed away from a meeting that is over, though nobody was told; by name.

    A meeting at which nobody's attendance was taken tells nothing.
    """
    here = Attendance.meeting_id == Meeting.id
    known = Attendance.registration_id == Registration.id
    rows = db.session.execute(
        select(Registration, Meeting)
        .join(Registration.pupil)
        .join(Meeting, Meeting.series_id == Registration.series_id)
        .where(
            Registration.series_id == series.id,
            Registration.status == RegistrationStatus.PLACED,
            Registration.placed_at < Meeting.starts_at,
            Meeting.ends_at <= now,
            Meeting.cancelled_at.is_(None),
            exists().where(here).correlate(Meeting),
            ~exists()
            .where(here, known, Attendance.status != AttendanceStatus.ABSENT)
            .correlate(Meeting, Registration),
            ~exists()
            .where(
                AbsenceNotice.meeting_id == Meeting.id,
                AbsenceNotice.registration_id == Registration.id,
            )
            .correlate(Meeting, Registration),
        )
        .options(contains_eager(Registration.pupil))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    missed: dict[Registration, list[Meeting]] = defaultdict(list)
    for registration, meeting in rows:
        missed[registration].append(meeting)
    lines = [Missed(registration=one, meetings=m) for one, m in missed.items()]
    return sorted(lines, key=lambda line: line.registration.pupil.full_name.casefold())
