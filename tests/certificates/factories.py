"""Series that are over, and pupils who came to some of their meetings."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from fablab.accounts.models import Account, Role
from fablab.certificates.models import Batch, Certificate
from fablab.certificates.services import issue_certificates, start_batch
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site
from tests.checkin.factories import make_place
from tests.factories import make_account, make_pupil, make_series, make_site

FIRST = datetime(2026, 9, 5, 8, tzinfo=UTC)
AFTERWARDS = datetime(2026, 9, 30, 8, tzinfo=UTC)
"""A day after the last of four weekly meetings that begin with FIRST."""


def make_held_series(*, meetings: int = 4, site: Site | None = None) -> Series:
    """A series with weekly meetings of two hours, all before AFTERWARDS."""
    starts = tuple(FIRST + timedelta(days=7 * week) for week in range(meetings))
    return make_series(starts=starts, site=site)


def meetings_of(series: Series) -> Sequence[Meeting]:
    """Its meetings in order."""
    found = db.session.query(Meeting).filter_by(series_id=series.id)
    return found.order_by(Meeting.starts_at).all()


def registrations_of(series: Series) -> Sequence[Registration]:
    """Its registrations, the newest first."""
    found = db.session.query(Registration).filter_by(series_id=series.id)
    return found.order_by(Registration.id.desc()).all()


def make_visitor(
    series: Series,
    *,
    came_to: Iterable[int],
    pupil: Pupil | None = None,
    status: AttendanceStatus = AttendanceStatus.PRESENT,
) -> Registration:
    """A placed pupil who came to the meetings with these numbers, from 0."""
    registration = make_place(series=series, pupil=pupil or make_pupil())
    meetings = meetings_of(series)
    with unit_of_work():
        for number in came_to:
            db.session.add(
                Attendance(
                    meeting=db.session.get_one(Meeting, meetings[number].id),
                    registration=registration,
                    status=status,
                )
            )
    return registration


def make_coordinator(site: Site | None = None) -> Account:
    """A coordinator of the site."""
    return make_account(Role.COORDINATOR, site=site or make_site(), name="Ewa Lis")


def issue(
    series: Series,
    *,
    now: datetime = AFTERWARDS,
    registrations: list[Registration] | None = None,
    by: Account | None = None,
) -> list[Certificate]:
    """Issue certificates as a coordinator of the series' site does."""
    by = by or make_coordinator(db.session.get_one(Site, series.site_id))
    with unit_of_work():
        return issue_certificates(
            series=series, issued_by=by, now=now, registrations=registrations
        )


def start(series: Series, *pupils: Registration, by: Account | None = None) -> Batch:
    """Have certificates issued in bulk, as the coordinator's button does."""
    by = by or make_coordinator(db.session.get_one(Site, series.site_id))
    with unit_of_work():
        return start_batch(
            series=series, registrations=list(pupils), by=by, now=AFTERWARDS
        )


def make_certificate(pupil: Pupil | None = None) -> Certificate:
    """A certificate of a pupil who came to all meetings."""
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=pupil)
    (certificate,) = issue(series)
    return certificate
