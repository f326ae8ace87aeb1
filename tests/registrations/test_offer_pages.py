"""The pages behind an offer and behind the way off the waiting list."""

import pytest
from flask import Flask

from fablab.accounts.models import Role, SignIn
from fablab.accounts.services import grant_role
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship, Standing
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.services.offers import lapse_offers
from tests.factories import make_guardian, make_pupil, make_series, saved, sign_in_as
from tests.registrations.factories import agree_to, register
from tests.registrations.waiting import (
    CANCELLED,
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
from tests.support.pages import Browser

OVER = "There is nothing to answer here"


def offered() -> tuple[Registration, str]:
    """Somebody who is offered a place, and the way to the page of the letter."""
    series = make_series(capacity=1)
    [placed] = fill(series)
    registration = wait(series, minutes=1, name="Mira")
    cancel(placed)
    return registration, str(letters("offer")[-1].context["offer_path"])


def leave_path(registration: Registration) -> str:
    found = [
        one for one in letters("waiting_list") if one.subject == registration.public_id
    ]
    return str(found[-1].context["leave_path"])


def test_the_offer_shows_what_when_and_until_when_and_two_buttons(
    browser: Browser, clock_at: SetClock
) -> None:
    _, path = offered()
    clock_at(at(hours=2))

    page = browser.get(path)

    assert page.text("h1") == "A place is free for Mira"
    assert page.texts("main form button") == [
        "Take the place",
        "Give it on to the next family",
    ]
    assert "Please answer by Thu, 3 Sept 2026, 11:00." in page.text("main")
    assert "Saturday, 3 October 2026, 10:00–12:00" in page.text("main")
    assert "Novak" not in page.text("main")


def test_taking_the_place_signs_the_family_in_and_leads_home(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, path = offered()
    clock_at(at(hours=2))

    done = browser.submit(browser.get(path), button="Take the place", follow=True)

    assert states(registration) == [PLACED]
    assert done.url == f"/family/registrations/{registration.public_id}/done"
    assert done.status == 200
    assert db.session.query(SignIn).count() == 1
    assert [letter.to for letter in letters("place_confirmed")][-1] == (
        registration.registered_by.account.email
    )


def test_who_works_here_too_takes_the_place_but_is_not_signed_in_by_a_letter(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, path = offered()
    with unit_of_work():
        grant_role(
            account=registration.registered_by.account,
            role=Role.COORDINATOR,
            site=registration.series.site,
        )
    clock_at(at(hours=2))

    browser.submit(browser.get(path), button="Take the place")

    assert states(registration) == [PLACED]
    assert db.session.query(SignIn).count() == 0


def test_giving_it_on_thanks_and_offers_it_to_the_next_family(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, path = offered()
    following = wait(registration.series, minutes=70)
    clock_at(at(hours=2))

    page = browser.submit(browser.get(path), button="answer=decline", follow=True)

    assert page.text("h1") == "Thank you for telling us"
    assert states(registration, following) == [CANCELLED, OFFERED]
    assert db.session.query(SignIn).count() == 0


def test_a_used_link_says_so_and_what_to_do(
    app: Flask, browser: Browser, clock_at: SetClock
) -> None:
    _, path = offered()
    clock_at(at(hours=2))
    browser.submit(browser.get(path), button="answer=accept")

    page = Browser(app.test_client()).get(path)

    assert (page.status, page.text("h1")) == (410, OVER)
    assert page.text(".lead") == (
        "This link was used already, has expired or is not complete."
    )
    assert "Have you answered already? Then all is well." in page.text("main")


def test_an_offer_that_has_lapsed_says_that_the_family_may_register_again(
    browser: Browser, clock_at: SetClock
) -> None:
    _, path = offered()
    deliver(clock_at, at(hours=2))
    page = browser.get(path)
    clock_at(at(hours=50))
    late = browser.submit(page, button="answer=accept")
    with unit_of_work():
        lapse_offers(now=at(hours=50))

    for answer in (late, browser.get(path)):
        assert (answer.status, answer.text("h1")) == (410, OVER)
        assert answer.text(".lead").endswith("You are welcome to register again.")


def test_the_second_guardians_link_finds_the_place_taken(
    app: Flask, browser: Browser, clock_at: SetClock
) -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    pupil = make_pupil("Mira", guardian=make_guardian(email="ana@example.org"))
    second = make_guardian("Ben Novak", email="ben@example.org")
    saved(Guardianship(guardian=second, pupil=pupil, slot=2))
    registration = agree_to(register(series, pupil, minutes=1))
    cancel(placed)
    mine, theirs = (str(one.context["offer_path"]) for one in letters("offer"))
    clock_at(at(hours=2))
    browser.submit(browser.get(mine), button="answer=accept")

    page = Browser(app.test_client()).get(theirs)

    assert page.text("h1") == "You have the place"
    assert states(registration) == [PLACED]


def test_a_guardian_who_lost_the_child_can_answer_nothing(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, path = offered()
    clock_at(at(hours=2))
    page = browser.get(path)
    with unit_of_work():
        db.session.query(Guardianship).filter_by(
            pupil_id=registration.pupil_id
        ).one().ended_at = at(hours=2)

    assert browser.get(path).status == 410
    assert browser.submit(page, button="answer=accept").status == 410
    assert states(registration) == [OFFERED]


def test_a_clash_is_told_by_name_and_the_link_stays_good(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, path = offered()
    other = make_series(title="Robots", starts=(at(hours=24 * 40),))
    agree_to(register(other, registration.pupil))
    with unit_of_work():
        first, second = registration.series.meetings[0], other.meetings[0]
        second.starts_at, second.ends_at = first.starts_at, first.ends_at
    clock_at(at(hours=2))

    page = browser.submit(browser.get(path), button="answer=accept")

    assert page.status == 422
    [told] = page.texts(".error-summary li")
    assert "Mira already has a place in “Robots” at the same time." in told
    assert browser.get(path).status == 200


def test_siblings_are_answered_for_on_one_page(
    browser: Browser, clock_at: SetClock
) -> None:
    series = make_series(capacity=2)
    placed = fill(series)
    siblings = wait_together(series, 1, 2, siblings=True)
    for registration in placed:
        cancel(registration)
    clock_at(at(hours=2))
    page = browser.get(str(letters("offer")[0].context["offer_path"]))

    assert page.text("h1") == "A place is free for Child 1 and Child 2"
    browser.submit(page, button="Take the places")

    assert states(*siblings) == [PLACED, PLACED]


@pytest.mark.parametrize(
    ("answer", "state"), [("accept", PLACED), ("decline", CANCELLED)]
)
def test_a_guardian_who_is_signed_in_needs_no_letter(
    browser: Browser, clock_at: SetClock, answer: str, state: object
) -> None:
    registration, _ = offered()
    clock_at(at(hours=2))
    sign_in_as(browser, registration.registered_by.account)
    path = f"/family/registrations/{registration.public_id}/offer"

    page = browser.submit(browser.get(path), button=f"answer={answer}")

    assert page.status == 303
    assert states(registration) == [state]


def test_who_may_only_look_cannot_answer(browser: Browser, clock_at: SetClock) -> None:
    registration, _ = offered()
    ben = make_guardian("Ben Novak")
    informed = Standing.INFORMED
    saved(
        Guardianship(guardian=ben, pupil=registration.pupil, slot=2, standing=informed)
    )
    clock_at(at(hours=2))
    sign_in_as(browser, ben.account)
    path = f"/family/registrations/{registration.public_id}/offer"

    assert browser.get(path).status == 403
    assert states(registration) == [OFFERED]


def test_one_press_ends_the_waiting(browser: Browser, clock_at: SetClock) -> None:
    series = make_series(capacity=1)
    fill(series)
    waiting = wait(series, minutes=1)
    path = leave_path(waiting)
    clock_at(at(hours=2))
    page = browser.get(path)
    assert page.text("h1") == "No longer interested?"
    assert states(waiting) == [WAITLISTED]

    page = browser.submit(page, button="Take us off the list", follow=True)

    assert page.text("h1") == "Thank you for telling us"
    assert states(waiting) == [CANCELLED]
    assert waiting.cancel_reason is CancelReason.LEFT_LIST
    again = browser.get(path)
    assert (again.status, again.text("h1")) == (410, OVER)


def test_the_way_off_the_list_does_not_cancel_a_place(
    browser: Browser, clock_at: SetClock
) -> None:
    registration, _ = offered()
    path = leave_path(registration)
    clock_at(at(hours=2))

    page = browser.get(path)

    assert page.text("h1") == "The waiting is over"
    assert (
        browser.post(path, csrf_token=browser.get("/sign-in").csrf_token).status == 200
    )
    assert states(registration) == [OFFERED]
