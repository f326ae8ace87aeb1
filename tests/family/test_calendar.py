"""The family's calendar: a secret address that can be renewed, and what it tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from fablab.family.models import CalendarFeed
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import CancelReason, Registration, RegistrationStatus
from tests.checkin.factories import first_meeting, make_place
from tests.factories import (
    OPENING_DAY,
    make_pupil,
    make_series,
    sign_in_as,
)
from tests.family.factories import NOBODYS, cancel, limit, second_guardian
from tests.support.pages import Browser


def make_feed(family: Browser) -> str:
    page = family.submit(
        family.get("/family/calendar"), button="Make my calendar address", follow=True
    )
    return urlsplit(page.value("#address")).path


def renew(family: Browser) -> str:
    page = family.submit(
        family.get("/family/calendar"),
        button="Make a new address (the old one stops)",
        follow=True,
    )
    return urlsplit(page.value("#address")).path


def events(browser: Browser, address: str) -> list[Any]:
    calendar = Calendar.from_ical(browser.download(address))
    return list(calendar.walk("VEVENT"))


def told(browser: Browser, address: str) -> list[tuple[str, str]]:
    return [(str(e["SUMMARY"]), str(e["STATUS"])) for e in events(browser, address)]


def test_calendar_tells_given_names_and_titles_and_no_more(
    family: Browser, pupil: Pupil
) -> None:
    make_place(pupil=pupil)
    address = make_feed(family)
    body = family.download(address)

    (event,) = events(family, address)
    assert event["SUMMARY"] == "Mira: Laser-cut lamps"
    assert event["STATUS"] == "CONFIRMED"
    assert event.start == datetime(2026, 10, 3, 8, tzinfo=UTC)
    assert "Room 2" in event["LOCATION"]
    for secret in (b"Novak", b"Ana", b"example.org"):
        assert secret not in body


def test_calendar_needs_no_sign_in_and_is_kept_by_nobody(
    family: Browser, browser: Browser, pupil: Pupil
) -> None:
    make_place(pupil=pupil)
    address = make_feed(family)
    browser.carry_session(_user_id="")

    page = browser.get(address)

    assert page.status == 200
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["Cache-Control"].startswith("private")
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in page.headers


def test_renewed_address_works_and_the_old_one_dies(
    family: Browser, pupil: Pupil
) -> None:
    make_place(pupil=pupil)
    old = make_feed(family)

    new = renew(family)

    assert new != old
    assert family.get(old).status == 404
    assert told(family, new) == [("Mira: Laser-cut lamps", "CONFIRMED")]
    assert db.session.query(CalendarFeed).count() == 1


def test_pressing_renew_twice_renews_once(family: Browser, pupil: Pupil) -> None:
    assert pupil.id
    make_feed(family)
    page = family.get("/family/calendar")
    button = "Make a new address (the old one stops)"
    first = family.submit(page, button=button, follow=True)

    again = family.submit(page, button=button, follow=True)

    assert again.value("#address") == first.value("#address")


def test_stopped_address_dies(family: Browser, pupil: Pupil) -> None:
    assert pupil.id
    address = make_feed(family)

    page = family.submit(
        family.get("/family/calendar"), button="Stop the calendar", follow=True
    )

    assert "Make my calendar address" in page.texts("main button")
    assert family.get(address).status == 404


def test_secret_is_stored_hashed_and_sealed(family: Browser, pupil: Pupil) -> None:
    assert pupil.id
    token = make_feed(family).removesuffix(".ics").rpartition("/")[2]

    feed = db.session.query(CalendarFeed).one()

    assert len(token) >= 43
    assert token != feed.token_hash
    assert token.encode() not in feed.sealed


@pytest.mark.parametrize("end", NOBODYS)
def test_guardian_who_is_removed_loses_the_calendar_at_once(
    family: Browser, guardian: Guardian, pupil: Pupil, end: dict[str, object]
) -> None:
    make_place(pupil=pupil)
    make_place(pupil=make_pupil("Jan", guardian=guardian))
    address = make_feed(family)
    assert len(events(family, address)) == 2

    limit(guardian, pupil, **end)  # type: ignore[arg-type]  # by name

    assert told(family, address) == [("Jan: Laser-cut lamps", "CONFIRMED")]


def test_calendar_of_a_disabled_account_is_gone(
    family: Browser, guardian: Guardian, pupil: Pupil
) -> None:
    make_place(pupil=pupil)
    address = make_feed(family)

    with unit_of_work():
        guardian.account.disabled_at = OPENING_DAY

    assert family.get(address).status == 404


def test_each_guardian_has_a_calendar_of_their_own(
    family: Browser, guardian: Guardian, pupil: Pupil
) -> None:
    make_place(pupil=make_pupil("Ola", guardian=guardian))
    make_place(pupil=pupil)
    first = make_feed(family)
    sign_in_as(family, second_guardian(pupil).account)

    second = make_feed(family)

    assert len(events(family, first)) == 2
    assert told(family, second) == [("Mira: Laser-cut lamps", "CONFIRMED")]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (RegistrationStatus.PLACED, ["CONFIRMED"]),
        (RegistrationStatus.HELD, ["TENTATIVE"]),
        (RegistrationStatus.OFFERED, ["TENTATIVE"]),
        (RegistrationStatus.WAITLISTED, []),
        (RegistrationStatus.CANCELLED, []),
    ],
)
def test_calendar_holds_what_takes_a_place(
    family: Browser,
    pupil: Pupil,
    status: RegistrationStatus,
    expected: list[str],
) -> None:
    make_place(pupil=pupil, status=status)

    found = told(family, make_feed(family))

    assert [state for _, state in found] == expected


def test_cancelled_meeting_stays_as_cancelled_with_a_higher_sequence(
    family: Browser, pupil: Pupil
) -> None:
    place = make_place(pupil=pupil)
    address = make_feed(family)
    (before,) = events(family, address)
    with unit_of_work():
        meeting = first_meeting(place.series)
        meeting.cancelled_at = OPENING_DAY
        meeting.sequence += 1

    (after,) = events(family, address)

    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_series_that_is_called_off_stays_as_cancelled(
    family: Browser, pupil: Pupil
) -> None:
    place = make_place(pupil=pupil)
    address = make_feed(family)
    (before,) = events(family, address)
    cancel(place, CancelReason.SERIES_CANCELLED, now=OPENING_DAY)

    (after,) = events(family, address)

    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_held_place_that_becomes_firm_has_a_higher_sequence(
    family: Browser, pupil: Pupil
) -> None:
    place = make_place(pupil=pupil, status=RegistrationStatus.HELD)
    address = make_feed(family)
    (before,) = events(family, address)
    with unit_of_work():
        place.status, place.held_until = RegistrationStatus.PLACED, None
        place.placed_at = OPENING_DAY

    (after,) = events(family, address)

    assert (after["UID"], after["STATUS"]) == (before["UID"], "CONFIRMED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_siblings_in_one_meeting_are_two_entries(
    family: Browser, guardian: Guardian, pupil: Pupil
) -> None:
    series = make_series()
    make_place(series=series, pupil=pupil)
    make_place(series=series, pupil=make_pupil("Jan", guardian=guardian))

    found = events(family, make_feed(family))

    assert [e["SUMMARY"] for e in found] == [
        "Mira: Laser-cut lamps",
        "Jan: Laser-cut lamps",
    ]
    assert len({e["UID"] for e in found}) == 2


def test_what_is_long_over_leaves_the_calendar(
    family: Browser, pupil: Pupil, clock_at: Callable[[datetime], None]
) -> None:
    place: Registration = make_place(pupil=pupil)
    end = first_meeting(place.series).ends_at
    address = make_feed(family)

    clock_at(end + timedelta(days=92) - timedelta(seconds=1))
    assert len(events(family, address)) == 1
    clock_at(end + timedelta(days=92))

    assert events(family, address) == []


def test_unknown_address_is_not_found(browser: Browser) -> None:
    page = browser.get("/family/calendar/guessed.ics")

    assert page.status == 404
    assert "There is no calendar at this address" in page.text("main")
