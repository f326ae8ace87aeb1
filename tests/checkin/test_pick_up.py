"""What the tablet's roster says of who collects a pupil, and who must not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Role
from fablab.checkin.queries.roster import RosterPerson, people_of
from fablab.kernel.db import unit_of_work
from fablab.people.models import BarredPerson
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
)
from tests.people.factories import make_collector
from tests.registrations.factories import load_all_texts

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(MEETING_AT)


def at_the_door(place: Registration) -> RosterPerson:
    """The pupil as the tablet has them at the first meeting."""
    meeting = first_meeting(place.series)
    (person,) = people_of([meeting.id], now=MEETING_AT)[meeting.id]
    return person


def test_somebody_who_must_not_collect_is_flagged_until_that_is_lifted() -> None:
    place = make_place(series=make_series(), pupil=make_pupil(guardian=make_guardian()))
    teller = make_account(Role.COORDINATOR, site=make_site())
    barred = saved(
        BarredPerson(
            pupil=place.pupil, sealed=b"sealed", told_by=teller, told_at=OPENING_DAY
        )
    )

    assert at_the_door(place).flags == ["pick_up", "no_photo"]
    with unit_of_work():
        barred.lifted_at = OPENING_DAY
    assert at_the_door(place).flags == ["no_photo"]


def test_delegate_for_a_day_reaches_the_tablet_on_that_local_day_only() -> None:
    ana = make_guardian("Ana Novak")
    place = make_place(series=make_series(), pupil=make_pupil(guardian=ana))
    day = MEETING_AT.date()
    for name, on in (("Olga", day - DAY), ("Halina", day), ("Jan", day + DAY)):
        make_collector(place.pupil, ana, name, valid_from=on, valid_until=on)

    names = [one.name for one in at_the_door(place).collectors]

    assert [name for name in names if name != "Ana Novak"] == ["Halina"]
