"""The register: many at once, somebody new at the door, and the whole series."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Account, Role
from fablab.checkin.models import AbsenceNotice, Attendance, AttendanceStatus
from fablab.checkin.services.attendance import mark_attendance
from fablab.consent.models import Purpose
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.checkin.scanning import scan, send
from tests.consent.factories import allow
from tests.factories import (
    make_account,
    make_pupil,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import guardian_of_pupil, load_all_texts
from tests.support.pages import Browser

PRESENT, LATE = AttendanceStatus.PRESENT, AttendanceStatus.LATE


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(MEETING_AT)


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


@pytest.fixture
def lamps() -> Series:
    return make_series(
        title="Lamps", starts=(MEETING_AT, MEETING_AT + timedelta(days=7))
    )


def place_of(
    given: str,
    series: Series,
    status: RegistrationStatus = RegistrationStatus.PLACED,
) -> Registration:
    return make_place(series=series, pupil=make_pupil(given), status=status)


def register_url(series: Series) -> str:
    return f"/staff/meetings/{first_meeting(series).public_id}"


def excuse(place: Registration) -> None:
    saved(
        AbsenceNotice(
            meeting=first_meeting(place.series),
            registration=place,
            given_by=guardian_of_pupil(place.pupil),
            given_at=MEETING_AT - timedelta(days=1),
        )
    )


def statuses() -> dict[str, AttendanceStatus]:
    db.session.expire_all()
    return {
        row.registration.pupil.given_name: row.status
        for row in db.session.query(Attendance)
    }


def test_all_here_except_marks_everybody_else_of_whom_nothing_is_known(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    for given in ("Ida", "Jan"):
        place_of(given, lamps)
    missing = place_of("Mira", lamps)
    excuse(place_of("Ola", lamps))
    send(make_kiosk(), scan(place_of("Zosia", lamps), 30))
    sign_in_as(browser, coordinator)
    page = browser.get(register_url(lamps))
    assert page.texts("details .pick") == ["Ida Novak", "Jan Novak", "Mira Novak"]

    page = browser.submit(
        page, button="All others are here", follow=True, missing=missing.public_id
    )

    assert page.text(".notice") == "2 pupils are marked as here."
    assert statuses() == {"Ida": PRESENT, "Jan": PRESENT, "Zosia": LATE}
    assert page.texts("details .pick") == ["Mira Novak"]


def test_who_must_not_be_photographed_has_a_colour_in_the_register(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    allow(place_of("Ida", lamps).pupil, Purpose.PHOTOS_INTERNAL)
    place_of("Jan", lamps)
    sign_in_as(browser, coordinator)

    page = browser.get(register_url(lamps))

    assert page.texts(".person.no-photo .name") == ["Jan Novak"]
    assert page.texts(".person.no-photo .chip") == ["no pictures"]


def test_somebody_new_is_registered_from_the_register_and_checked_in(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    place_of("Ida", lamps)
    new = place_of("Lena", lamps, RegistrationStatus.HELD)
    sign_in_as(browser, coordinator)
    page = browser.get(register_url(lamps))
    by_hand = browser.click(page, "Somebody came who is not on the list")
    assert by_hand.text("h1") == "Register by hand"
    assert page.texts("#not-agreed ~ ul span")[0] == "Lena Novak"
    consents = page.one("#not-agreed ~ ul a")["href"]
    assert consents == f"/staff/consents/pupils/{new.pupil.public_id}"

    page = browser.submit(page, button="Is here: Lena Novak", follow=True)

    assert page.text(".notice") == "Lena is checked in."
    assert page.texts(".person .name") == ["Ida Novak", "Lena Novak"]
    assert page.soup.select("#not-agreed") == []
    row = db.session.query(Attendance).one()
    assert (row.came_at, row.marked_by) == (MEETING_AT, coordinator)


def test_nobody_without_a_place_is_checked_in_by_hand(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    waits = place_of("Lena", lamps, RegistrationStatus.WAITLISTED)
    place_of("Ida", lamps)
    sign_in_as(browser, coordinator)
    token = browser.get(register_url(lamps)).csrf_token

    url = f"{register_url(lamps)}/here/{waits.public_id}"

    assert browser.post(url, csrf_token=token).status == 404
    assert statuses() == {}


def test_attendance_of_the_series_is_pupils_by_meetings_with_counts(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    ida, jan = place_of("Ida", lamps), place_of("Jan", lamps)
    send(make_kiosk(), scan(ida, 0))
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(lamps),
            registration=jan,
            status=AttendanceStatus.ABSENT,
            by=coordinator,
            now=MEETING_AT,
        )
    excuse(place_of("Ola", lamps))
    sign_in_as(browser, coordinator)
    overview = browser.get(f"/staff/series/{lamps.slug}")
    assert any(
        link["href"] == f"/staff/series/{lamps.slug}/attendance"
        for link in overview.soup.select(".tabs a")
    )

    page = browser.get(f"/staff/series/{lamps.slug}/attendance")

    assert page.texts("thead th") == ["Pupil", "Came", "3 Oct 2026", "10 Oct 2026"]
    assert page.texts("tbody tr") == [
        "Ida Novak 1 of 1 present – not yet known",
        "Jan Novak 0 of 1 absent – not yet known",
        "Ola Novak 0 of 1 excused – not yet known",
    ]
    assert page.texts("tfoot td")[1:] == ["1", "0"]


def test_attendance_of_a_series_that_one_does_not_lead_is_not_found(
    browser: Browser, lamps: Series
) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(f"/staff/series/{lamps.slug}/attendance").status == 404
