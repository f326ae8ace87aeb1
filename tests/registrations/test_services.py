"""Places: given once, kept in turn, freed and moved up, whatever the order."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from fablab.accounts.services import sign_in
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.registrations.errors import (
    Clash,
    RegistrationClosed,
    RegistrationOver,
    TooManyLetters,
    WrongAge,
)
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.places import (
    active_registration,
    availability_of,
    may_take_part,
    waiting_positions,
)
from fablab.registrations.services import (
    Request,
    cancel_registration,
    register_pupil,
    request_registration,
)
from fablab.series.models import Meeting, Series
from fablab.series.queries import get_series
from fablab.web.current import current_installation
from tests.factories import (
    OPENING_DAY,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
)
from tests.registrations.factories import (
    agree_to,
    free_places,
    guardian_of_pupil,
    register,
)

HELD, PLACED, WAITLISTED, CANCELLED = (
    RegistrationStatus.HELD,
    RegistrationStatus.PLACED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.CANCELLED,
)
THREADS = 8


def cancel(registration: Registration, *, minutes: int = 60) -> None:
    with unit_of_work():
        cancel_registration(
            registration=registration,
            reason=CancelReason.BY_FAMILY,
            now=OPENING_DAY + timedelta(minutes=minutes),
        )


def request(**changes: object) -> Request:
    answers: dict[str, object] = {
        "given_name": "Mira",
        "family_name": "Novak",
        "birth_date": date(2014, 5, 17),
        "school": None,
        "class_name": "",
        "health_note": None,
        "guardian_name": "Ana Novak",
        "email": "ana@example.org",
        "phone": "+48600123456",
        "language": "pl",
    }
    return Request(**(answers | changes))  # type: ignore[arg-type]


def ask(series: Series, *, signed_in_as: int | None = None, **changes: Any) -> None:  # noqa: ANN401 -- any answer
    with unit_of_work():
        request_registration(
            request=request(**changes),
            series=get_series(series.slug),
            cipher=current_installation().cipher,
            signed_in_as=signed_in_as,
            now=OPENING_DAY,
        )


def prove(guardian: Guardian) -> None:
    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=1))


def test_last_place_is_held_and_the_next_pupil_waits() -> None:
    series = make_series(capacity=1)

    first, second = register(series), register(series, minutes=1)

    assert (first.status, second.status) == (HELD, WAITLISTED)
    assert first.held_until == OPENING_DAY + timedelta(hours=48)
    assert free_places(series) == 0
    assert waiting_positions([series.id]) == {second.id: 1}


def test_registering_again_changes_nothing() -> None:
    series, pupil = make_series(), make_pupil()

    first, again = register(series, pupil), register(series, pupil, minutes=5)

    assert again.id == first.id
    assert series.places_taken == 1


def test_registering_again_after_cancelling_is_a_new_turn() -> None:
    series, pupil = make_series(capacity=1), make_pupil()
    first = register(series, pupil)
    cancel(first)

    again = register(series, pupil, minutes=90)

    assert again.id != first.id
    assert active_registration(pupil=pupil, series=series) == again


def test_nobody_overtakes_who_waits() -> None:
    series = make_series(capacity=1)
    first = register(series)
    waiting = register(series, minutes=1)
    cancel(first)

    newcomer = register(series, minutes=90)

    assert free_places(series) == 1
    assert not availability_of(series, now=OPENING_DAY).may_get_place
    assert (waiting.status, newcomer.status) == (WAITLISTED, WAITLISTED)


def test_agreeing_makes_a_held_place_the_pupils_own() -> None:
    registration = register(make_series())
    assert not may_take_part(registration)

    agree_to(registration, minutes=5)

    assert registration.status is PLACED
    assert registration.held_until is None
    assert may_take_part(registration)


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


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        (date(2016, 10, 3), True),
        (date(2016, 10, 4), False),
        (date(2011, 10, 4), True),
        (date(2011, 10, 3), False),
    ],
)
def test_age_counts_on_the_local_date_of_the_first_meeting(
    born: date, *, fits: bool
) -> None:
    starts = datetime(2026, 10, 2, 22, 30, tzinfo=UTC)  # 3 October in Warsaw
    series = make_series(ages=(10, 14), starts=(starts,))
    pupil = make_pupil(birth_date=born)

    if fits:
        assert register(series, pupil).status is HELD
    else:
        with pytest.raises(WrongAge):
            register(series, pupil)


@pytest.mark.parametrize("minutes", [-1, 60])
def test_registration_is_open_from_its_first_to_before_its_last_minute(
    minutes: int,
) -> None:
    series = make_series(
        opens_at=OPENING_DAY, closes_at=OPENING_DAY + timedelta(minutes=60)
    )

    with pytest.raises(RegistrationClosed):
        register(series, minutes=minutes)
    assert register(series, minutes=59).status is HELD


def test_two_places_at_the_same_time_are_refused_by_name() -> None:
    pupil = make_pupil()
    agree_to(register(make_series(title="Robots"), pupil))
    other = make_series()

    with pytest.raises(Clash, match="Robots"):
        register(other, pupil)


def test_meetings_that_touch_or_are_cancelled_do_not_clash() -> None:
    pupil = make_pupil()
    agree_to(register(make_series(), pupil))
    after = make_series(starts=(datetime(2026, 10, 3, 10, tzinfo=UTC),))
    moved = make_series(
        starts=(
            datetime(2026, 10, 3, 8, tzinfo=UTC),
            datetime(2026, 10, 4, 8, tzinfo=UTC),
        )
    )
    with unit_of_work():
        db.session.scalars(
            select(Meeting).where(Meeting.series_id == moved.id)
        ).first().cancelled_at = OPENING_DAY  # type: ignore[union-attr]

    assert register(after, pupil).status is HELD
    assert register(moved, pupil).status is HELD


def test_form_of_a_stranger_tells_no_clash_but_agreeing_does() -> None:
    guardian = make_guardian(email="ana@example.org")
    pupil = make_pupil(guardian=guardian)
    agree_to(register(make_series(title="Robots"), pupil))
    other = make_series()

    ask(other)
    registration = active_registration(pupil=pupil, series=other)

    assert registration is not None
    with pytest.raises(Clash, match="Robots"):
        agree_to(registration)
    with pytest.raises(Clash, match="Robots"):
        ask(make_series(), signed_in_as=guardian.account_id)


def test_only_the_guardian_changes_what_is_known_of_the_family() -> None:
    guardian = make_guardian(email="ana@example.org")
    pupil = make_pupil(guardian=guardian)
    prove(guardian)
    news: dict[str, Any] = {
        "guardian_name": "Mallory",
        "health_note": "Nonsense",
        "school": make_school(),
    }

    ask(make_series(), **news)
    assert (guardian.account.name, guardian.phone) == ("Ana Novak", "")
    assert pupil.school is None
    assert db.session.query(HealthNote).count() == 0

    ask(make_series(), signed_in_as=guardian.account_id, **news)
    assert guardian.account.name == "Mallory"
    assert db.session.query(HealthNote).count() == 1
    assert db.session.query(Pupil).count() == 1


def test_letters_speak_the_familys_language_and_no_link_is_stored() -> None:
    ask(make_series())

    letter = db.session.query(Letter).one()

    assert (letter.language, letter.template) == ("pl", "confirm_registration")
    assert letter.context["first_meeting"] == "sobota, 3 października 2026, 10:00"


def test_mailbox_cannot_be_filled() -> None:
    series = make_series(capacity=30)
    for serial in range(12):
        ask(series, given_name=f"Mira {'abcdefghijkl'[serial]}")

    with pytest.raises(TooManyLetters):
        ask(series, given_name="Mira z")
    assert db.session.query(Letter).count() == 12


def naive_register(*, pupil: Pupil, series: Series, barrier: threading.Barrier) -> None:
    """What a page without a lock would do: look, think, write."""
    has_place = free_places(series) > 0
    barrier.wait()
    with unit_of_work():
        guardian = guardian_of_pupil(pupil)
        db.session.add(
            Registration(
                series=series,
                pupil=pupil,
                registered_by=guardian,
                status=HELD if has_place else WAITLISTED,
                registered_at=OPENING_DAY,
                held_until=OPENING_DAY if has_place else None,
            )
        )


def guarded_register(
    *, pupil: Pupil, series: Series, barrier: threading.Barrier
) -> None:
    """What our page does, all at the same moment."""
    guardian = guardian_of_pupil(pupil)
    barrier.wait()
    with unit_of_work():
        register_pupil(pupil=pupil, series=series, guardian=guardian, now=OPENING_DAY)


def race(app: Flask, way: Callable[..., None], *, places: int) -> int:
    """Let eight families at a time go for the places; returns how many got one."""
    series = make_series(capacity=places)
    guardian = make_guardian()
    pupils = [make_pupil(guardian=guardian).id for _ in range(THREADS * 3)]
    series_id = series.id
    db.session.rollback()
    barrier = threading.Barrier(THREADS)

    def run(pupil_id: int) -> None:
        with app.app_context():
            way(
                pupil=db.session.get_one(Pupil, pupil_id),
                series=db.session.get_one(Series, series_id),
                barrier=barrier,
            )

    with ThreadPoolExecutor(THREADS) as families:
        list(families.map(run, pupils))
    got = db.session.scalar(
        select(func.count(Registration.id)).where(Registration.status == HELD)
    )
    return got or 0


@pytest.mark.slow
@pytest.mark.parametrize("places", [1, 20])
def test_eight_at_a_time_never_get_more_places_than_there_are(
    app: Flask, places: int
) -> None:
    assert race(app, guarded_register, places=places) == places


@pytest.mark.slow
def test_the_race_is_real_without_the_lock_it_oversells(app: Flask) -> None:
    assert race(app, naive_register, places=1) > 1
