"""Signing up: places held, turns in the line, several children, known families."""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.accounts.services import sign_in
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import NotFound
from fablab.mail.models import Letter
from fablab.people.errors import DecidesNothing
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    HealthNote,
    HealthTopic,
    Pupil,
    Standing,
)
from fablab.people.queries import read_health_note
from fablab.registrations.errors import (
    AlreadyRegistered,
    Clash,
    RegistrationClosed,
    SignUpRefused,
    TooManyLetters,
    WrongAge,
)
from fablab.registrations.models import Registration, RegistrationStatus, Starter
from fablab.registrations.queries.line import waiting_positions
from fablab.registrations.queries.places import active_registration, availability_of
from fablab.registrations.services import (
    Child,
    NamedCollector,
    SignUp,
    register_pupil,
    request_registrations,
)
from fablab.series.models import Series
from fablab.series.queries import get_series
from fablab.web.current import current_installation
from tests.factories import (
    OPENING_DAY,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    saved,
)
from tests.registrations.factories import (
    agree_to,
    free_places,
    guardian_of_pupil,
    register,
)
from tests.registrations.waiting import cancel

HELD, PLACED, WAITLISTED = (
    RegistrationStatus.HELD,
    RegistrationStatus.PLACED,
    RegistrationStatus.WAITLISTED,
)
HOUR = timedelta(hours=1)
THREADS = 8
MOST_STATEMENTS = 18
PATIENCE = 60
GRANDMOTHER = NamedCollector(
    name="Helena Lis", phone="+48600000009", relation=CollectorRelation.GRANDPARENT
)


def child(given_name: str = "Mira", **changes: Any) -> Child:  # noqa: ANN401 -- any answer
    answers: dict[str, Any] = {
        "given_name": given_name,
        "family_name": "Novak",
        "birth_date": date(2014, 5, 17),
    }
    return Child(**(answers | changes))


def sign_up_of(*children: Child, **changes: Any) -> SignUp:  # noqa: ANN401 -- any answer
    answers: dict[str, Any] = {
        "guardian_name": "Ana Novak",
        "email": "ana@example.org",
        "phone": "+48600123456",
        "language": "pl",
        "children": children or (child(),),
    }
    return SignUp(**(answers | changes))


def ask(
    series: Series,
    *children: Child,
    signed_in_as: Guardian | None = None,
    now: datetime = OPENING_DAY,
    **changes: Any,  # noqa: ANN401 -- any answer
) -> list[Registration]:
    """Send the form; by default a stranger's."""
    account_id = signed_in_as.account_id if signed_in_as else None
    with unit_of_work():
        return request_registrations(
            request=sign_up_of(*children, **changes),
            series=get_series(series.slug),
            cipher=current_installation().cipher,
            signed_in_as=account_id,
            now=now,
        )


def ana() -> Guardian:
    return make_guardian(email="ana@example.org")


def prove(guardian: Guardian) -> None:
    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=1))


# Places and turns


def test_last_place_is_held_and_the_next_pupil_waits() -> None:
    series = make_series(capacity=1)

    first, second = register(series), register(series, minutes=1)

    assert (first.status, second.status) == (HELD, WAITLISTED)
    assert first.held_until == OPENING_DAY + timedelta(hours=48)
    assert free_places(series) == 0
    assert waiting_positions([series.id]) == {second.id: 1}


def test_strangers_place_is_held_an_hour_and_the_guardians_two_days() -> None:
    guardian = ana()

    stranger = ask(make_series(), child("Jan"))[0]
    own = ask(make_series(), signed_in_as=guardian)[0]

    assert (stranger.held_until, stranger.confirmed_at) == (OPENING_DAY + HOUR, None)
    assert own.held_until == OPENING_DAY + timedelta(hours=48)
    assert own.confirmed_at == OPENING_DAY


def test_held_place_counts_against_the_capacity() -> None:
    series = make_series(capacity=1)

    assert ask(series)[0].status is HELD

    assert free_places(series) == 0
    assert availability_of(series, now=OPENING_DAY).places_left == 0


def test_one_active_registration_for_a_pupil_in_a_series() -> None:
    series, pupil = make_series(), make_pupil()

    first, again = register(series, pupil), register(series, pupil, minutes=5)

    assert again.id == first.id
    assert series.places_taken == 1
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            Registration(
                series=series,
                pupil=pupil,
                registered_by=guardian_of_pupil(pupil),
                status=WAITLISTED,
                registered_at=OPENING_DAY,
            )
        )


def test_registering_again_after_cancelling_is_a_new_row_and_a_new_turn() -> None:
    series, pupil = make_series(capacity=1), make_pupil()
    first = register(series, pupil)
    cancel(first)

    again = register(series, pupil, minutes=90)

    assert again.id != first.id
    assert (again.registered_at, again.status) == (
        OPENING_DAY + timedelta(minutes=90),
        HELD,
    )
    assert active_registration(pupil=pupil, series=series) == again


