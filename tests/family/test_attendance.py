"""The family sees that a pupil has come, has left, and how meetings went."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fablab.accounts.models import Role
from fablab.checkin.models import AttendanceStatus, HandOver, ScanKind
from fablab.checkin.services.attendance import mark_attendance
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk
from tests.checkin.scanning import MINUTE, scan, send
from tests.factories import make_account
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]
EVENING = MEETING_AT + timedelta(hours=9)


def dates(family: Browser, registration: Registration) -> str:
    return family.get(f"/family/registrations/{registration.public_id}").text(".week")


def test_home_says_since_when_a_pupil_is_there_and_with_whom_they_left(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    kiosk = make_kiosk(placed.series.site)
    clock_at(MEETING_AT + 30 * MINUTE)
    send(kiosk, scan(placed, 2))
    there = family.get("/family/").text(".meeting .papers")
    out = scan(
        placed, 100, ScanKind.OUT, hand_over=HandOver.COLLECTOR, collected_by="Ola Kos"
    )
    clock_at(MEETING_AT + 101 * MINUTE)
    send(kiosk, out)

    assert there == "Here since 10:02"
    assert family.get("/family/").text(".meeting .papers") == (
        "Here from 10:02 to 11:40, left with Ola Kos"
    )


def test_page_of_the_registration_says_how_each_meeting_went(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    clock_at(EVENING)
    before = dates(family, placed)
    alone = scan(placed, 118, ScanKind.OUT, hand_over=HandOver.ALONE)
    send(make_kiosk(placed.series.site), scan(placed, 16), alone)

    assert "was there" not in before
    assert "was there, came late (Here from 10:16 to 11:58, left alone)" in dates(
        family, placed
    )


def test_correction_by_staff_shows_at_once(
    family: Browser, placed: Registration, clock_at: SetClock
) -> None:
    clock_at(EVENING)
    by = make_account(Role.COORDINATOR, site=placed.series.site)
    for status in (AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED):
        with unit_of_work():
            mark_attendance(
                meeting=first_meeting(placed.series),
                registration=placed,
                status=status,
                by=by,
                now=EVENING,
            )

    assert "was excused" in dates(family, placed)
    assert "was not there" not in dates(family, placed)
