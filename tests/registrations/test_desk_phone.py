"""Answers by telephone."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from fablab.accounts.models import Role
from fablab.consent.models import Consent, Evidence, Purpose, Route
from fablab.kernel.db import db
from fablab.people.models import Standing
from fablab.registrations.models import Agreement, RegistrationStatus
from tests.factories import OPENING_DAY, make_account, make_site, sign_in_as
from tests.registrations.desk_factories import (
    QUEUE,
    Desk,
    add_guardian,
    count,
    events,
    make_desk,
    only,
)
from tests.support.pages import Browser


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return make_desk(browser)


def test_an_answer_by_telephone_names_who_took_it_down(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))

    done = desk.browser.submit(page, photos_site="yes", called="by_us", follow=True)

    given = only(Consent)
    assert (given.purpose, given.answer) == (Purpose.PHOTOS_SITE, True)
    assert (given.route, given.entered_by) == (Route.PHONE, desk.coordinator)
    assert (given.guardian, given.evidence) == (desk.guardian, None)
    assert done.text(".notice") == "The answers of Ana Novak for Mira are recorded."
    (event,) = events("consent.taken_down")
    assert event.actor == desk.coordinator.public_id
    assert event.details["called"] == "by_us"


def test_a_yes_to_taking_part_by_telephone_gives_the_held_place(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))

    desk.browser.submit(page, taking_part="yes", called="by_guardian")

    agreement = only(Agreement)
    assert (agreement.route, agreement.entered_by) == (Route.PHONE, desk.coordinator)
    assert desk.registration.status is RegistrationStatus.PLACED


def test_a_no_to_taking_part_ends_nothing_and_says_what_to_do(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))

    done = desk.browser.submit(page, taking_part="no", called="by_us", follow=True)

    assert count(Agreement) == 0
    assert desk.registration.status is RegistrationStatus.HELD
    assert done.texts(".notice.warn") == [
        (
            "The guardian said no to taking part. That alone ends nothing: cancel the "
            "registration, so that somebody else gets the place."
        )
    ]


def test_what_is_left_open_stays_open_and_nothing_at_all_is_refused(
    desk: Desk,
) -> None:
    page = desk.browser.submit(desk.browser.get(desk.path("phone")), called="by_us")

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Nothing was answered. Choose yes or no for at least one question."
    ]
    assert count(Consent) == 0


def test_who_called_must_be_said_and_the_answers_stay(desk: Desk) -> None:
    page = desk.browser.submit(desk.browser.get(desk.path("phone")), photos_site="no")

    assert page.texts(".error-summary li") == ["Choose who called"]
    assert page.one("[name=photos_site][value=no]").has_attr("checked")


def test_a_yes_to_leaving_alone_says_from_when(desk: Desk) -> None:
    page = desk.browser.submit(
        desk.browser.get(desk.path("phone")), leaving_alone="yes", called="by_us"
    )
    assert page.texts(".error-summary li") == [
        "Say from which day on the pupil may leave alone"
    ]

    desk.browser.submit(page, from_day="2026-10-03", from_time="16:30")

    given = only(Consent)
    assert (given.from_day, given.from_time) == (date(2026, 10, 3), time(16, 30))


def test_pressing_twice_records_once(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))

    for _ in range(2):
        again = desk.browser.submit(page, photos_site="yes", called="by_us")
        assert again.location == QUEUE

    assert count(Consent) == 1


def test_a_changed_text_is_read_out_anew(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))
    page.one("[name=photos_site_text]")["value"] = "0" * 64

    refused = desk.browser.submit(page, photos_site="yes", called="by_us")

    assert refused.texts(".error-summary li") == [
        "We have changed a text in the meantime. Please read it and answer again."
    ]
    assert count(Consent) == 0


def test_the_one_who_speaks_is_chosen_from_the_guardians(desk: Desk) -> None:
    other = add_guardian(desk.pupil)
    add = desk.browser.click(
        desk.browser.get(desk.path("phone")), "It is Ben Novak who speaks"
    )

    desk.browser.submit(add, photos_site="no", called="by_us")

    assert only(Consent).guardian == other


@pytest.mark.parametrize("standing", [Standing.INFORMED, Standing.NO_CONTACT])
def test_who_decides_nothing_cannot_answer_by_telephone(
    desk: Desk, standing: Standing
) -> None:
    other = add_guardian(desk.pupil, standing=standing)

    assert desk.browser.get(desk.path("phone", other)).status == 404
    assert desk.browser.get(desk.path("phone")).texts("main a.link") == [
        "Back to the list"
    ]


def test_a_guardianship_that_has_ended_answers_nothing(desk: Desk) -> None:
    other = add_guardian(desk.pupil, ended_at=OPENING_DAY - timedelta(days=1))

    assert desk.browser.get(desk.path("phone", other)).status == 404


def test_the_desk_of_another_site_finds_nobody(desk: Desk, browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("ventosa")))

    for way in ("phone", "tablet"):
        assert browser.get(desk.path(way)).status == 404
    assert browser.get(QUEUE).text("h2") == "Nothing is open"
    assert browser.get(f"{QUEUE}/pupils/{desk.pupil.public_id}").status == 404


def test_the_page_of_a_pupil_tells_route_and_who_entered_it(desk: Desk) -> None:
    page = desk.browser.get(desk.path("phone"))
    desk.browser.submit(page, photos_site="yes", taking_part="yes", called="by_us")

    told = desk.browser.get(f"{QUEUE}/pupils/{desk.pupil.public_id}")

    rows = told.texts("tbody tr")
    assert len(rows) == 2
    for row in rows:
        assert "telephone entered by Celina Wilk" in row
    assert count(Evidence) == 0
    assert list(db.session.scalars(select(Agreement.route))) == [Route.PHONE]
