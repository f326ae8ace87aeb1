"""What the door could not judge is shown with a way out, and settled once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Account, Role
from fablab.checkin.models import Attendance, Kiosk, Scan, ScanKind, ScanReview
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Override, Registration, RegistrationStatus
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.checkin.scanning import MINUTE, known, scan, send, unknown_card
from tests.factories import (
    make_account,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser, Page

LATER = MEETING_AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(LATER)


@pytest.fixture
def kiosk() -> KnownKiosk:
    return make_kiosk(make_site())


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


def place_of(given: str, family: str = "Novak", **facts: object) -> Registration:
    return make_place(pupil=make_pupil(given, family), **facts)  # type: ignore[arg-type]


def sentences(page: Page) -> list[str]:
    return page.texts(".todo li b")


def detail(browser: Browser) -> Page:
    event_id = db.session.query(Scan).order_by(Scan.id).limit(1).one().event_id
    return browser.get(f"/staff/scans/{event_id}")


def test_each_scan_says_what_happened_when_and_at_which_tablet_newest_first(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    lamps = make_series(title="Lamps")
    waits = place_of("Mira", series=lamps, status=RegistrationStatus.WAITLISTED)
    gone = place_of("Jan", series=lamps, status=RegistrationStatus.CANCELLED)
    place = place_of("Ida", series=lamps)
    send(kiosk, unknown_card(1, card="FL00"), unknown_card(2, how="walk_in"))
    send(kiosk, scan(waits, 3), scan(gone, 4), scan(place, -90), scan(place, 6))
    sign_in_as(browser, coordinator)

    page = browser.get("/staff/scans")

    assert sentences(page) == [
        "Jan N. came, but had been signed off.",
        "Mira N. came, but is on the waiting list.",
        "“Somebody new” came without being on the list.",
        "The card “FL00” is not known.",
        "Ida N. was scanned far from the meeting’s time.",
    ]
    assert "Sat, 3 Oct 2026, 10:04 · Front door · Lamps" in page.text(".todo li .hint")
    assert "5 scans at the door need a person" in browser.get("/staff/").text(".todo")


def test_one_tap_counts_a_scan_and_it_leaves_the_list(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    send(kiosk, scan(place_of("Mira"), -90))
    sign_in_as(browser, coordinator)
    page = browser.get("/staff/scans")

    page = browser.submit(page, button="Count it for Mira N. at 08:30", follow=True)

    assert page.text(".notice") == "The scan counts for Mira."
    assert page.text(".empty h2") == "Nothing to look at"
    assert [row.came_at for row in db.session.query(Attendance)] == [
        MEETING_AT - 90 * MINUTE
    ]


def test_walk_in_whose_typed_name_fits_is_merged_without_double_attendance(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    mira = place_of("Mira")
    send(kiosk, unknown_card(3, card="mira  novak", how="walk_in"), scan(mira, 7))
    sign_in_as(browser, coordinator)

    browser.submit(browser.get("/staff/scans"), button="Count it for Mira N. at 10:03")

    assert len(known()) == 1
    assert known()[0][1] == MEETING_AT + 3 * MINUTE


def test_pupil_of_another_workshop_is_counted_where_they_belong(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    robots = make_series(title="Robots")
    mira = place_of("Mira", series=make_series(title="Lamps"))
    wrong = first_meeting(robots).public_id
    send(kiosk, scan(mira, 2, meeting=wrong))
    sign_in_as(browser, coordinator)
    page = browser.get("/staff/scans")
    assert sentences(page) == ["Mira N. belongs to “Lamps”."]

    browser.submit(page, button="Count it for Mira N. at 10:02")

    row = db.session.query(Attendance).one()
    assert row.meeting_id == first_meeting(mira.series).id


def test_any_pupil_of_the_day_can_be_chosen_for_an_unknown_card(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    lamps = make_series(title="Lamps")
    jan = place_of("Jan", series=lamps)
    place_of("Mira", series=lamps)
    send(kiosk, unknown_card(3, card="XX"))
    sign_in_as(browser, coordinator)
    page = detail(browser)
    assert page.texts(".pick") == ["Jan Novak – Lamps", "Mira Novak – Lamps"]

    refused = browser.submit(page, button="Count it for this pupil")
    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "Choose a pupil, or say that there is nothing to do."
    ]
    key = f"{first_meeting(lamps).public_id}.{jan.public_id}"
    browser.submit(refused, button="Count it for this pupil", guest=key)

    assert [row.registration_id for row in db.session.query(Attendance)] == [jan.id]


def test_somebody_new_is_registered_by_hand_with_the_name_as_typed(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    lamps = make_series(title="Lamps")
    place_of("Mira", series=lamps)
    send(kiosk, unknown_card(3, card="Ola Kos", how="walk_in"))
    sign_in_as(browser, coordinator)

    page = browser.click(detail(browser), "Register by hand: Lamps")

    assert page.text("h1") == "Register by hand"
    assert page.value("#q") == "Ola Kos"


def test_signed_off_child_is_admitted_if_there_is_room_with_a_reason_on_record(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    lamps = make_series(title="Lamps", capacity=1)
    gone = place_of("Mira", series=lamps, status=RegistrationStatus.CANCELLED)
    send(kiosk, scan(gone, 2))
    sign_in_as(browser, coordinator)
    page = browser.get("/staff/scans")

    page = browser.submit(
        page, button="Admit Mira N.: there is a free place", follow=True
    )

    assert page.text(".notice") == "Mira is admitted. The family gets a letter."
    again = db.session.query(Registration).filter_by(cancelled_at=None).one()
    assert again.status is RegistrationStatus.HELD
    assert db.session.query(ScanReview).one().registration_id == again.id
    override = db.session.query(Override).one()
    assert override.reason == "Came to the door, and a place was free."
    assert [row.registration_id for row in db.session.query(Attendance)] == [
        again.id,
    ]


def test_nobody_is_admitted_where_no_place_is_free(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    lamps = make_series(title="Lamps", capacity=1)
    place_of("Jan", series=lamps)
    gone = place_of("Mira", series=lamps, status=RegistrationStatus.CANCELLED)
    send(kiosk, scan(gone, 2))
    sign_in_as(browser, coordinator)

    page = browser.get("/staff/scans")

    assert sentences(page) == ["Mira N. came, but had been signed off."]
    assert page.soup.select(".todo button") == []


def test_scan_is_settled_with_a_note_and_only_once(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    send(kiosk, unknown_card(3, card="XX"))
    sign_in_as(browser, coordinator)
    page = detail(browser)

    done = browser.submit(
        page, button="Leave it as it is", follow=True, note="a sticker"
    )

    assert done.text(".notice") == "The scan is settled: nothing to do."
    review = db.session.query(ScanReview).one()
    assert (review.note, review.by) == ("a sticker", coordinator)
    assert browser.submit(page, button="Leave it as it is").status == 404
    assert db.session.query(ScanReview).count() == 1


def test_scans_of_another_site_are_nobodys_business(
    browser: Browser, coordinator: Account
) -> None:
    send(make_kiosk(make_site("cieszyn")), unknown_card(3))
    sign_in_as(browser, coordinator)

    assert browser.get("/staff/scans").text(".empty h2") == "Nothing to look at"
    assert detail(browser).status == 404
    assert "scan at the door" not in browser.get("/staff/").text("main")


def test_facilitator_sees_the_scans_of_own_meetings_only(
    browser: Browser, kiosk: KnownKiosk
) -> None:
    filip = make_account(Role.FACILITATOR, site=make_site(), name="Filip Lis")
    mine = place_of("Mira", series=make_series(facilitator=filip))
    send(kiosk, scan(mine, -90), scan(place_of("Jan"), -90), unknown_card(3))
    sign_in_as(browser, filip)

    assert sentences(browser.get("/staff/scans")) == [
        "Mira N. was scanned far from the meeting’s time."
    ]


def test_what_was_taken_back_needs_no_look(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    wrong = unknown_card(3)
    send(kiosk, wrong)
    send(kiosk, scan(place_of("Mira"), 4, ScanKind.UNDO, undoes=wrong))
    sign_in_as(browser, coordinator)

    assert browser.get("/staff/scans").text(".empty h2") == "Nothing to look at"


def test_wrong_clock_of_a_tablet_is_told(
    browser: Browser, kiosk: KnownKiosk, coordinator: Account
) -> None:
    with unit_of_work():
        db.session.get_one(Kiosk, kiosk.id).clock_error = -3720
    sign_in_as(browser, coordinator)

    assert browser.get("/staff/scans").text(".notice") == (
        "The clock of the tablet “Front door” was wrong by 62 minutes. "
        "Times were put right by that; please set its clock."
    )