def test_after_cancelling_the_same_workshop_can_be_taken_on_other_dates() -> None:
    pupil, saturday = make_pupil(), datetime(2026, 10, 3, 8, tzinfo=UTC)
    cancel(register(make_series(title="Lamps", starts=(saturday,)), pupil))

    again = make_series(title="Lamps", starts=(saturday + timedelta(minutes=30),))

    assert register(again, pupil, minutes=90).status is HELD


def test_lapsed_hold_frees_the_pupils_time() -> None:
    pupil, first, second = make_pupil(), make_series(), make_series()
    lapsed = register(first, pupil)
    cancel(lapsed)

    assert agree_to(register(second, pupil, minutes=70), minutes=71).status is PLACED


def test_nobody_overtakes_who_waits() -> None:
    series = make_series(capacity=2)
    first, _ = register(series), register(series)
    waiting = register(series, minutes=1)
    cancel(first)

    newcomer = register(series, minutes=90)
    strangers = ask(series, child("Jan"), child("Ola"), now=OPENING_DAY + 2 * HOUR)

    assert free_places(series) == 1
    assert not availability_of(series, now=OPENING_DAY).may_get_place
    assert {waiting.status, newcomer.status} == {WAITLISTED}
    assert [one.status for one in strangers] == [WAITLISTED, WAITLISTED]


def test_cancelled_ones_hold_no_position_in_the_line() -> None:
    series = make_series(capacity=1)
    register(series)
    gone, stays = register(series, minutes=1), register(series, minutes=2)
    assert waiting_positions([series.id])[stays.id] == 2

    cancel(gone)

    assert waiting_positions([series.id]) == {stays.id: 1}


def test_staff_can_register_after_the_end_which_shows_who_began_it() -> None:
    series, pupil = make_series(closes_at=OPENING_DAY), make_pupil()
    guardian = guardian_of_pupil(pupil)

    def by_staff(overrides: Collection[str]) -> Registration:
        with unit_of_work():
            return register_pupil(
                pupil=pupil,
                series=series,
                guardian=guardian,
                now=OPENING_DAY + HOUR,
                overrides=overrides,
                started_by=Starter.STAFF,
            )

    with pytest.raises(RegistrationClosed):
        by_staff(frozenset())
    registration = by_staff({"closed"})

    assert (registration.status, registration.started_by) == (HELD, Starter.STAFF)


def test_staff_can_set_aside_age_overlap_and_queue_but_no_number_of_places() -> None:
    pupil = make_pupil(birth_date=date(2017, 5, 17))
    register(make_series(ages=(8, 14)), pupil)
    series = make_series(capacity=2, ages=(10, 14))
    first, _ = register(series), register(series)
    register(series, minutes=1)

    waiting = register(series, pupil, overrides={"age", "overlap", "queue"})
    assert waiting.status is WAITLISTED
    cancel(waiting)
    cancel(first)
    past_the_line = register(series, pupil, overrides={"age", "overlap", "queue"})
    assert past_the_line.status is HELD
    assert series.places_taken == series.capacity


# Several children


def test_siblings_with_one_address_each_get_a_place_and_a_letter() -> None:
    series = make_series()

    registrations = ask(series, child("Mira"), child("Jan"))

    assert [one.pupil.given_name for one in registrations] == ["Mira", "Jan"]
    assert {one.status for one in registrations} == {HELD}
    assert db.session.query(Guardian).count() == 1
    told = {letter.context["pupil"] for letter in db.session.query(Letter)}
    assert told == {"Mira", "Jan"}


def test_siblings_who_may_come_apart_take_what_is_left() -> None:
    series = make_series(capacity=2)
    register(series)

    registrations = ask(series, child("Mira"), child("Jan"), child("Ola"))

    assert [one.status for one in registrations] == [HELD, WAITLISTED, WAITLISTED]
    assert {one.group for one in registrations} == {None}


def test_two_children_with_the_same_name_are_two_pupils() -> None:
    series = make_series()

    older, younger = ask(
        series, child(birth_date=date(2013, 1, 1)), child(birth_date=date(2015, 1, 1))
    )

    assert older.pupil_id != younger.pupil_id
    assert series.places_taken == 2


def test_same_child_twice_in_one_form_is_asked_back() -> None:
    with pytest.raises(SignUpRefused) as refused:
        ask(make_series(), child("Mira"), child("MIRA"))

    assert [list(map(type, reasons)) for reasons in refused.value.by_child] == [
        [],
        [AlreadyRegistered],
    ]


