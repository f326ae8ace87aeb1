"""A server that is stopped and started again under load fails no tablet."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from sqlalchemy import select

from fablab.checkin.models import Scan
from fablab.kernel.db import db
from tests.checkin.factories import first_meeting, make_place, make_token
from tests.factories import make_pupil, make_series
from tests.proof.house import House, open_house
from tests.support.server import STOP_SECONDS

TABLETS = 4
PUPILS = 5
SECONDS = 1.5
GIVE_UP_SECONDS = 60


def test_a_server_that_is_stopped_under_load_loses_no_scan_and_fails_none(
    database_url: str, tmp_path: Path
) -> None:
    with open_house(database_url, tmp_path, workers=2) as house:
        tablets = [Tablet(house.server.port, *_door(house)) for _ in range(TABLETS)]
        with ExitStack() as stack:
            for tablet in tablets:
                stack.enter_context(tablet)
            time.sleep(SECONDS)
            took = house.server.restart()
            time.sleep(SECONDS)
        stored = _stored(house)

    acknowledged = {event for tablet in tablets for event in tablet.acknowledged}
    assert took <= STOP_SECONDS
    assert {status for tablet in tablets for status in tablet.statuses} == {200}
    assert all(tablet.sent_after_restart for tablet in tablets)
    assert Counter(stored) == Counter(acknowledged)


class Tablet(threading.Thread):
    """Sends one scan after the other; keeps each until the server has answered."""

    def __init__(self, port: int, token: str, meeting: str, pupils: list[str]) -> None:
        super().__init__()
        self._port = port
        self._token = token
        self._meeting = meeting
        self._pupils = pupils
        self._enough = threading.Event()
        self._was_away = False
        self.acknowledged: list[UUID] = []
        self.statuses: set[int] = set()
        self.sent_after_restart = 0

    def run(self) -> None:
        for event, body in self._scans():
            self._send_until_answered(body)
            self.acknowledged.append(event)
            self.sent_after_restart += self._was_away
            if self._enough.is_set():
                return

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self.join()

    def _scans(self) -> Iterator[tuple[UUID, bytes]]:
        number = 0
        while True:
            event, now = uuid4(), datetime.now(UTC).isoformat()
            scan = {
                "id": str(event),
                "seq": number,
                "kind": "out" if number % 2 else "in",
                "registration": self._pupils[number // 2 % len(self._pupils)],
                "meeting": self._meeting,
                "at": now,
                "how": "name",
            }
            yield event, json.dumps({"sent_at": now, "events": [scan]}).encode()
            number += 1

    def _send_until_answered(self, body: bytes) -> None:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Host": f"localhost:{self._port}",
        }
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=10)
            try:
                connection.request("POST", "/api/v1/kiosk/scans", body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, HTTPException):
                self._was_away = True
                time.sleep(0.05)
            else:
                self.statuses.add(answer.status)
                return
            finally:
                connection.close()
        raise AssertionError("the server did not come back")


def _door(house: House) -> tuple[str, str, list[str]]:
    """A tablet's token, a meeting that runs now, and who has a place in it."""
    now = datetime.now(UTC)
    with house.backdoor.app_context():
        series = make_series(starts=(now - timedelta(minutes=30),), capacity=PUPILS)
        names = ["Mira", "Jan", "Ola", "Iwo", "Ala"]
        places = [
            make_place(series=series, pupil=make_pupil(name)).public_id
            for name in names[:PUPILS]
        ]
        found = make_token(series.site, now=now), first_meeting(series).public_id
        db.session.remove()
        db.engine.dispose()
    return *found, places


def _stored(house: House) -> list[UUID]:
    with house.backdoor.app_context():
        found = list(db.session.scalars(select(Scan.event_id)))
        db.session.rollback()
    return found
