"""A door with more pupils than any: what its tablets send, one by one or in batches."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from fablab.checkin.models import Scan
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.services.places import take_places
from fablab.series.models import Series
from tests.bench.load import Headers, Request
from tests.checkin.factories import first_meeting, make_token
from tests.factories import make_guardian, make_series, make_site

SCANS = "/api/v1/kiosk/scans"
BATCH = 50
OFFLINE = timedelta(hours=3)
SCANS_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Door:
    """A meeting that runs now, everybody in it, and the tablets' tokens.

    Each pupil comes and goes in turn with all the others, as in a real afternoon: no
    pupil has hundreds of scans.
    """

    app: Flask
    tokens: list[str]
    meeting: str
    registrations: list[str]

    def scans(self, size: int = 1) -> Iterator[Request]:
        """Batches of so many new scans each, seen just now."""
        numbers = count()
        while True:
            now = datetime.now(UTC)
            events = [self._scan(number, now) for number in islice(numbers, size)]
            yield self._batch(events, self.tokens[0])

    def afternoons(self) -> list[list[Request]]:
        """What each tablet has to send after three hours without a network."""
        now = datetime.now(UTC)
        number = int(OFFLINE / timedelta(hours=1)) * SCANS_AN_HOUR
        times = [now - OFFLINE * (number - n) / number for n in range(number)]
        return [
            [
                self._batch(
                    [self._scan(n, times[n]) for n in range(number)[start:][:BATCH]],
                    token,
                )
                for start in range(0, number, BATCH)
            ]
            for token in self.tokens
        ]

    def kept(self) -> int:
        """How many scans the server has."""
        with self.app.app_context():
            found = db.session.scalar(select(func.count(Scan.id))) or 0
            db.engine.dispose()
        return found

    def _batch(self, events: list[dict[str, object]], token: str) -> Request:
        body = {"sent_at": datetime.now(UTC).isoformat(), "events": events}
        headers: Headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        return "POST", SCANS, json.dumps(body).encode(), headers

    def _scan(self, number: int, at: datetime) -> dict[str, object]:
        turn, pupil = divmod(number, len(self.registrations))
        return {
            "id": str(uuid4()),
            "seq": number,
            "registration": self.registrations[pupil],
            "meeting": self.meeting,
            "kind": "out" if turn % 2 else "in",
            "at": at.isoformat(),
            "how": "name",
        }


def open_door(app: Flask, *, pupils: int, tablets: int = 1) -> Door:
    """Give so many pupils a place in a series that meets now, and enrol tablets."""
    now = datetime.now(UTC)
    with app.app_context():
        site, guardian = make_site("bench"), make_guardian()
        began = now - OFFLINE + timedelta(hours=1)
        series = make_series(site=site, capacity=pupils, starts=(began,))
        places = give_places(series, pupils=pupils, by=guardian, at=began)
        door = Door(
            app=app,
            tokens=[make_token(site, now=now) for _ in range(tablets)],
            meeting=first_meeting(series).public_id,
            registrations=[place.public_id for place in places],
        )
        db.session.remove()
        db.engine.dispose()
    return door


def give_places(
    series: Series, *, pupils: int, by: Guardian, at: datetime
) -> list[Registration]:
    """Give so many new pupils of one guardian a place in the series."""
    with unit_of_work():
        take_places(series, pupils, past_queue=True)
        places = [
            Registration(
                series=series,
                pupil=_pupil(),
                registered_by=by,
                status=RegistrationStatus.PLACED,
                registered_at=at,
                placed_at=at,
            )
            for _ in range(pupils)
        ]
        db.session.add_all(places)
        db.session.add_all(
            Guardianship(guardian=by, pupil=place.pupil) for place in places
        )
    return places


def _pupil() -> Pupil:
    return Pupil(
        given_name="Mira",
        family_name="Novak",
        birth_date=date(2014, 5, 17),
        created_at=datetime.now(UTC),
        school=None,
    )
