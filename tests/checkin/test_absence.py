"""One tap says that a pupil will not come; staff see it, and a scan knows better."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.checkin.errors import CannotAnnounce
from fablab.checkin.models import (
    AbsenceNotice,
    Attendance,
    AttendanceStatus,
    ScanKind,
)
from fablab.checkin.queries.roster import people_of
from fablab.checkin.services.absence import announce_absence, take_back_absence
from fablab.checkin.services.attendance import (
    excuse_announced_absences,
    mark_attendance,
)
from fablab.checkin.services.scans import Event, store_scans
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration, RegistrationStatus
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.factories import make_account, make_series, sign_in_as
from tests.registrations.factories import guardian_of_pupil, load_all_texts
from tests.support.pages import Browser

EVENING_BEFORE = MEETING_AT - timedelta(hours=14)
AFTERWARDS = MEETING_AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _ready(app: Flask) -> None:
    assert app
    load_all_texts()


@pytest.fixture
def place() -> Registration:
    return make_place()


def announce(place: Registration, *, now: datetime = EVENING_BEFORE) -> None:
    with unit_of_work():
        announce_absence(
            registration=place,
            meeting=first_meeting(place.series),
            guardian=guardian_of_pupil(place.pupil),
            now=now,
        )


def take_back(place: Registration, *, now: datetime = EVENING_BEFORE) -> None:
    with unit_of_work():
        take_back_absence(
            registration=place,
            meeting=first_meeting(place.series),
            guardian=guardian_of_pupil(place.pupil),
            now=now,
        )


def excuse(*, now: datetime = AFTERWARDS) -> None:
    with unit_of_work():
        excuse_announced_absences(now=now)


def scan(place: Registration) -> None:
    """Let a tablet see the pupil at the beginning, and send it when all is over."""
    event = Event(
        id=uuid4(),
        seq=1,
        kind=ScanKind.IN,
        at=MEETING_AT,
        how="name",
        card=None,
        registration=place.public_id,
        meeting=None,
        undoes=None,
    )
    kiosk = make_kiosk()
    with unit_of_work():
        store_scans(kiosk=kiosk, events=[event], sent_at=AFTERWARDS, now=AFTERWARDS)


def statuses() -> list[tuple[AttendanceStatus, bool]]:
    db.session.expire_all()
    return [
        (row.status, row.came_at is not None) for row in db.session.query(Attendance)
    ]


def roster_state(place: Registration, *, now: datetime = EVENING_BEFORE) -> str:
    meeting = first_meeting(place.series)
    (person,) = people_of([meeting.id], now=now)[meeting.id]
    return person.state


def test_who_was_announced_is_excused_on_the_roster(place: Registration) -> None:
    assert roster_state(place) == "expected"

    announce(place)
    announce(place)

    assert roster_state(place) == "excused"
    assert db.session.query(AbsenceNotice).count() == 1
    take_back(place)
    take_back(place)
    assert roster_state(place) == "expected"
    actions = [event.action for event in db.session.query(AuditEvent)]
    assert actions == ["absence.announced", "absence.taken_back"]


def test_absence_cannot_be_announced_once_the_meeting_has_begun(
    place: Registration,
) -> None:
    last_moment = MEETING_AT - timedelta(seconds=1)
    announce(place, now=last_moment)

    with pytest.raises(CannotAnnounce, match="has begun"):
        take_back(place, now=MEETING_AT)
    take_back(place, now=last_moment)
    with pytest.raises(CannotAnnounce, match="has begun"):
        announce(place, now=MEETING_AT)


@pytest.mark.parametrize(
    "status",
    [status for status in RegistrationStatus if status != RegistrationStatus.PLACED],
)
def test_absence_is_announced_by_those_with_a_place_only(
    status: RegistrationStatus,
) -> None:
    with pytest.raises(CannotAnnounce, match="no place"):
        announce(make_place(status=status))


def test_absence_from_a_meeting_of_another_series_is_not_taken(
    place: Registration,
) -> None:
    foreign = first_meeting(make_series())

    with unit_of_work(), pytest.raises(CannotAnnounce, match="no place"):
        announce_absence(
            registration=place,
            meeting=foreign,
            guardian=guardian_of_pupil(place.pupil),
            now=EVENING_BEFORE,
        )


def test_absence_from_a_cancelled_meeting_is_not_taken(place: Registration) -> None:
    with unit_of_work():
        first_meeting(place.series).cancelled_at = EVENING_BEFORE

    with pytest.raises(CannotAnnounce, match="does not take place"):
        announce(place)


def test_announced_absence_is_excused_after_the_meeting(place: Registration) -> None:
    announce(place)

    excuse(now=AFTERWARDS - timedelta(seconds=1))
    assert statuses() == []
    excuse()
    excuse()

    assert statuses() == [(AttendanceStatus.EXCUSED, False)]


def test_who_was_not_announced_is_not_excused(place: Registration) -> None:
    assert place.id

    excuse()

    assert statuses() == []


def test_a_scan_wins_over_an_announced_absence(place: Registration) -> None:
    announce(place)
    scan(place)

    assert roster_state(place) == "in"
    excuse()
    assert statuses() == [(AttendanceStatus.PRESENT, True)]


def test_a_scan_that_arrives_after_the_meeting_wins_too(place: Registration) -> None:
    announce(place)
    excuse()

    scan(place)

    assert statuses() == [(AttendanceStatus.PRESENT, True)]


def test_a_mark_by_hand_wins_over_an_announced_absence(place: Registration) -> None:
    announce(place)
    coordinator = make_account(Role.COORDINATOR, site=place.series.site)
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.ABSENT,
            by=coordinator,
            now=MEETING_AT,
        )

    excuse()

    assert statuses() == [(AttendanceStatus.ABSENT, False)]


def test_register_tells_who_was_announced(
    place: Registration, browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(EVENING_BEFORE)
    announce(place)
    coordinator = make_account(Role.COORDINATOR, site=place.series.site)
    sign_in_as(browser, coordinator)

    page = browser.get(f"/staff/meetings/{first_meeting(place.series).public_id}")

    assert page.texts(".person .chip")[0] == "will not come, says the family"