def test_every_reason_is_told_for_each_child_and_nothing_is_stored() -> None:
    guardian = ana()
    pupil = make_pupil(guardian=guardian)
    agree_to(register(make_series(title="Robots"), pupil))
    series = make_series(closes_at=OPENING_DAY)
    before = db.session.query(Pupil).count()

    with pytest.raises(SignUpRefused) as refused:
        ask(
            series,
            child("Mira"),
            child("Jan", birth_date=date(2004, 1, 1)),
            signed_in_as=guardian,
        )

    assert [list(map(type, reasons)) for reasons in refused.value.by_child] == [
        [RegistrationClosed, Clash],
        [RegistrationClosed, WrongAge],
    ]
    assert "Robots" in str(refused.value)
    assert db.session.query(Pupil).count() == before
    assert db.session.query(Registration).count() == 1


def test_child_that_the_guardian_picks_need_not_be_written_again() -> None:
    guardian = ana()
    pupil = make_pupil("Mira", guardian=guardian, school=make_school())
    picked = child("M.", birth_date=pupil.birth_date, pupil=pupil)

    registration = ask(make_series(), picked, child("Jan"), signed_in_as=guardian)[0]

    assert registration.pupil_id == pupil.id
    assert (pupil.given_name, pupil.school is None) == ("Mira", False)
    assert db.session.query(Pupil).count() == 2


@pytest.mark.parametrize("is_here", [True, False])
def test_other_families_child_cannot_be_picked(*, is_here: bool) -> None:
    guardian, other = ana(), make_pupil("Ola")

    with pytest.raises(NotFound):
        ask(
            make_series(),
            child(pupil=other),
            signed_in_as=guardian if is_here else None,
        )


def test_guardian_who_may_only_look_cannot_register() -> None:
    guardian = ana()
    pupil = make_pupil(guardian=guardian)
    with unit_of_work():
        db.session.execute(update(Guardianship).values(standing=Standing.INFORMED))

    for one in (child(), child(pupil=pupil)):
        with pytest.raises(DecidesNothing):
            ask(make_series(), one, signed_in_as=guardian)


def test_pupil_may_begin_and_the_guardian_decides() -> None:
    registration = ask(make_series(), starter=Starter.PUPIL, phone="")[0]

    assert registration.started_by is Starter.PUPIL
    assert registration.registered_by.account.email == "ana@example.org"
    assert (registration.status, registration.registered_by.phone) == (HELD, "")
    assert db.session.query(Letter).one().to == "ana@example.org"


def test_what_the_form_says_is_kept_with_a_new_child() -> None:
    ask(
        make_series(),
        child(health_note="Needs her inhaler", health_topics=(HealthTopic.MEDICINE,)),
        emergency_name="Jan Lis",
        emergency_phone="+48600000008",
        collectors=(GRANDMOTHER,),
    )

    pupil = db.session.query(Pupil).one()
    cipher = current_installation().cipher
    collector = db.session.query(Collector).one()
    guardianship = db.session.query(Guardianship).one()
    assert read_health_note(pupil, cipher=cipher) == "Needs her inhaler"
    assert b"inhaler" not in db.session.query(HealthNote).one().sealed
    assert (collector.name, collector.valid_from) == ("Helena Lis", date(2026, 9, 1))
    assert guardianship.emergency_phone == "+48600000008"


# What strangers may not


def test_form_of_a_stranger_tells_no_clash_but_agreeing_does() -> None:
    guardian = ana()
    pupil = make_pupil(guardian=guardian)
    agree_to(register(make_series(title="Robots"), pupil))
    other = make_series()

    registration = ask(other)[0]

    assert registration.pupil_id == pupil.id
    with pytest.raises(Clash, match="Robots"):
        agree_to(registration)
    with pytest.raises(SignUpRefused, match="Robots"):
        ask(make_series(), signed_in_as=guardian)


def test_registered_already_is_told_to_the_guardian_alone() -> None:
    guardian, series = ana(), make_series()
    first = ask(series)

    assert ask(series) == first
    with pytest.raises(SignUpRefused, match="registered for this workshop already"):
        ask(series, signed_in_as=guardian)
    assert series.places_taken == 1


