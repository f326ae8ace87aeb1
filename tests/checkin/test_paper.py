"""The roster goes out on paper, and what stood on it comes back."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from fablab.accounts.models import Account, Role
from fablab.audit.models import AuditEvent
from fablab.checkin.errors import CannotWriteDown
from fablab.checkin.models import Attendance, AttendanceStatus, HandOver
from fablab.checkin.services.paper import OnPaper, write_down
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import (
    BarredPerson,
    Collector,
    CollectorRelation,
    Guardianship,
    Standing,
)
from fablab.people.queries.barred import barred_person_context
from fablab.registrations.models import Registration
from fablab.web.current import current_installation
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.checkin.scanning import scan, send
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
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser

ENDS_AT = MEETING_AT + timedelta(hours=2)
AFTERWARDS = MEETING_AT + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(AFTERWARDS)


@pytest.fixture
def staff() -> Account:
    return make_account(Role.COORDINATOR, site=make_site(), name="Celina Wilk")


@pytest.fixture
def place() -> Registration:
    guardian = make_guardian("Ana Novak")
    pupil = make_pupil("Mira", "Novak", guardian=guardian)
    with unit_of_work():
        guardian.phone = "+48601000001"
        found = db.session.query(Guardianship).filter_by(pupil_id=pupil.id).one()
        found.emergency_name, found.emergency_phone = "Ola Kos", "+48601000002"
    saved(
        Collector(
            pupil=pupil,
            named_by=guardian,
            name="Halina Kos",
            phone="+48601000003",
            relation=CollectorRelation.GRANDPARENT,
            valid_from=OPENING_DAY.date(),
            named_at=OPENING_DAY,
        )
    )
    return make_place(series=make_series(title="Lamps"), pupil=pupil)


def url_of(place: Registration) -> str:
    return f"/staff/meetings/{first_meeting(place.series).public_id}"


def text_of_roster(browser: Browser, place: Registration) -> str:
    pages = PdfReader(BytesIO(browser.download(f"{url_of(place)}/roster.pdf"))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def rows() -> list[tuple[object, ...]]:
    db.session.expire_all()
    return [
        (row.status, row.came_at, row.left_at, row.hand_over, row.collected_by)
        for row in db.session.query(Attendance).order_by(Attendance.registration_id)
    ]


def test_the_roster_says_who_collects_under_which_number_and_who_must_not(
    browser: Browser, staff: Account, place: Registration
) -> None:
    barred = BarredPerson(
        pupil=place.pupil, sealed=b"", told_by=staff, told_at=OPENING_DAY
    )
    said = json.dumps({"name": "Jan Zły", "note": "court order"})
    barred.sealed = current_installation().cipher.seal(
        said, context=barred_person_context(barred)
    )
    saved(barred)
    cut_off = Guardianship(guardian=make_guardian("Ben Novak"), pupil=place.pupil)
    cut_off.slot, cut_off.standing = 2, Standing.NO_CONTACT
    saved(cut_off)
    sign_in_as(browser, staff)

    text = text_of_roster(browser, place)

    for words in (
        "Lamps",
        "Saturday, 3 October 2026, 10:00–12:00",
        "Mira Novak",
        "Does not leave alone",
        "No pictures",
        "Must not collect: Ben Novak",
        "Must not collect: Jan Zły (court order)",
        "Ana Novak, Guardian · +48 601 000 001",
        "Halina Kos, Grandparent · +48 601 000 003",
        "In an emergency: Ola Kos · +48 601 000 002",
    ):
        assert words in text
    events = db.session.query(AuditEvent).filter_by(action="roster.printed")
    assert [event.subject for event in events] == [
        first_meeting(place.series).public_id
    ]


def test_typing_in_takes_the_usual_times_unless_others_are_written(
    browser: Browser, staff: Account, place: Registration
) -> None:
    late = make_place(series=place.series, pupil=make_pupil("Zosia", "Kowalska"))
    make_place(series=place.series, pupil=make_pupil("Jan", "Kos"))
    sign_in_as(browser, staff)
    page = browser.get(f"{url_of(place)}/paper")
    assert page.texts("legend") == ["Jan Kos", "Mira Novak", "Zosia Kowalska"]
    assert page.value(f"#came-{place.public_id}") == "10:00"
    answers = {
        f"here-{place.public_id}": "y",
        f"by-{place.public_id}": "Halina Kos",
        f"here-{late.public_id}": "y",
        f"came-{late.public_id}": "10:20",
        f"left-{late.public_id}": "",
    }

    done = browser.submit(page, follow=True, **answers)

    assert done.text(".notice") == "What stood on paper is saved."
    mira = (
        AttendanceStatus.PRESENT,
        MEETING_AT,
        ENDS_AT,
        HandOver.COLLECTOR,
        "Halina Kos",
    )
    came = MEETING_AT + timedelta(minutes=20)
    assert rows() == [mira, (AttendanceStatus.LATE, came, None, None, "")]


def test_leaving_before_coming_is_refused_in_words_and_keeps_the_answers(
    browser: Browser, staff: Account, place: Registration
) -> None:
    sign_in_as(browser, staff)
    key = place.public_id

    page = browser.submit(
        browser.get(f"{url_of(place)}/paper"),
        follow=False,
        **{f"here-{key}": "y", f"came-{key}": "11:00", f"left-{key}": "10:30"},
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Nobody leaves before coming: check both times"
    ]
    assert page.value(f"#came-{key}") == "11:00"
    assert page.soup.select(f"#here-{key}[checked]")
    assert rows() == []


def test_a_tick_without_a_time_is_refused(
    browser: Browser, staff: Account, place: Registration
) -> None:
    sign_in_as(browser, staff)
    key = place.public_id

    page = browser.submit(
        browser.get(f"{url_of(place)}/paper"),
        follow=False,
        **{f"here-{key}": "y", f"came-{key}": ""},
    )

    assert page.texts(".error-summary li") == ["Enter when they came"]


def test_saving_twice_changes_nothing_and_scans_change_nothing_afterwards(
    staff: Account, place: Registration
) -> None:
    line = OnPaper(
        came_at=MEETING_AT, left_at=ENDS_AT, hand_over=HandOver.ALONE, collected_by=""
    )

    def save() -> int:
        with unit_of_work():
            return write_down(
                meeting=first_meeting(place.series),
                lines={place.public_id: line},
                by=staff,
                now=AFTERWARDS,
            )

    assert (save(), save()) == (1, 0)
    send(make_kiosk(), scan(place, 33))
    assert rows() == [
        (AttendanceStatus.PRESENT, MEETING_AT, ENDS_AT, HandOver.ALONE, "")
    ]


def test_what_the_door_saw_stays_the_doors_when_nothing_else_stood_on_paper(
    browser: Browser, staff: Account, place: Registration
) -> None:
    send(make_kiosk(), scan(place, 3))
    with unit_of_work():
        row = db.session.query(Attendance).one()
        row.came_at = MEETING_AT + timedelta(minutes=3, seconds=17)
        row.left_at, row.hand_over = ENDS_AT, HandOver.OTHER
        row.collected_by = "Aunt Basia"
    sign_in_as(browser, staff)
    before = rows()

    browser.submit(browser.get(f"{url_of(place)}/paper"))

    assert rows() == before
    assert db.session.query(Attendance).one().marked_by is None


def test_the_rule_itself_refuses_leaving_before_coming(
    staff: Account, place: Registration
) -> None:
    line = OnPaper(came_at=ENDS_AT, left_at=MEETING_AT)

    with (
        pytest.raises(CannotWriteDown, match="Mira Novak cannot leave"),
        unit_of_work(),
    ):
        write_down(
            meeting=first_meeting(place.series),
            lines={place.public_id: line},
            by=staff,
            now=AFTERWARDS,
        )


def test_paper_of_a_meeting_that_one_does_not_lead_is_not_found(
    browser: Browser, place: Registration
) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(f"{url_of(place)}/paper").status == 404
    assert browser.get(f"{url_of(place)}/roster.pdf").status == 404
