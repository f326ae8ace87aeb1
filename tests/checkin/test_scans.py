from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fablab.accounts.models import Account, Role
from fablab.checkin.models import Attendance, AttendanceStatus, ScanKind, ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.scans import Leaving, Mark
from fablab.checkin.services.attendance import mark_attendance, presence_of
from fablab.checkin.services.scans import Event, store_scans
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from tests.checkin.factories import MEETING_AT, first_meeting, make_kiosk, make_place
from tests.factories import make_account, make_series

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("app")


def scan(
    registration: Registration,
    minute: int = 0,
    kind: ScanKind = ScanKind.IN,
    *,
    seq: int = 0,
    undoes: Event | None = None,
    meeting: str | None = None,
) -> Event:
    return Event(
        id=uuid4(),
        seq=seq,
        kind=kind,
        at=MEETING_AT + minute * MINUTE,
        how="name",
        card=None,
        registration=registration.public_id,
        meeting=meeting,
        undoes=undoes.id if undoes else None,
    )


def send(kiosk: KnownKiosk, *events: Event) -> list[ScanOutcome]:
    now = MEETING_AT + timedelta(hours=3)
    with unit_of_work():
        answers = store_scans(kiosk=kiosk, events=events, sent_at=now, now=now)
    return [answer.outcome for answer in answers]


def known() -> list[tuple[AttendanceStatus, object, object]]:
    db.session.expire_all()
    rows = db.session.query(Attendance).order_by(Attendance.registration_id)
    return [(row.status, row.came_at, row.left_at) for row in rows]


# Each list: what a tablet sends in one go; an index names one of the events below.
batches = st.permutations(range(7)).flatmap(
    lambda order: st.lists(st.sampled_from(order), max_size=6).map(
        lambda again: [*order, *again]
    )
)


@given(order=batches, cut=st.integers(1, 5))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_attendance_is_the_same_in_whatever_order_scans_arrive(
    app: Flask, order: list[int], cut: int
) -> None:
    del app
    series = make_series()
    mira, jan = make_place(series=series), make_place(series=series)
    door, hall = make_kiosk(), make_kiosk()
    came = scan(mira, 2, seq=1)
    mistake = scan(jan, 3, seq=2)
    events = [
        came,
        scan(mira, 5, seq=1),
        scan(mira, 60, ScanKind.OUT, seq=3),
        scan(mira, 70, seq=4),
        scan(mira, 118, ScanKind.OUT, seq=5),
        mistake,
        scan(jan, 4, ScanKind.UNDO, seq=6, undoes=mistake),
    ]

    for start in range(0, len(order), cut):
        kiosk = door if start % 2 else hall
        send(kiosk, *[events[index] for index in order[start : start + cut]])

    rows = db.session.query(Attendance).filter(
        Attendance.registration_id.in_([mira.id, jan.id])
    )
    assert [(row.registration_id, row.came_at, row.left_at) for row in rows] == [
        (mira.id, MEETING_AT + 2 * MINUTE, MEETING_AT + 118 * MINUTE)
    ]


def test_second_tablet_learns_that_the_pupil_is_in_already() -> None:
    place = make_place()

    assert send(make_kiosk(), scan(place, 5)) == [ScanOutcome.STORED]
    assert send(make_kiosk(), scan(place, 2)) == [ScanOutcome.ALREADY_PRESENT]
    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT + 2 * MINUTE, None)]


def test_coming_back_after_leaving_is_no_repetition() -> None:
    place = make_place()
    events = scan(place, 2), scan(place, 30, ScanKind.OUT), scan(place, 40)

    assert send(make_kiosk(), *events) == [ScanOutcome.STORED] * 3
    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT + 2 * MINUTE, None)]


def test_who_comes_after_a_quarter_of_an_hour_is_late() -> None:
    place = make_place()

    send(make_kiosk(), scan(place, 16))

    assert known() == [(AttendanceStatus.LATE, MEETING_AT + 16 * MINUTE, None)]


def test_mark_by_hand_stays_when_scans_come_later() -> None:
    place = make_place()
    teacher = make_account(Role.FACILITATOR, site=place.series.site)
    with unit_of_work():
        mark_attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.EXCUSED,
            by=teacher,
            now=MEETING_AT,
        )

    send(make_kiosk(), scan(place, 2))

    assert known() == [(AttendanceStatus.EXCUSED, MEETING_AT + 2 * MINUTE, None)]


def test_without_a_meeting_the_one_that_runs_is_meant() -> None:
    series = make_series(
        starts=tuple(MEETING_AT + timedelta(hours=hours) for hours in (-5, 0, 4))
    )
    place = make_place(series=series)

    send(make_kiosk(), scan(place, 2))

    assert [row.meeting.starts_at for row in db.session.query(Attendance)] == [
        MEETING_AT
    ]


def test_presence_of_nobody_and_of_one_who_only_left() -> None:
    assert presence_of([]) is None
    only_left = presence_of([Mark(MEETING_AT, 1, ScanKind.OUT)])
    assert only_left == (MEETING_AT, MEETING_AT, Leaving())


def test_mark_that_is_sent_twice_at_once_is_kept_once(app: Flask) -> None:
    series = make_series()
    place = make_place(series=series)
    by = make_account(Role.FACILITATOR, site=series.site)
    ids, start = (first_meeting(series).id, place.id, by.id), Barrier(6)

    def mark(_: int) -> None:
        with app.app_context():
            start.wait()
            with unit_of_work():
                mark_attendance(
                    meeting=db.session.get_one(Meeting, ids[0]),
                    registration=db.session.get_one(Registration, ids[1]),
                    status=AttendanceStatus.EXCUSED,
                    by=db.session.get_one(Account, ids[2]),
                    now=MEETING_AT,
                )

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(mark, range(6)))

    db.session.rollback()
    assert db.session.query(Attendance).one().status is AttendanceStatus.EXCUSED