@pytest.mark.parametrize("proof", ["signed in", "agreed"])
def test_only_the_guardian_changes_what_is_known_of_the_family(proof: str) -> None:
    guardian = ana()
    pupil = make_pupil(guardian=guardian)
    if proof == "signed in":
        prove(guardian)
    else:
        agree_to(register(make_series(starts=in_days(20)), pupil))
    news: dict[str, Any] = {
        "guardian_name": "Mallory",
        "phone": "+48600000666",
        "emergency_name": "Mallory",
        "emergency_phone": "+48600000666",
        "collectors": (GRANDMOTHER,),
    }
    described = child(health_note="Nonsense", school=make_school())

    ask(make_series(), described, **news)
    assert (guardian.account.name, guardian.phone) == ("Ana Novak", "")
    assert pupil.school is None
    assert db.session.query(HealthNote).count() == 0
    assert db.session.query(Collector).count() == 0
    assert emergency_numbers() == [""]

    for _ in range(2):
        series = make_series(starts=in_days(30 + db.session.query(Series).count()))
        ask(series, described, signed_in_as=guardian, **news)
    assert (guardian.account.name, guardian.phone) == ("Mallory", "+48600000666")
    assert db.session.query(HealthNote).count() == 1
    assert db.session.query(Collector).count() == 1
    assert emergency_numbers() == ["+48600000666"]
    assert db.session.query(Pupil).count() == 1


def test_unproven_second_guardian_opens_no_way_to_change_a_pupil() -> None:
    first, second = make_guardian(), ana()
    pupil = make_pupil(guardian=first)
    saved(Guardianship(guardian=second, pupil=pupil, slot=2))
    prove(first)

    ask(make_series(), child(health_note="Nonsense", school=make_school()))

    assert pupil.school is None
    assert db.session.query(HealthNote).count() == 0


def test_letters_speak_the_familys_language() -> None:
    ask(make_series())

    letter = db.session.query(Letter).one()

    assert (letter.language, letter.template) == ("pl", "confirm_registration")


def test_mailbox_cannot_be_filled() -> None:
    series = make_series(capacity=30)
    for serial in range(12):
        ask(series, child(f"Mira {'abcdefghijkl'[serial]}"))

    with pytest.raises(TooManyLetters):
        ask(series, child("Mira z"))
    assert db.session.query(Letter).count() == 12


def in_days(days: int) -> tuple[datetime, ...]:
    return (datetime(2026, 9, 30, 8, tzinfo=UTC) + timedelta(days=days),)


def emergency_numbers() -> list[str]:
    return list(db.session.scalars(select(Guardianship.emergency_phone)))


# Races, speed, and any order of things


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    capacity=st.integers(1, 5),
    sizes=st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=6),
)
def test_sign_ups_of_any_size_give_each_place_once_and_keep_the_order(
    capacity: int, sizes: list[tuple[int, bool]]
) -> None:
    series, seen = make_series(capacity=capacity), [HELD]

    for number, (size, together) in enumerate(sizes):
        names = [f"{'abcd'[serial]}{'abcdef'[number]}" for serial in range(size)]
        registrations = ask(
            series,
            *(child(name) for name in names),
            together=together,
            email=f"family{number}{series.slug}@example.org",
            now=OPENING_DAY + timedelta(minutes=number),
        )
        states = [one.status for one in registrations]
        assert not together or len(set(states)) == 1
        seen += states

    taken = seen.count(HELD) - 1
    assert seen == [HELD] * (taken + 1) + [WAITLISTED] * (len(seen) - taken - 1)
    db.session.refresh(series)
    assert series.places_taken == taken <= capacity


def test_sign_up_needs_few_statements_while_others_wait_for_their_turn() -> None:
    series = make_series()
    slug = series.slug
    statements: list[str] = []

    def note(*arguments: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's event
        statements.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with unit_of_work():
            request_registrations(
                request=sign_up_of(),
                series=get_series(slug),
                cipher=current_installation().cipher,
                signed_in_as=None,
                now=OPENING_DAY,
            )
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def naive_register(*, pupil: Pupil, series: Series, barrier: threading.Barrier) -> None:
    """What a page without a lock would do: look, think, write."""
    has_place = free_places(series) > 0
    barrier.wait(PATIENCE)
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
    email = f"family{pupil.id}@example.org"
    barrier.wait(PATIENCE)
    ask(series, email=email)


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
    return db.session.query(Registration).filter_by(status=HELD).count()


@pytest.mark.slow
@pytest.mark.parametrize("places", [1, 20])
def test_eight_at_a_time_never_get_more_places_than_there_are(
    app: Flask, places: int
) -> None:
    assert race(app, guarded_register, places=places) == places
    assert db.session.query(Registration).count() == THREADS * 3
    assert db.session.query(Account).count() == THREADS * 3 + 1


@pytest.mark.slow
@pytest.mark.oversells
def test_the_race_is_real_without_the_lock_it_oversells(app: Flask) -> None:
    assert race(app, naive_register, places=1) > 1


def test_next_form_forgets_whom_one_that_nobody_confirmed_let_collect() -> None:
    ask(make_series(), collectors=(GRANDMOTHER,))
    ask(make_series(starts=in_days(40)))

    collectors = db.session.query(Collector)
    assert [one.removed_at is None for one in collectors] == [False]
