"""Places that are held: for an hour, then for two days, from the letter's delivery."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from fablab.accounts.models import LinkPurpose, OneTimeLink
from fablab.audit.models import AuditEvent
from fablab.family.queries.letters import delayed_letters
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.outbox import settle_refused
from fablab.registrations.errors import RegistrationOver
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services import confirm_address
from fablab.registrations.services.holds import (
    expire_unanswered,
    release_holds,
    release_undelivered,
    remind_to_answer,
)
from fablab.series.models import Series
from tests.factories import make_series
from tests.mail.factories import mail_settings
from tests.registrations.factories import agree_to, register
from tests.registrations.waiting import (
    CANCELLED,
    HELD,
    OFFERED,
    PLACED,
    WAITLISTED,
    SetClock,
    at,
    deliver,
    fill,
    letters,
    sign_up,
    states,
    wait,
)
from tests.support.ports import free_port


def released(*, hours: float = 0, minutes: float = 0) -> int:
    with unit_of_work():
        return release_holds(now=at(hours=hours, minutes=minutes))


def keep(registration: Registration, *, minutes: int) -> None:
    with unit_of_work():
        confirm_address(
            registration=registration,
            guardian=registration.registered_by,
            now=at(minutes=minutes),
        )


def link_end() -> timedelta:
    links = db.session.query(OneTimeLink).filter_by(purpose=LinkPurpose.CONSENT)
    return links.order_by(OneTimeLink.id.desc())[0].expires_at - at()


def test_a_place_is_held_for_an_hour_from_the_letters_delivery(
    clock_at: SetClock,
) -> None:
    [registration] = sign_up(make_series())
    deliver(clock_at, at(minutes=10))
    db.session.expire_all()

    assert registration.asked_at == at(minutes=10)
    assert registration.held_until == at(minutes=70)
    assert [released(minutes=69), released(minutes=70)] == [0, 1]
    assert registration.cancel_reason is CancelReason.NOT_CONFIRMED


def test_no_place_is_released_while_its_letter_is_on_the_way(
    clock_at: SetClock,
) -> None:
    [registration] = sign_up(make_series())

    assert released(hours=30) == 0
    deliver(clock_at, at(hours=30))
    assert released(hours=30.9) == 0
    assert released(hours=31) == 1
    assert states(registration) == [CANCELLED]


def test_the_link_opens_for_two_days_from_the_letters_delivery(
    clock_at: SetClock,
) -> None:
    sign_up(make_series())
    deliver(clock_at, at(hours=20))
    db.session.expire_all()

    assert link_end() == timedelta(hours=68)


def test_only_the_first_letter_moves_the_end_of_the_place(clock_at: SetClock) -> None:
    series = make_series()
    [registration] = sign_up(series)
    deliver(clock_at, at(minutes=5))
    sign_up(series, minutes=20)
    assert deliver(clock_at, at(minutes=30)) == 1
    db.session.expire_all()

    assert registration.held_until == at(minutes=65)
    assert link_end() == timedelta(hours=48, minutes=30)


def test_a_guardian_who_needs_time_keeps_the_place_for_two_days(
    clock_at: SetClock,
) -> None:
    [registration] = sign_up(make_series())
    deliver(clock_at, at(minutes=10))

    keep(registration, minutes=40)
    keep(registration, minutes=50)

    assert registration.confirmed_at == at(minutes=40)
    assert registration.held_until == at(hours=48, minutes=10)
    assert [released(hours=48), released(hours=48, minutes=10)] == [0, 1]


def test_two_days_of_who_was_here_already_run_from_the_letters_delivery_too(
    clock_at: SetClock,
) -> None:
    [registration] = sign_up(make_series())
    keep(registration, minutes=1)

    assert released(hours=60) == 0
    deliver(clock_at, at(hours=60))
    db.session.expire_all()
    assert registration.held_until == at(hours=108)


def test_nothing_is_kept_of_a_registration_that_is_over(clock_at: SetClock) -> None:
    [registration] = sign_up(make_series())
    deliver(clock_at, at())
    released(minutes=60)

    with pytest.raises(RegistrationOver):
        keep(registration, minutes=61)


def test_a_released_place_is_offered_to_who_waits_longest(clock_at: SetClock) -> None:
    series = make_series(capacity=1)
    [registration] = sign_up(series)
    waiting = wait(series, minutes=1)
    deliver(clock_at, at(minutes=1))

    released(minutes=61)

    assert states(registration, waiting) == [CANCELLED, OFFERED]
    assert series.places_taken == 1


def test_who_confirmed_and_never_answered_is_told_and_a_strangers_form_is_not(
    clock_at: SetClock,
) -> None:
    series = make_series()
    [silent] = sign_up(series)
    [kept] = sign_up(series, email="ben@example.org")
    deliver(clock_at, at())
    keep(kept, minutes=1)

    assert released(hours=48) == 2
    assert states(silent, kept) == [CANCELLED, CANCELLED]
    assert [letter.to for letter in letters("registration_lapsed")] == [
        "ben@example.org"
    ]


def test_an_address_that_takes_no_letters_frees_the_place_and_is_noted() -> None:
    [registration] = sign_up(make_series())
    with unit_of_work():
        settle_refused(
            letters("confirm_registration")[0].public_id, error="550", now=at()
        )

    with unit_of_work():
        assert release_undelivered(now=at(minutes=1)) == 1

    assert states(registration) == [CANCELLED]
    assert registration.cancel_reason is CancelReason.NOT_DELIVERED
    event = db.session.query(AuditEvent).order_by(AuditEvent.id.desc())[0]
    assert event.details == {"reason": "not_delivered"}


def test_a_turn_nobody_agreed_to_ends_after_two_days_from_the_letter(
    clock_at: SetClock,
) -> None:
    series = make_series(capacity=1)
    fill(series)
    [silent] = sign_up(series, minutes=1)
    ready = wait(series, minutes=2)
    deliver(clock_at, at(hours=5))

    with unit_of_work():
        assert expire_unanswered(now=at(hours=52)) == 0
    with unit_of_work():
        assert expire_unanswered(now=at(hours=53)) == 1
    assert states(silent, ready) == [CANCELLED, WAITLISTED]
    assert silent.cancel_reason is CancelReason.NOT_CONFIRMED


def test_a_turn_does_not_end_while_its_letter_is_on_the_way() -> None:
    series = make_series(capacity=1)
    fill(series)
    [silent] = sign_up(series, minutes=1)

    with unit_of_work():
        assert expire_unanswered(now=at(hours=60)) == 0
    assert states(silent) == [WAITLISTED]


def test_who_has_a_day_left_to_agree_is_reminded_once(clock_at: SetClock) -> None:
    series = make_series(capacity=1)
    [kept] = sign_up(series)
    [waiting] = sign_up(series, email="ben@example.org")
    deliver(clock_at, at())
    keep(kept, minutes=5)
    remind = [(23, 0), (24, 2), (25, 0), (47, 0)]

    for hours, number in remind:
        with unit_of_work():
            assert remind_to_answer(now=at(hours=hours)) == number

    assert [letter.to for letter in letters("reminder_to_agree")] == [
        "ana@example.org",
        "ben@example.org",
    ]
    assert {letter.context["hours"] for letter in letters("reminder_to_agree")} == {24}
    assert (kept.reminded_at, waiting.reminded_at) == (at(hours=24), at(hours=24))


def test_who_has_agreed_or_never_opened_the_letter_is_not_reminded(
    clock_at: SetClock,
) -> None:
    series = make_series()
    sign_up(series)
    agree_to(register(series))
    deliver(clock_at, at())

    for hours in (0.9, 24, 30):
        with unit_of_work():
            assert remind_to_answer(now=at(hours=hours)) == 0


def test_a_mail_server_down_for_an_hour_moves_all_ends_with_it(
    app: Flask, clock_at: SetClock
) -> None:
    series = make_series(capacity=30)
    family = [
        sign_up(series, email=f"family{number}@example.org", minutes=number)[0]
        for number in range(30)
    ]
    down = {"smtp_host": "127.0.0.1", "smtp_port": free_port(), "smtp_security": "none"}
    with mail_settings(app, **down):
        assert deliver(clock_at, at(minutes=31)) == 0
        assert deliver(clock_at, at(minutes=61)) == 0
    assert released(minutes=89) == 0
    late = family[0].public_id
    assert delayed_letters([late], now=at(minutes=89)) == {late}

    assert deliver(clock_at, at(minutes=90)) == 30

    db.session.expire_all()
    assert {one.held_until for one in family} == {at(minutes=150)}
    assert delayed_letters([late], now=at(minutes=91)) == set()
    assert db.session.query(Letter).filter(Letter.sent_at.is_(None)).count() == 0
    assert [released(minutes=149), released(minutes=150)] == [0, 30]


def test_jobs_beside_each_other_and_an_answer_end_every_place_once(
    app: Flask, clock_at: SetClock
) -> None:
    series = make_series(capacity=6)
    ids = [
        sign_up(series, email=f"family{number}@example.org")[0].id
        for number in range(6)
    ]
    waiting = [wait(series, minutes=1 + number) for number in range(4)]
    deliver(clock_at, at(minutes=5))
    series_id = series.id
    db.session.rollback()
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def run(work: int) -> None:
        with app.app_context():
            start.wait()
            try:
                if work:
                    released(minutes=90)
                else:
                    agree_to(db.session.get_one(Registration, ids[0]), minutes=59)
            except RegistrationOver:
                pass
            except BaseException as error:  # noqa: BLE001 -- told below
                failed.append(error)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=run, args=(work,)) for work in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failed == []
    found = states(*[db.session.get_one(Registration, one) for one in ids])
    assert set(found[1:]) == {CANCELLED}
    assert found[0] in {PLACED, CANCELLED}
    assert HELD not in found
    assert states(*waiting) == [OFFERED] * 4
    taken = 4 + (found[0] is PLACED)
    assert db.session.get_one(Series, series_id).places_taken == taken
