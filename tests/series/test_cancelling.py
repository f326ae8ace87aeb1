"""Cancelling a series, deciding with too few pupils, and what may not be changed."""

from datetime import timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Guardianship
from fablab.registrations.errors import IsOver
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.services.offers import fill_new_places
from fablab.registrations.services.staff import cancel_series, run_anyway
from fablab.series.models import Series
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import (
    agree_to,
    load_all_texts,
    register,
)
from tests.support.pages import Browser

AFTER_CLOSING = OPENING_DAY + timedelta(days=31)


@pytest.fixture(autouse=True)
def _texts(app: object) -> None:
    assert app
    load_all_texts()


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


def cancel(series: Series, by: Account, *, days: int = 0) -> int:
    with unit_of_work():
        return cancel_series(
            series=series, by=by, now=OPENING_DAY + timedelta(days=days, hours=1)
        )


def letters(template: str) -> list[str]:
    found = db.session.query(Letter).filter_by(template=template)
    return sorted(letter.to for letter in found)


def needs(series: Series, pupils: int) -> Series:
    with unit_of_work():
        series.min_pupils = pupils
    return series


def test_a_series_is_cancelled_with_every_registration(coordinator: Account) -> None:
    series = make_series(capacity=1)
    placed, waiting = agree_to(register(series)), agree_to(register(series, minutes=1))

    ended = cancel(series, coordinator)

    assert ended == 2
    assert {placed.status, waiting.status} == {RegistrationStatus.CANCELLED}
    assert {placed.cancel_reason, waiting.cancel_reason} == {
        CancelReason.SERIES_CANCELLED
    }
    assert (series.places_taken, placed.cancelled_late) == (0, False)


def test_every_family_is_told_once_for_each_pupil(coordinator: Account) -> None:
    series = make_series()
    ana, bob = make_guardian("Ana"), make_guardian("Bob")
    pupil = make_pupil(guardian=ana)
    saved(Guardianship(guardian=bob, pupil=pupil, slot=2))
    register(series, pupil)
    register(series, make_pupil("Jan", guardian=ana))

    for _ in range(3):
        cancel(series, coordinator)

    told = letters("series_cancelled")
    assert told == sorted([ana.account.email] * 2 + [bob.account.email])
    assert letters("registration_cancelled") == []
    events = db.session.query(AuditEvent).filter_by(action="series.cancelled")
    assert events.count() == 1


def test_nobody_moves_up_in_a_cancelled_series(coordinator: Account) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))
    agree_to(register(series, minutes=1))

    cancel(series, coordinator)
    with unit_of_work():
        fill_new_places(now=OPENING_DAY + timedelta(hours=2))

    assert letters("offer") == []


def test_what_is_over_cannot_be_cancelled(coordinator: Account) -> None:
    series = make_series()

    with pytest.raises(IsOver, match="is over"):
        cancel(series, coordinator, days=60)

    assert series.cancelled_at is None


def test_a_cancelled_series_says_that_it_cannot_be_taken_back(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(title="Lamps")
    agree_to(register(series))
    sign_in_as(browser, coordinator)

    page = browser.click(
        browser.get(f"/staff/series/{series.slug}"), "Cancel the workshop"
    )
    done = browser.submit(page, button="Cancel the workshop for good", follow=True)
    again = browser.get(f"/staff/series/{series.slug}/cancel")
    copy = browser.click(again, "New workshop from this one")

    assert "1 registration ends." in page.texts("main li")
    assert (
        done.text(".notice") == "The workshop is cancelled, and with it 1 registration."
    )
    assert "It cannot be taken back" in again.text("main")
    assert not again.soup.select("main form")
    assert copy.value("#title_en") == "Lamps"


def test_the_button_pressed_in_two_tabs_cancels_once(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series()
    register(series)
    sign_in_as(browser, coordinator)
    tabs = [browser.get(f"/staff/series/{series.slug}/cancel") for _ in range(2)]

    answers = [browser.submit(tab) for tab in tabs]

    assert [answer.status for answer in answers] == [303, 303]
    assert len(letters("series_cancelled")) == 1


def test_too_few_pupils_at_the_deadline_are_decided_by_the_coordinator(
    browser: Browser, coordinator: Account, clock_at: object
) -> None:
    series = needs(make_series(title="Lamps"), 2)
    enough = needs(make_series(title="Robots"), 1)
    for one in (series, enough):
        agree_to(register(one))
    sign_in_as(browser, coordinator)
    before = browser.get("/staff/").texts(".todo button")
    clock_at(AFTER_CLOSING)  # type: ignore[operator]  # the fixture's function

    page = browser.get("/staff/")
    after = browser.submit(page, button="Run it anyway: Lamps", follow=True)

    assert before == []
    assert page.texts(".todo button") == ["Run it anyway: Lamps"]
    assert "1 pupil of the 2 that you need has a place" in page.text(".todo")
    assert after.texts(".todo button") == []
    assert series.cancelled_at is None


def test_running_anyway_is_written_down_once(coordinator: Account) -> None:
    series = needs(make_series(), 5)

    for _ in range(2):
        with unit_of_work():
            run_anyway(series=series, by=coordinator, now=AFTER_CLOSING)

    event = db.session.query(AuditEvent).filter_by(action="series.runs_anyway").one()
    assert event.details == {"needed": 5, "taken": 0}
    assert series.min_pupils is None


def test_the_pupils_needed_are_not_more_than_there_are_places(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(capacity=4)
    sign_in_as(browser, coordinator)
    page = browser.get(f"/staff/series/{series.slug}/edit")

    refused = browser.submit(page, min_pupils="5")
    kept = browser.submit(page, min_pupils="4", age_by="birth_year", exempt=True)

    assert refused.texts(".error-summary li") == [
        "The pupils needed are a number from 1 to the number of places."
    ]
    assert kept.status == 303
    assert (series.min_pupils, series.age_by, series.exempt) == (4, "birth_year", True)


def test_there_cannot_be_fewer_places_than_are_taken(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(capacity=3)
    for minute in range(2):
        register(series, minutes=minute)
    sign_in_as(browser, coordinator)

    refused = browser.submit(
        browser.get(f"/staff/series/{series.slug}/edit"), capacity="1"
    )

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "2 places are taken already, so there cannot be fewer."
    ]
    assert series.capacity == 3


def test_a_meeting_that_is_moved_into_a_clash_is_said_and_marked(
    browser: Browser, coordinator: Account
) -> None:
    later = OPENING_DAY + timedelta(days=40)
    series, other = (
        make_series(title="Lamps"),
        make_series(title="Robots", starts=(later,)),
    )
    pupil = make_pupil()
    for one in (series, other):
        agree_to(register(one, pupil))
    sign_in_as(browser, coordinator)
    meeting = series.meetings[0].public_id
    path = f"/staff/series/{series.slug}/meetings/{meeting}"

    moved = browser.submit(
        browser.get(path),
        day=later.date().isoformat(),
        starts="10:00",
        ends="12:00",
        follow=True,
    )
    listed = browser.get(f"/staff/series/{series.slug}/registrations")

    assert "Look at the registrations" in moved.text(".notice")
    assert "two at the same time" in listed.text("tbody td")
    assert db.session.query(Registration).count() == 2
