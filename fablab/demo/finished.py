"""The main family's child has been to a workshop before, and shows what came of it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.demo.programme import Run
from fablab.kernel.db import db
from fablab.people.models import Guardianship
from fablab.registrations.models import Agreement, Registration, RegistrationStatus
from fablab.series.models import Series

COMES_NOW = "line-follower"
TOGETHER = 2


def let_main_child_finish(runs: Sequence[Run]) -> Registration:
    """Add a place and every meeting of one series that is over to its pupil.

    Returns:
        The place.
    """
    present = _agreement_of_today()
    series = db.session.get_one(
        Series,
        next(
            run.series.id
            for run in reversed(runs)  # the first one leaves somebody out
            if run.plan["plan"] in {"finished", "finished_old"}
            and run.series.site_id == present.registration.series.site_id
            and run.series.places_taken < run.series.capacity
        ),
    )
    at = series.registration_opens_at + timedelta(hours=3)
    registration = Registration(
        series=series,
        pupil=present.registration.pupil,
        registered_by=present.guardian,
        status=RegistrationStatus.PLACED,
        registered_at=at,
        placed_at=at,
        asked_at=at,
        confirmed_at=at,
    )
    db.session.add(registration)
    db.session.add(
        Agreement(
            registration=registration,
            guardian=present.guardian,
            text=present.text,
            agreed_at=at,
        )
    )
    series.places_taken += 1
    for meeting in series.meetings:
        db.session.add(
            Attendance(
                meeting=meeting,
                registration=registration,
                status=AttendanceStatus.PRESENT,
                came_at=meeting.starts_at,
                left_at=meeting.ends_at,
            )
        )
    db.session.flush()
    return registration


def _agreement_of_today() -> Agreement:
    """Of the pupil whose two guardians the demonstration can be entered as."""
    two = (
        select(Guardianship.pupil_id)
        .group_by(Guardianship.pupil_id)
        .having(func.count() == TOGETHER)
    )
    return (
        db.session.scalars(
            select(Agreement)
            .join(Agreement.registration)
            .join(Registration.series)
            .where(
                Series.slug == COMES_NOW,
                Registration.status == RegistrationStatus.PLACED,
                Registration.pupil_id.in_(two),
            )
            .order_by(Registration.id)
            .limit(1)
        )
    ).one()
