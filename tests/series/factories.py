"""Series in every state, as seen on the opening day."""

from datetime import timedelta

from sqlalchemy import update

from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Series, SeriesText
from tests.factories import OPENING_DAY, make_series

DAY = timedelta(days=1)


def take_places(series: Series, number: int) -> None:
    """Let that many places of the series be taken."""
    with unit_of_work():
        db.session.execute(
            update(Series).where(Series.id == series.id).values(places_taken=number)
        )


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
