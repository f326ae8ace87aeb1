"""Who is inside is known at once, and nobody is forgotten there."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.checkin.services.alarm import raise_alarms
from fablab.checkin.services.attendance import mark_attendance
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.rendering import render_letter
from fablab.people.models import Guardianship
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from fablab.web.current import current_settings
from tests.checkin.factories import MEETING_AT, first_meeting, make_place
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    saved,
    sign_in_as,
)
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser

ENDS_AT = MEETING_AT + timedelta(hours=2)
ALARM_AT = ENDS_AT + timedelta(minutes=15)
ClockAt = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: ClockAt) -> None:
    assert app
    load_all_texts()
    clock_at(MEETING_AT + timedelta(minutes=30))


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


def come(
    place: Registration, *, at: datetime = MEETING_AT, left: datetime | None = None
) -> Attendance:
    return saved(
        Attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.PRESENT,
            came_at=at,
            left_at=left,
        )
    )


def make_guest(
    given: str, family: str = "Novak", *, series: Series | None = None
) -> Registration:
    return make_place(series=series, pupil=make_pupil(given, family))


def alarm(*, now: datetime = ALARM_AT) -> list[str]:
    """Run the job and say whom all letters so far are for."""
    with unit_of_work():
        raise_alarms(now=now)
    db.session.expire_all()
    return sorted(letter.to for letter in db.session.query(Letter))


def test_the_board_says_who_is_inside_since_when_and_who_is_missing(
    browser: Browser, coordinator: Account
) -> None:
    series = make_series(title="Lamps")
    come(make_guest("Zosia", "Kowalska", series=series))
    come(make_guest("Jan", series=series), left=MEETING_AT + timedelta(minutes=9))
    make_guest("Mira", series=series)
    sign_in_as(browser, coordinator)

    page = browser.get("/staff/inside")

    assert page.text("h1") == "Who is inside"
    assert page.texts("h2") == ["FabLab bielsko-biala: 1 pupil inside"]
    assert page.texts("h3") == ["Lamps"]
    assert page.texts(".person .name") == ["Zosia K."]
    assert page.texts(".person .chip") == ["since 10:00", "no pictures"]
    assert page.texts(".notice") == ["Missing, nobody has said why: Mira N."]


def test_ten_minutes_after_the_beginning_missing_and_unlisted_pupils_are_named(
    browser: Browser, coordinator: Account, clock_at: ClockAt
) -> None:
    series = make_series(title="Lamps")
    make_guest("Mira", series=series)
    gone = make_place(
        series=series,
        pupil=make_pupil("Jan", "Kos"),
        status=RegistrationStatus.CANCELLED,
    )
    come(gone)
    sign_in_as(browser, coordinator)
    unlisted = "Here without a place in this workshop: Jan K."

    clock_at(MEETING_AT + timedelta(minutes=9, seconds=59))
    page = browser.get("/staff/inside")
    assert page.texts(".notice") == [unlisted]
    assert "Expected, not seen yet: Mira N." in page.text("main")

    clock_at(MEETING_AT + timedelta(minutes=10))
    assert browser.get("/staff/inside").texts(".notice") == [
        unlisted,
        "Missing, nobody has said why: Mira N.",
    ]


def test_whom_staff_marked_without_a_time_is_inside_until_the_alarms_minute(
    browser: Browser, coordinator: Account, clock_at: ClockAt
) -> None:
    place = make_guest("Zosia")
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.PRESENT,
            by=coordinator,
            now=MEETING_AT,
        )
    sign_in_as(browser, coordinator)

    chips = browser.get("/staff/inside").texts(".person .chip")
    clock_at(ALARM_AT)

    assert chips == ["marked by hand", "no pictures"]
    assert browser.get("/staff/inside").texts(".person") == []
    assert alarm() == []


def test_the_board_and_the_to_do_raise_the_alarm_at_the_minute_not_before(
    browser: Browser, coordinator: Account, clock_at: ClockAt
) -> None:
    come(make_guest("Zosia", "Kowalska", series=make_series(title="Lamps")))
    sign_in_as(browser, coordinator)
    words = "Lamps ended at 12:00, and 1 pupil is still inside."

    clock_at(ALARM_AT - timedelta(seconds=1))
    assert browser.get("/staff/inside").texts(".notice") == []
    assert words not in browser.get("/staff/").text("main")

    clock_at(ALARM_AT)
    assert browser.get("/staff/inside").texts(".notice") == [f"{words} Zosia K."]
    assert words in browser.get("/staff/").text(".todo")


def test_nobody_is_checked_out_automatically(clock_at: ClockAt) -> None:
    attendance = come(make_guest("Zosia"))
    clock_at(ALARM_AT)

    alarm()
    alarm(now=ALARM_AT + timedelta(hours=3))

    db.session.refresh(attendance)
    assert attendance.left_at is None


def test_the_alarm_is_mailed_once_to_each_coordinator_and_who_leads_the_series() -> (
    None
):
    site = make_site()
    who_leads = make_account(Role.FACILITATOR, site=site, email="leads@example.org")
    make_account(Role.FACILITATOR, site=site, email="leads-another@example.org")
    make_account(Role.COORDINATOR, site=site, email="coordinates@example.org")
    make_account(Role.COORDINATOR, site=make_site("cieszyn"), email="far@example.org")
    gone = make_account(Role.COORDINATOR, site=site, email="gone@example.org")
    with unit_of_work():
        gone.disabled_at = MEETING_AT
    series = make_series(site=site, facilitator=who_leads)
    come(make_guest("Zosia", series=series))
    come(make_guest("Jan", series=series))

    assert alarm(now=ALARM_AT - timedelta(seconds=1)) == []
    assert alarm() == ["coordinates@example.org", "leads@example.org"]
    assert alarm(now=ALARM_AT + timedelta(minutes=1)) == [
        "coordinates@example.org",
        "leads@example.org",
    ]


def test_there_is_no_alarm_when_all_have_left() -> None:
    make_account(Role.COORDINATOR, site=make_site())
    come(make_guest("Zosia"), left=ALARM_AT - timedelta(seconds=1))

    assert alarm() == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "1 pupil is still inside: Lamps"),
        ("pl", "1 osoba jest jeszcze w środku: Lamps"),
        ("de", "1 Kind ist noch im Haus: Lamps"),
        ("uk", "1 дитина досі всередині: Lamps"),
    ],
)
def test_the_letter_names_the_series_and_no_child(language: str, subject: str) -> None:
    make_account(Role.COORDINATOR, site=make_site(), language=language)
    come(make_guest("Zosia", "Kowalska", series=make_series(title="Lamps")))
    alarm()
    letter = db.session.query(Letter).one()

    rendered = render_letter(
        letter.template,
        context=letter.context,
        language=letter.language,
        settings=current_settings(),
    )

    assert rendered.subject == subject
    for text in (rendered.text, rendered.html):
        assert "/staff/inside" in text
        assert "12:00" in text
        assert "Zosia" not in text
        assert "Kowalska" not in text


def test_a_facilitator_sees_own_pupils_by_name_and_of_others_only_how_many(
    browser: Browser,
) -> None:
    site = make_site()
    filip = make_account(Role.FACILITATOR, site=site, name="Filip Lis")
    greta = make_account(Role.FACILITATOR, site=site, name="Greta Sowa")
    come(make_guest("Mira", series=make_series(title="Lamps", facilitator=filip)))
    other = make_series(title="Robots", facilitator=greta)
    come(make_guest("Zosia", series=other))
    come(make_guest("Ida", series=make_series(site=make_site("cieszyn"))))
    sign_in_as(browser, filip)

    for address in ("/staff/inside", "/staff/inside/list"):
        text = browser.get(address).text("main")
        assert "FabLab bielsko-biala: 2 pupils inside" in text
        assert "Mira" in text
        assert "1 pupil inside · Who leads it: Greta Sowa" in text
        assert "Zosia" not in text
        assert "cieszyn" not in text


def test_the_evacuation_list_has_a_box_for_everybody_and_numbers_to_call(
    browser: Browser, coordinator: Account
) -> None:
    guardian = make_guardian("Ana Novak")
    pupil = make_pupil("Mira", "Novak", guardian=guardian)
    with unit_of_work():
        guardian.phone = "+48601000001"
        found = db.session.query(Guardianship).filter_by(pupil_id=pupil.id).one()
        found.emergency_name, found.emergency_phone = "Babcia Zofia", "+48601000002"
    series = make_series(title="Lamps")
    come(make_place(series=series, pupil=pupil))
    make_guest("Jan", "Kos", series=series)
    sign_in_as(browser, coordinator)

    page = browser.get("/staff/inside/list")

    assert page.text("h1") == "Evacuation list"
    assert page.texts("tbody th") == [
        "Mira Novak since 10:00",
        "Jan Kos expected, not seen",
    ]
    assert len(page.soup.select("tbody .tick-box")) == 2
    mira, jan = page.texts("tbody tr")
    assert "+48 601 000 001 Ana Novak (Guardian)" in mira
    assert "+48 601 000 002 Babcia Zofia (in an emergency)" in mira
    assert "no number known" in jan
    event = db.session.query(AuditEvent).one()
    assert (event.action, event.subject) == ("evacuation_list.read", "bielsko-biala")
    assert event.details == {"meetings": [first_meeting(series).public_id]}


def test_with_nobody_inside_the_board_says_so(
    browser: Browser, coordinator: Account, clock_at: ClockAt
) -> None:
    come(make_guest("Zosia"), left=ENDS_AT)
    clock_at(ALARM_AT)
    sign_in_as(browser, coordinator)

    assert browser.get("/staff/inside").text(".empty h2") == "Nobody is inside"
    assert browser.get("/staff/inside/list").text(".empty h2") == "Nobody is inside"
