"""A coordinator registers by hand, and sets rules aside with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import SeveralReasons
from fablab.mail.models import Letter
from fablab.people.models import Pupil
from fablab.registrations.errors import (
    AlreadyRegistered,
    IsOver,
    ReasonNeeded,
    RegistrationClosed,
    Rule,
    SeasonFull,
    WrongAge,
)
from fablab.registrations.models import (
    Override,
    Registration,
    RegistrationStatus,
    Starter,
)
from fablab.registrations.services.staff import register_by_hand
from fablab.series.models import Series
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.factories import (
    agree_to,
    guardian_of_pupil,
    register,
    set_site,
)
from tests.support.pages import Browser

CLOSED = OPENING_DAY - timedelta(days=1)
TOO_OLD = date(2005, 5, 17)


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


def by_hand(
    series: Series,
    by: Account,
    *,
    pupil: Pupil | None = None,
    set_aside: tuple[str, ...] = (),
    reason: str = "",
    days: int = 0,
) -> Registration:
    pupil = pupil or make_pupil()
    guardian = guardian_of_pupil(pupil)
    with unit_of_work():
        return register_by_hand(
            pupil=pupil,
            guardian=guardian,
            series=series,
            set_aside=set_aside,
            reason=reason,
            by=by,
            now=OPENING_DAY + timedelta(days=days),
        )


def known(series: Series, given_name: str = "Łucja", **details: Any) -> Pupil:  # noqa: ANN401 -- a factory's own
    """A pupil who has been at the site."""
    pupil = make_pupil(given_name, **details)
    register(make_series(starts=(OPENING_DAY + timedelta(days=90),)), pupil)
    assert series
    return pupil


def test_staff_can_register_after_the_deadline_and_it_is_marked_who_did(
    coordinator: Account,
) -> None:
    series = make_series(closes_at=CLOSED)

    registration = by_hand(
        series, coordinator, set_aside=(Rule.CLOSED,), reason="Called on Monday"
    )

    assert registration.status is RegistrationStatus.HELD
    assert registration.started_by is Starter.STAFF
    override = db.session.query(Override).one()
    assert (override.rules, override.reason) == (["closed"], "Called on Monday")
    assert override.by_id == coordinator.id
    event = db.session.query(AuditEvent).filter_by(action="registration.overridden")
    assert event.one().actor == coordinator.public_id


def test_staff_may_set_the_age_aside_with_name_and_reason(
    coordinator: Account,
) -> None:
    pupil = make_pupil(birth_date=TOO_OLD)

    with pytest.raises(WrongAge):
        by_hand(make_series(), coordinator, pupil=pupil, reason="because")
    by_hand(
        make_series(), coordinator, pupil=pupil, set_aside=("age",), reason="helps us"
    )

    assert db.session.query(Override).one().rules == ["age"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_rule_is_set_aside_without_a_reason(
    coordinator: Account, reason: str
) -> None:
    series = make_series(closes_at=CLOSED)

    with pytest.raises(ReasonNeeded):
        by_hand(series, coordinator, set_aside=("closed",), reason=reason)

    assert db.session.query(Registration).count() == 0


def test_all_rules_that_refuse_are_named_at_once(coordinator: Account) -> None:
    series = make_series(closes_at=CLOSED)
    pupil = make_pupil(birth_date=TOO_OLD)

    with pytest.raises(SeveralReasons) as refusal:
        by_hand(series, coordinator, pupil=pupil)

    assert [type(one) for one in refusal.value.reasons] == [
        RegistrationClosed,
        WrongAge,
    ]


def test_overlap_and_limit_can_be_set_aside(coordinator: Account) -> None:
    set_site(make_site(), series_per_season=1)
    pupil, series = make_pupil(), make_series(title="Robots")
    agree_to(register(make_series(), pupil))

    with pytest.raises(SeasonFull):
        by_hand(series, coordinator, pupil=pupil, set_aside=("overlap",), reason="x")
    by_hand(
        series, coordinator, pupil=pupil, set_aside=("limit", "overlap"), reason="twin"
    )

    assert db.session.query(Override).one().rules == ["limit", "overlap"]


def test_the_number_of_places_is_never_set_aside(coordinator: Account) -> None:
    series = make_series(capacity=1)
    agree_to(register(series))

    registration = by_hand(
        series, coordinator, set_aside=("queue", "capacity"), reason="please"
    )

    assert registration.status is RegistrationStatus.WAITLISTED
    assert series.places_taken == 1


def test_who_is_registered_already_is_not_registered_twice(
    coordinator: Account,
) -> None:
    series, pupil = make_series(), make_pupil()
    register(series, pupil)

    with pytest.raises(AlreadyRegistered):
        by_hand(series, coordinator, pupil=pupil, set_aside=("registered",), reason="x")


def test_nobody_joins_what_is_over_or_cancelled(coordinator: Account) -> None:
    series = make_series()

    with pytest.raises(IsOver):
        by_hand(series, coordinator, set_aside=("closed",), reason="x", days=60)


def test_who_walks_in_when_it_has_begun_can_be_registered(
    coordinator: Account,
) -> None:
    later = OPENING_DAY + timedelta(days=10)
    series = make_series(starts=(OPENING_DAY - timedelta(hours=1), later))

    registration = by_hand(series, coordinator, set_aside=("closed",), reason="came")

    assert registration.status is RegistrationStatus.HELD


def test_the_family_gets_the_usual_letter_to_agree(coordinator: Account) -> None:
    registration = by_hand(make_series(), coordinator)

    letter = db.session.query(Letter).one()
    assert letter.template == "confirm_registration"
    assert letter.subject == registration.public_id
    agreed = agree_to(registration, minutes=5)
    assert agreed.status is RegistrationStatus.PLACED


def test_what_was_set_aside_stays_so_when_the_family_agrees(
    coordinator: Account,
) -> None:
    pupil = make_pupil(birth_date=TOO_OLD)
    series = make_series(closes_at=CLOSED)
    registration = by_hand(
        series, coordinator, pupil=pupil, set_aside=("age", "closed"), reason="helps"
    )

    assert agree_to(registration, minutes=5).status is RegistrationStatus.PLACED


def test_the_coordinator_finds_a_pupil_and_registers_them(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(closes_at=CLOSED)
    known(series, "Łucja")
    sign_in_as(browser, coordinator)
    page = browser.get(f"/staff/series/{series.slug}/registrations")

    page = browser.click(page, "Register by hand")
    page = browser.submit(page, q="luc nov")
    page = browser.click(page, "Register: Łucja Novak")
    refused = browser.submit(page)
    unsaid = browser.submit(page, set_aside=["closed"])
    done = browser.submit(page, set_aside=["closed"], reason="By phone", follow=True)

    assert page.texts("main section li") == [
        "Registration for this workshop has closed."
    ]
    assert refused.texts(".error-summary li") == [
        "Registration for this workshop has closed."
    ]
    assert unsaid.texts(".error-summary li") == [
        "Write why you decide otherwise: others will read it."
    ]
    assert done.text("h1") == "Registration of Łucja Novak"
    assert "Celina Wilk" in done.text("main section")
    assert "By phone" in done.text("main section")


def test_the_form_sent_twice_registers_once(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series()
    pupil = known(series)
    sign_in_as(browser, coordinator)
    path = f"/staff/series/{series.slug}/registrations/new/known"
    page = browser.get(f"{path}?pupil={pupil.public_id}")

    answers = [browser.submit(page) for _ in range(2)]

    assert answers[0].location == answers[1].location
    ours = db.session.query(Registration).filter_by(series_id=series.id)
    assert ours.count() == 1


def test_a_new_family_is_registered_by_hand(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series()
    sign_in_as(browser, coordinator)
    path = f"/staff/series/{series.slug}/registrations/new"
    page = browser.click(browser.get(path), "A new family")
    family: dict[str, Any] = {
        "given_name": "Ola",
        "family_name": "Kos",
        "birth_date-day": "17",
        "birth_date-month": "5",
        "birth_date-year": "2005",
        "guardian_name": "Cis Kos",
        "email": "Cis@example.org",
        "phone": "600 123 456",
    }

    refused = browser.submit(page, **family)
    done = browser.submit(
        refused, set_aside=["age"], reason="Helps the others", follow=True
    )

    assert refused.status == 422
    assert refused.value("#given_name") == "Ola"
    assert [row["value"] for row in refused.soup.select("#set_aside input")] == ["age"]
    assert done.text("h1") == "Registration of Ola Kos"
    registration = db.session.query(Registration).one()
    assert registration.started_by is Starter.STAFF
    assert registration.registered_by.phone == "+48600123456"
    assert registration.registered_by.account.email == "cis@example.org"


def test_without_a_free_place_the_page_says_to_raise_the_number_first(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(capacity=1)
    pupil = known(series)
    agree_to(register(series))
    sign_in_as(browser, coordinator)
    path = f"/staff/series/{series.slug}/registrations/new/known"

    page = browser.get(f"{path}?pupil={pupil.public_id}")
    done = browser.submit(page, follow=True)

    assert "raise the number of places first" in page.text(".notice")
    assert page.soup.select(f'main a[href="/staff/series/{series.slug}/edit#capacity"]')
    assert "is on the waiting list" in done.text(".notice")


def test_pupils_of_other_sites_are_not_found(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series()
    pupil = make_pupil("Nuno", "Alves")
    register(make_series(site=make_site("ventosa")), pupil)
    sign_in_as(browser, coordinator)
    path = f"/staff/series/{series.slug}/registrations/new"

    found = browser.get(f"{path}?q=nuno")
    named = browser.get(f"{path}/known?pupil={pupil.public_id}")

    assert "Nobody of that name has been here." in found.text("main")
    assert named.status == 404
