"""Scans that no rule can judge are settled by a person."""

from datetime import timedelta

import pytest

from fablab.accounts.models import Role
from fablab.audit.models import AuditEvent
from fablab.checkin.errors import CannotSettle
from fablab.checkin.models import (
    Attendance,
    AttendanceStatus,
    Scan,
    ScanKind,
    ScanOutcome,
)
from fablab.checkin.services.reviews import count_scan_for, dismiss_scan
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.checkin.scanning import MINUTE, known, scan, send, unknown_card
from tests.factories import make_account, make_series, make_site

pytestmark = pytest.mark.usefixtures("app")
LATER = MEETING_AT + timedelta(hours=1)


def count_for(registration: Registration, *, seen: int = 0) -> None:
    """A coordinator lets a scan, by its turn of arrival, count for a pupil."""
    by = make_account(Role.COORDINATOR, site=make_site())
    with unit_of_work():
        count_scan_for(
            scan=db.session.query(Scan).order_by(Scan.id).offset(seen).limit(1).one(),
            meeting=first_meeting(registration.series),
            registration=registration,
            by=by,
            now=LATER,
        )


def test_walk_in_is_joined_with_the_child_without_a_second_attendance() -> None:
    place, kiosk = make_place(), make_kiosk()
    send(kiosk, unknown_card(3, how="walk_in"))
    send(kiosk, scan(place, 7))

    count_for(place)

    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT + 3 * MINUTE, None)]
    assert db.session.query(Scan).count() == 2


def test_scan_counts_for_whom_a_person_named_and_for_nobody_else() -> None:
    series = make_series()
    mira, jan = make_place(series=series), make_place(series=series)
    send(make_kiosk(), scan(mira, 2))

    count_for(jan)

    rows = db.session.query(Attendance).all()
    assert [row.registration_id for row in rows] == [jan.id]


def test_early_scan_counts_once_somebody_has_looked_at_it() -> None:
    place, kiosk = make_place(), make_kiosk()
    assert send(kiosk, scan(place, -90)) == [ScanOutcome.OUTSIDE_WINDOW]
    assert known() == []

    count_for(place)

    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT - 90 * MINUTE, None)]


def test_undo_of_a_settled_scan_takes_it_back_where_it_counts() -> None:
    place, kiosk = make_place(), make_kiosk()
    walk_in = unknown_card(3, how="walk_in")
    send(kiosk, walk_in)
    count_for(place)

    undo = scan(place, 5, ScanKind.UNDO, undoes=walk_in)
    assert send(kiosk, undo) == [ScanOutcome.STORED]

    assert known() == []


def test_scan_is_settled_once_and_the_journal_names_who_did() -> None:
    place = make_place()
    send(make_kiosk(), unknown_card(3))
    by = make_account(Role.COORDINATOR, site=make_site())
    stored = db.session.query(Scan).one()
    with unit_of_work():
        dismiss_scan(scan=stored, by=by, note="a sticker", now=LATER)

    with pytest.raises(CannotSettle, match="settled this scan already"):
        count_for(place)

    events = db.session.query(AuditEvent).filter_by(action="scan.dismissed")
    assert [(each.actor, each.subject) for each in events] == [
        (by.public_id, str(stored.event_id))
    ]
    assert known() == []


def test_scan_cannot_count_for_a_pupil_of_another_series() -> None:
    place, other = make_place(), make_place()
    send(make_kiosk(), unknown_card(3))
    by = make_account(Role.COORDINATOR, site=make_site())

    with pytest.raises(CannotSettle, match="not registered"), unit_of_work():
        count_scan_for(
            scan=db.session.query(Scan).one(),
            meeting=first_meeting(other.series),
            registration=place,
            by=by,
            now=LATER,
        )
