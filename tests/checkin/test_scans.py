from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fablab.accounts.models import Account, Role
from fablab.checkin.models import (
    Attendance,
    AttendanceStatus,
    HandOver,
    Scan,
    ScanKind,
    ScanOutcome,
)
from fablab.checkin.queries.scans import Leaving, Mark
from fablab.checkin.services.attendance import mark_attendance, presence_of
from fablab.checkin.services.cards import replace_card
from fablab.checkin.services.scans import Event
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_kiosk,
    make_place,
)
from tests.checkin.scanning import MINUTE, known, scan, send, unknown_card
from tests.factories import make_account, make_series, make_site

pytestmark = pytest.mark.usefixtures("app")


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


def test_the_site_says_after_how_many_minutes_one_is_late() -> None:
    place = make_place()
    with unit_of_work():
        place.series.site.late_after_minutes = 0

    send(make_kiosk(), scan(place, 0))
    on_time = known()
    send(make_kiosk(), scan(other := make_place(series=place.series), 1))

    assert on_time == [(AttendanceStatus.PRESENT, MEETING_AT, None)]
    assert known()[1] == (AttendanceStatus.LATE, MEETING_AT + MINUTE, None)
    assert other.series is place.series


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


def left() -> list[tuple[HandOver | None, str, str]]:
    """How every pupil left, with whom, and who allowed it."""
    db.session.expire_all()
    rows = db.session.query(Attendance).order_by(Attendance.registration_id)
    return [(row.hand_over, row.collected_by, row.allowed_by) for row in rows]


def test_collector_by_whom_a_pupil_left_is_kept_with_the_attendance() -> None:
    place, kiosk = make_place(), make_kiosk()
    out = scan(
        place,
        115,
        ScanKind.OUT,
        hand_over=HandOver.COLLECTOR,
        collected_by="Grażyna Kos",
    )

    assert send(kiosk, scan(place, 2), out) == [ScanOutcome.STORED] * 2
    assert left() == [(HandOver.COLLECTOR, "Grażyna Kos", "")]

    send(kiosk, scan(place, 117, ScanKind.UNDO, undoes=out))
    assert left() == [(None, "", "")]
    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT + 2 * MINUTE, None)]


def test_card_shown_again_on_the_way_out_changes_nothing_of_how_a_pupil_left() -> None:
    place, kiosk = make_place(), make_kiosk()
    out = scan(
        place,
        115,
        ScanKind.OUT,
        hand_over=HandOver.COLLECTOR,
        collected_by="Grażyna Kos",
    )

    send(kiosk, scan(place, 2), out, scan(place, 116, ScanKind.OUT))

    assert left() == [(HandOver.COLLECTOR, "Grażyna Kos", "")]


def test_who_allowed_somebody_unlisted_is_on_record() -> None:
    place, kiosk = make_place(), make_kiosk()
    other = make_place(series=place.series)
    by = make_account(Role.FACILITATOR, site=place.series.site, name="Ewa Lis")

    def collected(registration: Registration, allowed_by: str) -> Event:
        return scan(
            registration,
            115,
            ScanKind.OUT,
            hand_over=HandOver.OTHER,
            collected_by="a neighbour",
            allowed_by=allowed_by,
        )

    outcomes = send(
        kiosk,
        collected(place, by.public_id),
        collected(other, "Ewa from the workshop"),
    )

    assert outcomes == [ScanOutcome.STORED] * 2
    assert left() == [
        (HandOver.OTHER, "a neighbour", "Ewa Lis"),
        (HandOver.OTHER, "a neighbour", "Ewa from the workshop"),
    ]
    scans = db.session.query(Scan).order_by(Scan.id)
    assert [each.allowed_by_id for each in scans] == [by.id, None]


def test_unlisted_collector_whom_nobody_allowed_is_looked_at() -> None:
    place = make_place()
    out = scan(
        place, 115, ScanKind.OUT, hand_over=HandOver.OTHER, collected_by="a neighbour"
    )

    assert send(make_kiosk(), out) == [ScanOutcome.NEEDS_ATTENTION]
    assert left() == [(HandOver.OTHER, "a neighbour", "")]


def test_another_sites_staff_proves_nothing_by_their_code() -> None:
    place = make_place()
    stranger = make_account(Role.FACILITATOR, site=make_site("elsewhere"))
    out = scan(
        place,
        115,
        ScanKind.OUT,
        hand_over=HandOver.OTHER,
        allowed_by=stranger.public_id,
    )

    send(make_kiosk(), out)

    assert db.session.query(Scan).one().allowed_by_id is None


@pytest.mark.parametrize(
    ("minute", "reason", "outcome"),
    [
        (17, "", ScanOutcome.STORED),
        (18, "", ScanOutcome.NEEDS_ATTENTION),
        (90, "wrong pupil", ScanOutcome.STORED),
    ],
)
def test_undo_after_a_quarter_of_an_hour_wants_a_reason(
    minute: int, reason: str, outcome: ScanOutcome
) -> None:
    place, kiosk = make_place(), make_kiosk()
    wrong = scan(place, 2)
    send(kiosk, wrong)

    undo = scan(place, minute, ScanKind.UNDO, undoes=wrong, reason=reason)

    assert send(kiosk, undo) == [outcome]
    assert known() == []
    assert db.session.query(Scan).count() == 2


def test_times_written_down_by_hand_stay_when_scans_come_later() -> None:
    place, kiosk = make_place(), make_kiosk()
    by = make_account(Role.FACILITATOR, site=place.series.site)
    with unit_of_work():
        row = mark_attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.LATE,
            by=by,
            now=MEETING_AT,
        )
        row.came_at, row.times_marked = MEETING_AT + 20 * MINUTE, True
    wrong = scan(place, 2)

    send(kiosk, wrong)
    send(kiosk, scan(place, 3, ScanKind.UNDO, undoes=wrong))

    assert known() == [(AttendanceStatus.LATE, MEETING_AT + 20 * MINUTE, None)]


def test_one_tablets_scans_follow_each_other_by_number_when_its_clock_jumps() -> None:
    place, kiosk = make_place(), make_kiosk()
    came, went = scan(place, 60, seq=1), scan(place, 5, ScanKind.OUT, seq=2)

    send(kiosk, went, came)

    assert known() == [
        (AttendanceStatus.LATE, MEETING_AT + 60 * MINUTE, MEETING_AT + 60 * MINUTE)
    ]


def test_nothing_was_seen_after_it_arrived() -> None:
    place = make_place()

    send(make_kiosk(), scan(place, 90), now=MEETING_AT + 4 * MINUTE)

    assert known() == [(AttendanceStatus.PRESENT, MEETING_AT + 4 * MINUTE, None)]


@pytest.mark.parametrize(
    ("minute", "outcome"), [(4, ScanOutcome.STORED), (5, ScanOutcome.REVOKED_CARD)]
)
def test_card_counts_until_it_was_lost_though_it_is_sent_later(
    minute: int, outcome: ScanOutcome
) -> None:
    place = make_place()
    lost = make_card(place.pupil)
    with unit_of_work():
        replace_card(pupil=place.pupil, now=MEETING_AT + 5 * MINUTE)

    shown = unknown_card(minute, card=lost.code)

    assert send(make_kiosk(), shown) == [outcome]
