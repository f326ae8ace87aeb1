"""A tablet's clock may be wrong by anything: no scan is lost, and its time is right."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fablab.checkin.models import Kiosk, Scan, ScanKind, ScanOutcome
from fablab.checkin.queries.kiosks import live_kiosk
from fablab.checkin.services.kiosks import note_clock
from fablab.checkin.services.scans import Event, store_scans
from fablab.kernel.db import db, unit_of_work
from tests.checkin.factories import MEETING_AT, make_kiosk, make_place, make_token
from tests.checkin.scanning import AFTERWARDS, MINUTE, known

pytestmark = pytest.mark.usefixtures("app")
IN_1970 = datetime(1970, 1, 1, tzinfo=UTC) - MEETING_AT


@pytest.mark.parametrize(
    "error",
    [
        timedelta(hours=-2),
        timedelta(hours=2),
        timedelta(days=1),
        timedelta(seconds=-4),
        timedelta(minutes=330),
        IN_1970,
    ],
    ids=str,
)
def test_constant_error_of_a_clock_is_put_right(error: timedelta) -> None:
    place, kiosk = make_place(), make_kiosk()
    came = Event(
        id=uuid4(),
        seq=1,
        kind=ScanKind.IN,
        at=MEETING_AT + 3 * MINUTE + error,
        how="name",
        card=None,
        registration=place.public_id,
        meeting=None,
        undoes=None,
    )

    with unit_of_work():
        [answer] = store_scans(
            kiosk=kiosk, events=[came], sent_at=AFTERWARDS + error, now=AFTERWARDS
        )

    [(_status, came_at, left_at)] = known()
    assert answer.outcome is ScanOutcome.STORED
    assert isinstance(came_at, datetime)
    assert abs(came_at - MEETING_AT - 3 * MINUTE) <= timedelta(seconds=5)
    assert left_at is None


@pytest.mark.parametrize(
    "jump", [timedelta(hours=-2), timedelta(hours=2), timedelta(days=1), IN_1970]
)
def test_clock_that_jumps_between_seeing_and_sending_loses_no_scan(
    jump: timedelta,
) -> None:
    place, kiosk = make_place(), make_kiosk()
    events = [
        Event(
            id=uuid4(),
            seq=seq,
            kind=kind,
            at=at,
            how="name",
            card=None,
            registration=place.public_id,
            meeting=None,
            undoes=None,
        )
        for seq, (kind, at) in enumerate(
            [
                (ScanKind.IN, MEETING_AT + 3 * MINUTE),
                (ScanKind.OUT, MEETING_AT + 110 * MINUTE + jump),
            ]
        )
    ]

    with unit_of_work():
        store_scans(
            kiosk=kiosk, events=events, sent_at=AFTERWARDS + jump, now=AFTERWARDS
        )

    assert db.session.query(Scan).count() == 2
    looked_at = {ScanOutcome.STORED, ScanOutcome.OUTSIDE_WINDOW}
    looked_at.add(ScanOutcome.NEEDS_ATTENTION)
    assert {scan.outcome for scan in db.session.query(Scan)} <= looked_at
    leaving = db.session.query(Scan).filter_by(kind=ScanKind.OUT).one()
    assert leaving.outcome is ScanOutcome.STORED
    assert leaving.at == MEETING_AT + 110 * MINUTE


def test_error_of_a_clock_is_kept_with_the_tablet_until_it_is_mended() -> None:
    token = make_token()

    def send(error: timedelta) -> int:
        kiosk = live_kiosk(token, now=MEETING_AT)
        assert kiosk
        with unit_of_work():
            note_clock(kiosk=kiosk, sent_at=MEETING_AT + error, now=MEETING_AT)
        db.session.expire_all()
        return db.session.query(Kiosk).one().clock_error

    assert send(timedelta(hours=-2)) == -7200
    assert send(timedelta(hours=-2, seconds=3)) == -7200
    assert send(timedelta(days=350_000)) == 2**31 - 1
    assert send(timedelta()) == 0
