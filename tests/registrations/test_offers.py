"""Free places: offered in their order, taken, given on, or lapsed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fablab.accounts.models import Account, Role
from fablab.accounts.services import disable_account
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil, Standing
from fablab.registrations.errors import (
    Clash,
    NoFreePlace,
    NotAgreedYet,
    OfferOver,
    WrongAge,
)
from fablab.registrations.models import (
    TAKES_A_PLACE,
    CancelReason,
    Override,
    Registration,
)
from fablab.registrations.queries.places import active_registration
from fablab.registrations.services import (
    accept_offer,
    decline_offer,
    offer_by_hand,
    offer_free_places,
)
from fablab.registrations.services.holds import release_holds
from fablab.registrations.services.offers import (
    fill_new_places,
    lapse_offers,
    start_offer_clock,
)
from fablab.series.models import Meeting, Series
from fablab.sites.models import Site
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
)
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
    cancel,
    deliver,
    fill,
    letters,
    states,
    wait,
    wait_together,
)
from tests.support.ports import free_port

START = datetime(2026, 10, 3, 8, tzinfo=UTC)


def accept(registration: Registration, *, now: datetime | None = None) -> None:
    with unit_of_work():
        accept_offer(
            registration=registration,
            guardian=registration.registered_by,
            now=now or at(hours=2),
        )


def decline(registration: Registration, *, now: datetime | None = None) -> None:
    with unit_of_work():
        decline_offer(
            registration=registration,
            by=registration.registered_by,
            now=now or at(hours=2),
        )


def lapse(now: datetime) -> int:
    with unit_of_work():
        return lapse_offers(now=now)


def offer_now(series: Series, now: datetime) -> None:
    with unit_of_work():
        offer_free_places(series=series, now=now)


def by_hand(registration: Registration, by: Account, *, now: datetime) -> None:
    with unit_of_work():
        offer_by_hand(
            registration=registration, by=by, reason="They came each day", now=now
        )


def set_site(**rules: int) -> Site:
    site = make_site()
    with unit_of_work():
        for name, value in rules.items():
            setattr(site, name, value)
    return site


def _minutes_to(instant: datetime) -> int:
    return int((instant - at()).total_seconds() // 60)


def set_capacity(series: Series, capacity: int) -> None:
    with unit_of_work():
        series.capacity = capacity


def test_a_freed_place_is_offered_to_who_waits_longest_with_one_mail_each() -> None:
    series = make_series(capacity=2)
    first, second = fill(series)
    silent = wait(series, minutes=1, agreed=False)
    later = wait(series, minutes=3)
    sooner = wait(series, minutes=2)

    cancel(first)
    assert states(silent, sooner, later) == [WAITLISTED, OFFERED, WAITLISTED]
    cancel(second)
    assert states(silent, sooner, later) == [WAITLISTED, OFFERED, OFFERED]
    assert [letter.to for letter in letters("offer")] == [
        sooner.registered_by.account.email,
        later.registered_by.account.email,
    ]
    assert (series.places_taken, sooner.held_until) == (2, at(hours=49))


def test_who_has_cancelled_holds_no_turn() -> None:
    series = make_series(capacity=1)
    [first] = fill(series)
    gone = wait(series, minutes=1)
    ready = wait(series, minutes=2)
    cancel(gone)

    cancel(first)

    assert states(gone, ready) == [CANCELLED, OFFERED]


def test_an_offer_is_made_for_the_series_that_has_the_place() -> None:
    one = make_series(capacity=1)
    other = make_series(capacity=1, starts=(START + timedelta(days=40),))
    [placed], _ = fill(one), fill(other)
    elsewhere = wait(other, minutes=1)
    here = wait(one, minutes=2)

    cancel(placed)

    assert states(elsewhere, here) == [WAITLISTED, OFFERED]


def test_a_group_is_offered_places_all_or_none_and_nobody_overtakes_it() -> None:
    series = make_series(capacity=3)
    placed = fill(series)
    friends = wait_together(series, 1, 2)
    behind = wait(series, minutes=3)

    cancel(placed[0])
    assert states(*friends, behind) == [WAITLISTED, WAITLISTED, WAITLISTED]
    cancel(placed[1])
    assert states(*friends, behind) == [OFFERED, OFFERED, WAITLISTED]
    cancel(placed[2])
    assert states(behind) == [OFFERED]
    assert len(letters("offer")) == 3


def test_a_group_that_was_split_is_offered_places_one_by_one() -> None:
    series = make_series(capacity=2)
    placed = fill(series)
    friends = wait_together(series, 1, 2)
    with unit_of_work():
        assert friends[0].group is not None
        friends[0].group.together = False

    cancel(placed[0])

    assert states(*friends) == [OFFERED, WAITLISTED]


def test_siblings_get_one_letter_and_answer_it_together() -> None:
    series = make_series(capacity=2)
    placed = fill(series)
    siblings = wait_together(series, 1, 2, siblings=True)
    for registration in placed:
        cancel(registration)

    [letter] = letters("offer")
    assert letter.context["pupil"] == "Child 1 and Child 2"
    accept(siblings[1])

    assert states(*siblings) == [PLACED, PLACED]
    assert len(letters("place_confirmed")) == 4


def test_siblings_whom_two_guardians_registered_are_answered_together() -> None:
    series = make_series(capacity=2)
    first, second = fill(series)
    siblings = wait_together(series, 1, 2)
    mother = siblings[0].registered_by
    saved(Guardianship(guardian=mother, pupil=siblings[1].pupil, slot=2))
    cancel(first)
    cancel(second)
    to_mother = [one for one in letters("offer") if one.to == mother.account.email]
    assert [one.context["pupil"] for one in to_mother] == ["Child 1 and Child 2"]

    with unit_of_work():
        start_offer_clock(siblings[0].public_id, now=at(hours=1.5))
        accept_offer(registration=siblings[0], guardian=mother, now=at(hours=2))

    assert [one.asked_at for one in siblings] == [at(hours=1.5)] * 2
    assert states(*siblings) == [PLACED, PLACED]


def test_a_friend_who_gives_the_place_on_takes_no_place_from_the_others() -> None:
    series = make_series(capacity=2)
    placed = fill(series)
    friends = wait_together(series, 1, 2)
    for registration in placed:
        cancel(registration)

    accept(friends[0])
    decline(friends[1])

    assert states(*friends) == [PLACED, CANCELLED]


def test_a_declined_place_goes_to_the_next_at_once() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    cancel(placed)

    decline(first)
    decline(first)

    assert states(first, second) == [CANCELLED, OFFERED]
    assert first.cancel_reason is CancelReason.OFFER_DECLINED
    assert (len(letters("offer")), series.places_taken) == (2, 1)
    assert [letter.to for letter in letters("registration_cancelled")] == [
        placed.registered_by.account.email
    ]


def test_an_offer_ends_after_the_sites_hours_counted_from_the_letter(
    clock_at: SetClock,
) -> None:
    set_site(offer_hours=10)
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    cancel(placed)
    deliver(clock_at, at(hours=3))
    db.session.expire_all()

    assert first.held_until == at(hours=13)
    assert [lapse(at(hours=12)), lapse(at(hours=13)), lapse(at(hours=14))] == [0, 1, 0]
    assert states(first, second) == [CANCELLED, OFFERED]
    assert first.cancel_reason is CancelReason.OFFER_LAPSED
    [told] = letters("offer_lapsed")
    assert told.to == first.registered_by.account.email
    assert told.context["again_path"] == f"/series/{series.slug}"


def test_no_offer_lapses_while_its_letter_is_on_the_way() -> None:
    set_site(offer_hours=10)
    series = make_series(capacity=1)
    [placed] = fill(series)
    first = wait(series, minutes=1)
    cancel(placed)

    assert lapse(at(hours=20)) == 0
    accept(first, now=at(hours=20))
    assert states(first) == [PLACED]


def test_an_offer_ends_when_the_series_begins_wherever_its_letter_is() -> None:
    set_site(offer_hours=100, offers_end_hours=0)
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    cancel(placed, minutes=_minutes_to(START - timedelta(hours=2)))

    assert first.held_until == START
    assert [lapse(START - timedelta(seconds=1)), lapse(START)] == [0, 1]
    assert states(first, second) == [CANCELLED, WAITLISTED]


@pytest.mark.parametrize(("late_by", "taken"), [(-1, True), (0, False)])
def test_an_offer_can_be_taken_until_its_last_second(
    clock_at: SetClock, late_by: int, *, taken: bool
) -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first = wait(series, minutes=1)
    cancel(placed)
    deliver(clock_at, at(hours=1))
    answered = at(hours=49) + timedelta(seconds=late_by)

    if taken:
        accept(first, now=answered)
    else:
        with pytest.raises(OfferOver):
            accept(first, now=answered)

    assert states(first) == [PLACED if taken else OFFERED]


def test_a_place_given_up_after_the_offer_was_taken_goes_back_to_the_line() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    cancel(placed)
    accept(first)
    accept(first)

    cancel(first, minutes=240)

    assert states(first, second) == [CANCELLED, OFFERED]
    assert series.places_taken == 1


def test_a_lapsed_family_may_register_again_and_waits_behind_the_others(
    clock_at: SetClock,
) -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    cancel(placed)
    deliver(clock_at, at(hours=1))
    lapse(at(hours=49))

    again = register(series, first.pupil, minutes=60 * 50)

    assert states(first, second, again) == [CANCELLED, OFFERED, WAITLISTED]
    with pytest.raises(OfferOver):
        accept(first, now=at(hours=51))


@pytest.mark.parametrize(("hours", "cut_off", "offered"), [
    (25, 24, True),
    (24, 24, False),
    (23, 24, False),
    (1, 0, True),
    (0, 0, False),
    (-1, 0, False),
])  # fmt: skip
def test_no_place_is_offered_in_the_last_hours_and_zero_hours_are_a_value(
    hours: int, cut_off: int, *, offered: bool
) -> None:
    set_site(offers_end_hours=cut_off)
    series = make_series(capacity=1)
    [placed] = fill(series)
    waiting = wait(series, minutes=1)
    before = START - timedelta(hours=hours)

    cancel(placed, minutes=_minutes_to(before))

    assert states(waiting) == [OFFERED if offered else WAITLISTED]


def test_in_the_last_hours_staff_offer_by_hand_with_a_reason_that_is_kept() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    by = make_account(Role.COORDINATOR, site=series.site)
    late = START - timedelta(hours=3)
    cancel(placed, minutes=_minutes_to(late))

    by_hand(second, by, now=late)

    assert states(first, second) == [WAITLISTED, OFFERED]
    assert second.held_until == START
    kept = db.session.query(Override).one()
    assert (kept.rules, kept.reason, kept.by) == (
        ["queue", "cut_off"],
        "They came each day",
        by,
    )
    event = db.session.query(AuditEvent).filter_by(action="registration.overridden")
    assert event.one().actor == by.public_id
    with pytest.raises(NoFreePlace):
        by_hand(first, by, now=late)


def test_after_the_start_an_offer_by_hand_can_be_taken() -> None:
    series = make_series(capacity=1, starts=(START, START + timedelta(days=7)))
    [placed] = fill(series)
    first = wait(series, minutes=1)
    by = make_account(Role.COORDINATOR, site=series.site)
    later = START + timedelta(days=1)
    cancel(placed, minutes=_minutes_to(later))
    assert states(first) == [WAITLISTED]

    by_hand(first, by, now=later)
    accept(first, now=later + timedelta(hours=47))

    assert states(first) == [PLACED]


def test_nobody_is_offered_a_place_who_has_not_agreed_not_even_by_hand() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    silent = wait(series, minutes=1, agreed=False)
    cancel(placed)

    assert states(silent) == [WAITLISTED]
    with pytest.raises(NotAgreedYet):
        by_hand(
            silent, make_account(Role.COORDINATOR, site=series.site), now=at(hours=2)
        )
    agree_to(silent, minutes=90)
    assert states(silent) == [OFFERED]


def test_more_places_are_offered_in_order_in_one_go_with_one_mail_each() -> None:
    series = make_series(capacity=1)
    fill(series)
    waiting = [wait(series, minutes=1 + number) for number in range(4)]
    set_capacity(series, 3)

    for _ in range(2):
        with unit_of_work():
            fill_new_places(now=at(hours=1))

    assert states(*waiting) == [OFFERED, OFFERED, WAITLISTED, WAITLISTED]
    assert (len(letters("offer")), series.places_taken) == (2, 3)


def test_who_would_clash_is_flagged_told_once_and_the_place_goes_on() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    torn, next_one = wait(series, minutes=1), wait(series, minutes=2)
    other = make_series(
        title="Robots", starts=(START + timedelta(hours=2, minutes=10),)
    )
    elsewhere = agree_to(register(other, torn.pupil))

    cancel(placed)
    decline(next_one)
    offer_now(series, at(hours=3))

    assert states(torn, next_one) == [WAITLISTED, CANCELLED]
    assert torn.blocked_at == at(hours=1)
    [letter] = letters("offer_clashes")
    assert letter.context["other"] == "Robots"
    cancel(elsewhere)
    offer_now(series, at(hours=4))
    assert states(torn) == [OFFERED]
    assert torn.blocked_at is None


def test_a_place_a_stranger_asked_for_blocks_nobody() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    waiting = wait(series, minutes=1)
    held = register(make_series(title="Robots"), waiting.pupil)
    with unit_of_work():
        held.confirmed_at = None

    cancel(placed)

    assert states(held, waiting) == [HELD, OFFERED]


def test_taking_an_offer_looks_again_at_what_may_have_changed() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    waiting = wait(series, minutes=1)
    cancel(placed)
    _set_exempt(series, exempt=True)
    agree_to(register(make_series(title="Robots"), waiting.pupil))
    _set_exempt(series, exempt=False)

    with pytest.raises(Clash, match="Robots"):
        accept(waiting)
    with unit_of_work():
        db.session.query(Meeting).filter(
            Meeting.series_id != series.id
        ).one().cancelled_at = at()
        series.age_min, series.age_max = 13, 14
    with pytest.raises(WrongAge):
        accept(waiting)
    assert states(waiting) == [OFFERED]


def _set_exempt(series: Series, *, exempt: bool) -> None:
    with unit_of_work():
        series.exempt = exempt


def test_taking_an_offer_after_registration_closed_is_no_problem() -> None:
    series = make_series(capacity=1, closes_at=at(hours=1))
    [placed] = fill(series)
    waiting = wait(series, minutes=1)
    cancel(placed, minutes=90)

    accept(waiting)

    assert states(waiting) == [PLACED]


def test_both_guardians_who_decide_get_a_link_of_their_own_and_others_none() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    pupil = make_pupil("Jan", guardian=make_guardian(email="ana@example.org"))
    _second(pupil, "ben@example.org", Standing.EQUAL)
    registration = agree_to(register(series, pupil, minutes=1))
    informed = make_pupil("Ola", guardian=make_guardian(email="eva@example.org"))
    _second(informed, "fin@example.org", Standing.INFORMED)
    agree_to(register(series, informed, minutes=2))
    cancel(placed)
    decline(registration)

    offers = letters("offer")
    assert [letter.to for letter in offers] == [
        "ana@example.org",
        "ben@example.org",
        "eva@example.org",
    ]
    assert len({letter.context["offer_path"] for letter in offers}) == 3
    assert {letter.to for letter in letters("waiting_list")} == {
        "ana@example.org",
        "ben@example.org",
        "eva@example.org",
        "fin@example.org",
    }
    leave = {
        letter.to: letter.context["leave_path"] for letter in letters("waiting_list")
    }
    assert leave["fin@example.org"] == ""


def test_a_family_nobody_can_write_to_holds_up_nobody_for_ever() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    first, second = wait(series, minutes=1), wait(series, minutes=2)
    with unit_of_work():
        disable_account(account=first.registered_by.account, now=at())
    cancel(placed)

    assert letters("offer") == []
    assert lapse(at(hours=49)) == 1
    assert states(first, second) == [CANCELLED, OFFERED]


def test_with_the_mail_server_down_an_offer_waits_and_is_mailed_once(
    clock_at: SetClock, request: pytest.FixtureRequest
) -> None:
    app = request.getfixturevalue("app")
    series = make_series(capacity=1)
    [placed] = fill(series)
    first = wait(series, minutes=1)
    cancel(placed)
    down = {"smtp_host": "127.0.0.1", "smtp_port": free_port(), "smtp_security": "none"}
    with mail_settings(app, **down):
        deliver(clock_at, at(hours=1))
    deliver(clock_at, at(hours=2))
    deliver(clock_at, at(hours=3))
    db.session.expire_all()

    assert first.held_until == at(hours=50)
    assert [letter.sent_at for letter in letters("offer")] == [at(hours=2)]


def _second(pupil: Pupil, email: str, standing: Standing) -> Guardian:
    guardian = make_guardian("Ben Novak", email=email)
    saved(Guardianship(guardian=guardian, pupil=pupil, slot=2, standing=standing))
    return guardian


Act = tuple[str, int]


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    capacity=st.integers(1, 3),
    acts=st.lists(
        st.tuples(
            st.sampled_from(
                ["register", "agree", "cancel", "accept", "decline", "more", "time"]
            ),
            st.integers(0, 4),
        ),
        max_size=25,
    ),
)
def test_places_taken_are_held_placed_and_offered_whatever_happens(
    capacity: int, acts: list[Act]
) -> None:
    series = make_series(capacity=capacity)
    pupils = [make_pupil() for _ in range(5)]

    for minute, (act, who) in enumerate(acts):
        _do(act, pupils[who], series, minute=minute)

        taken = db.session.scalars(
            select(func.count(Registration.id)).where(
                Registration.series_id == series.id,
                Registration.status.in_(TAKES_A_PLACE),
            )
        ).one()
        db.session.refresh(series)
        assert series.places_taken == taken <= series.capacity


def _do(act: str, pupil: Pupil, series: Series, *, minute: int) -> None:
    registration = active_registration(pupil=pupil, series=series)
    if act == "register":
        register(series, pupil, minutes=minute)
    elif act == "more":
        set_capacity(series, series.capacity + 1)
        with unit_of_work():
            fill_new_places(now=at(minutes=minute))
    elif act == "time":
        with unit_of_work():
            release_holds(now=at(hours=100))
            lapse_offers(now=at(hours=100))
    elif registration is None:
        return
    elif act == "cancel":
        cancel(registration, minutes=minute)
    elif act == "agree":
        agree_to(registration, minutes=minute)
    elif registration.status is OFFERED:
        (accept if act == "accept" else decline)(registration, now=at(minutes=minute))
