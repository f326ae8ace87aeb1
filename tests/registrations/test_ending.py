"""Cancelling: what it means beforehand, when it is late, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fablab.accounts.models import Role
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.queries.places import active_registration
from fablab.registrations.services import cancel_registration, consequences_of
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
)
from tests.registrations.factories import agree_to, register
from tests.registrations.waiting import (
    CANCELLED,
    PLACED,
    WAITLISTED,
    at,
    cancel,
    fill,
    letters,
    sign_up,
    states,
    wait,
    wait_together,
)

START = datetime(2026, 10, 3, 8, tzinfo=UTC)


def cancel_at(
    registration: Registration,
    now: datetime,
    *,
    reason: CancelReason = CancelReason.BY_FAMILY,
    by: str = "system",
) -> None:
    with unit_of_work():
        cancel_registration(registration=registration, reason=reason, now=now, by=by)


def late_after(days: int) -> Site:
    site = make_site()
    with unit_of_work():
        site.late_cancel_days = days
    return site


def small_series() -> Series:
    return make_series(capacity=1)


@pytest.mark.parametrize(
    ("days", "now", "late"),
    [
        (2, datetime(2026, 10, 1, 21, 59, 59, tzinfo=UTC), False),
        (2, datetime(2026, 10, 1, 22, tzinfo=UTC), True),
        (1, datetime(2026, 10, 2, 21, 59, 59, tzinfo=UTC), False),
        (1, datetime(2026, 10, 2, 22, tzinfo=UTC), True),
        (0, datetime(2026, 10, 3, 21, 59, 59, tzinfo=UTC), False),
        (0, datetime(2026, 10, 3, 22, tzinfo=UTC), True),
    ],
)
def test_the_last_day_to_cancel_is_included_to_its_last_local_second(
    days: int, now: datetime, *, late: bool
) -> None:
    late_after(days)
    registration = agree_to(register(make_series()))

    assert consequences_of(registration, now=now).is_late is late
    cancel_at(registration, now)

    assert registration.cancelled_late is late


def test_one_day_before_means_until_the_end_of_the_day_before() -> None:
    late_after(1)
    registration = agree_to(register(make_series()))

    found = consequences_of(registration, now=at())

    assert found.last_day == date(2026, 10, 2)


def test_the_last_day_to_cancel_is_a_local_day_where_the_clock_changes() -> None:
    late_after(1)
    start = datetime(2026, 10, 25, 9, tzinfo=UTC)  # summer time ends that night
    registration = agree_to(register(make_series(starts=(start,))))

    before = consequences_of(
        registration, now=datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC)
    )
    after = consequences_of(registration, now=datetime(2026, 10, 24, 22, tzinfo=UTC))

    assert (before.is_late, after.is_late) == (False, True)


def test_who_waits_or_was_cancelled_by_staff_is_never_late() -> None:
    series = small_series()
    [placed] = fill(series)
    waiting = wait(series, minutes=1)

    cancel_at(waiting, START - timedelta(hours=1))
    cancel_at(placed, START - timedelta(hours=1), reason=CancelReason.BY_STAFF)

    assert (waiting.cancelled_late, placed.cancelled_late) == (False, False)


def test_cancelling_twice_frees_one_place_and_is_told_once() -> None:
    series = make_series(capacity=2)
    first, second = fill(series)

    cancel(first)
    cancel(first, minutes=90)

    assert states(first, second) == [CANCELLED, PLACED]
    assert (first.cancelled_at, series.places_taken) == (at(hours=1), 1)
    assert len(letters("registration_cancelled")) == 1


def test_every_guardian_is_told_but_who_pressed_the_button() -> None:
    pupil = make_pupil(guardian=make_guardian(email="ana@example.org"))
    second = make_guardian("Ben Novak", email="ben@example.org")
    saved(Guardianship(guardian=second, pupil=pupil, slot=2))
    registration = agree_to(register(make_series(), pupil))
    presser = registration.registered_by.account.public_id

    cancel_at(registration, at(hours=1), by=presser)

    assert [letter.to for letter in letters("registration_cancelled")] == [
        "ben@example.org"
    ]


def test_cancelled_by_staff_is_told_to_the_family() -> None:
    registration = agree_to(register(make_series()))
    staff = make_account(Role.COORDINATOR, site=registration.series.site)

    cancel_at(
        registration, at(hours=1), reason=CancelReason.BY_STAFF, by=staff.public_id
    )

    assert len(letters("registration_cancelled")) == 1


def test_nobody_is_told_of_what_a_stranger_asked_for() -> None:
    [registration] = sign_up(make_series())

    cancel_at(registration, at(minutes=5), reason=CancelReason.DECLINED)

    assert letters("registration_cancelled") == []


def test_consequences_say_who_gets_the_place() -> None:
    series = small_series()
    [placed] = fill(series)
    alone = consequences_of(placed, now=at())
    waiting = wait(series, minutes=1)

    found = consequences_of(placed, now=at())
    too_late = consequences_of(placed, now=START - timedelta(hours=3))
    of_the_turn = consequences_of(waiting, now=at())

    assert (alone.gives_up_place, alone.place_is_offered) == (True, False)
    assert (found.gives_up_place, found.place_is_offered) == (True, True)
    assert (too_late.place_is_offered, too_late.is_late) == (False, True)
    assert (of_the_turn.gives_up_place, of_the_turn.is_late) == (False, False)


def test_consequences_name_the_companions_who_stay() -> None:
    series = small_series()
    fill(series)
    first, second, third = wait_together(series, 1, 2, 3)
    cancel(third)

    found = consequences_of(first, now=at())

    assert found.companions == (second,)
    cancel(first)
    assert states(first, second) == [CANCELLED, WAITLISTED]


def test_after_cancelling_the_pupil_can_come_to_the_same_workshop_at_another_time() -> (
    None
):
    first = make_series()
    registration = agree_to(register(first))
    cancel(registration)

    again = agree_to(register(make_series(), registration.pupil, minutes=90))

    assert states(registration, again) == [CANCELLED, PLACED]


def test_registering_again_after_cancelling_is_a_new_line_and_the_old_one_stays() -> (
    None
):
    series = make_series()
    registration = agree_to(register(series))
    cancel(registration)

    again = register(series, registration.pupil, minutes=90)

    assert again.id != registration.id
    assert active_registration(pupil=again.pupil, series=series) == again
    assert db.session.query(Registration).count() == 2
