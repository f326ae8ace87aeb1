"""Who was not there is absent, once the meeting is over and somebody looked."""

from datetime import timedelta

import pytest

from fablab.accounts.models import Role
from fablab.checkin.models import AttendanceStatus, ScanKind
from fablab.checkin.services.absence import announce_absence
from fablab.checkin.services.attendance import mark_absent, mark_attendance
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.checkin.scanning import MINUTE, known, scan, send
from tests.factories import make_account
from tests.registrations.factories import guardian_of_pupil

pytestmark = pytest.mark.usefixtures("app")
ABSENT = (AttendanceStatus.ABSENT, None, None)
CAME = (AttendanceStatus.PRESENT, MEETING_AT + 2 * MINUTE, None)
END = MEETING_AT + timedelta(hours=2)


@pytest.fixture
def mira() -> Registration:
    return make_place()


@pytest.fixture
def jan(mira: Registration) -> Registration:
    return make_place(series=mira.series)


def run(minute: int = 0) -> None:
    """Run the job so many minutes after the meeting's end."""
    with unit_of_work():
        mark_absent(now=END + minute * MINUTE)


def test_who_was_not_seen_is_absent_after_the_meeting_and_not_before(
    mira: Registration, jan: Registration
) -> None:
    send(make_kiosk(), scan(mira, 2))

    run(-1)
    before = known()
    run()
    run()

    assert before == [CAME]
    assert known() == [CAME, ABSENT]
    assert jan.series is mira.series


def test_where_no_attendance_was_taken_nobody_is_absent(
    mira: Registration, jan: Registration
) -> None:
    wrong = scan(mira, 2)
    send(make_kiosk(), wrong, scan(mira, 3, ScanKind.UNDO, undoes=wrong))

    run()

    assert known() == []
    assert jan.series is mira.series


def test_mark_by_hand_counts_as_attendance_taken_and_stays(
    mira: Registration, jan: Registration
) -> None:
    by = make_account(Role.FACILITATOR, site=mira.series.site)
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(mira.series),
            registration=mira,
            status=AttendanceStatus.EXCUSED,
            by=by,
            now=MEETING_AT,
        )

    run()

    assert known() == [(AttendanceStatus.EXCUSED, None, None), ABSENT]
    assert jan.series is mira.series


def test_whom_the_family_excused_is_not_absent(
    mira: Registration, jan: Registration
) -> None:
    send(make_kiosk(), scan(mira, 2))
    with unit_of_work():
        announce_absence(
            registration=jan,
            meeting=first_meeting(jan.series),
            guardian=guardian_of_pupil(jan.pupil),
            now=MEETING_AT - timedelta(hours=1),
        )

    run()

    assert known() == [CAME]


def test_scan_that_arrives_later_wins_over_being_absent(
    mira: Registration, jan: Registration
) -> None:
    kiosk = make_kiosk()
    send(kiosk, scan(mira, 2))
    run()

    send(kiosk, scan(jan, 2))

    assert known() == [CAME, CAME]


def test_later_run_does_not_overwrite_what_staff_corrected(
    mira: Registration, jan: Registration
) -> None:
    send(make_kiosk(), scan(mira, 2))
    run()
    by = make_account(Role.COORDINATOR, site=jan.series.site)
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(jan.series),
            registration=jan,
            status=AttendanceStatus.PRESENT,
            by=by,
            now=END,
        )

    run(5)

    assert known() == [CAME, (AttendanceStatus.PRESENT, None, None)]


def test_who_got_the_place_after_the_meeting_was_not_absent_from_it(
    mira: Registration, jan: Registration
) -> None:
    send(make_kiosk(), scan(mira, 2))
    with unit_of_work():
        jan.placed_at = MEETING_AT + MINUTE

    run()

    assert known() == [CAME]
