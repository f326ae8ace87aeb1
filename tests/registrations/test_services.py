"""From a registration to an agreement, and to its end, in few words."""

from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, update
from sqlalchemy.exc import DBAPIError

from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.errors import RegistrationOver
from fablab.registrations.models import Agreement
from fablab.registrations.queries.places import agreement_of
from tests.factories import OPENING_DAY, make_series
from tests.registrations.factories import agree_to, register
from tests.registrations.waiting import PLACED, cancel


def test_agreeing_makes_a_held_place_the_pupils_own() -> None:
    registration = register(make_series())
    assert agreement_of(registration) is None

    agree_to(registration, minutes=5)

    assert registration.status is PLACED
    assert registration.held_until is None
    assert agreement_of(registration) is not None


@pytest.mark.parametrize("change", [delete(Agreement), update(Agreement).values(id=0)])
def test_an_agreement_is_kept_as_it_was_given(change: Executable) -> None:
    agree_to(register(make_series()))

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(change)


def test_cancelling_twice_frees_one_place_and_leaves_one_line() -> None:
    series = make_series()
    registration = register(series)
    register(series)

    cancel(registration)
    cancel(registration, minutes=70)

    assert series.places_taken == 1
    assert registration.cancelled_at == OPENING_DAY + timedelta(minutes=60)
    assert db.session.query(AuditEvent).one().details == {"reason": "by_family"}


def test_agreeing_to_what_was_cancelled_is_refused() -> None:
    registration = register(make_series())
    cancel(registration)

    with pytest.raises(RegistrationOver):
        agree_to(registration)
