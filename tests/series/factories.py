"""Series in every state, as seen on the opening day."""

from datetime import date, timedelta

from sqlalchemy import delete

from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series, SeriesText
from tests.factories import OPENING_DAY, make_guardian, make_series

DAY = timedelta(days=1)


def take_places(series: Series, number: int) -> None:
    """Let that many places of the series be taken, each by a pupil."""
    guardian = make_guardian()
    with unit_of_work():
        db.session.execute(
            delete(Registration).where(Registration.series_id == series.id)
        )
        series.places_taken = number
        for serial in range(number):
            pupil = Pupil(
                given_name=f"Pupil {serial}",
                family_name="Lis",
                birth_date=date(2014, 5, 17),
                created_at=OPENING_DAY,
            )
            registration = Registration(
                series=series,
                pupil=pupil,
                registered_by=guardian,
                status=RegistrationStatus.PLACED,
                registered_at=OPENING_DAY,
                placed_at=OPENING_DAY,
            )
            db.session.add_all([pupil, registration])


def write_text(series: Series, language: str, title: str) -> None:
    """Describe the series in one more language."""
    with unit_of_work():
        db.session.add(
            SeriesText(
                series=series, language=language, title=title, summary=f"({language})"
            )
        )


def make_upcoming(title: str = "Upcoming") -> Series:
    """Registration opens in ten days."""
    return make_series(title=title, opens_at=OPENING_DAY + 10 * DAY)


def make_full(title: str = "Full") -> Series:
    """Every place is taken."""
    series = make_series(title=title, capacity=4)
    take_places(series, 4)
    return series


def make_closed(title: str = "Closed") -> Series:
    """Registration ended yesterday, the first meeting is in a week."""
    return make_series(
        title=title,
        closes_at=OPENING_DAY - DAY,
        starts=(OPENING_DAY + 7 * DAY,),
    )


def make_running(title: str = "Running") -> Series:
    """The first of two meetings was a week ago."""
    return make_series(
        title=title,
        closes_at=OPENING_DAY - 8 * DAY,
        starts=(OPENING_DAY - 7 * DAY, OPENING_DAY + 7 * DAY),
    )


def make_finished(title: str = "Finished") -> Series:
    """The only meeting was a week ago."""
    return make_series(
        title=title,
        closes_at=OPENING_DAY - 8 * DAY,
        starts=(OPENING_DAY - 7 * DAY,),
    )
