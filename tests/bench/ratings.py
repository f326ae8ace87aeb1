"""A group that is rated at a tablet, level after level, and its alpha."""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from uuid import uuid4

from flask import Flask

from fablab.accounts.models import Account, Role
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.assessments.statistics import Agreement, observer_agreement
from fablab.checkin.models import Attendance, AttendanceStatus, Kiosk, KioskPass
from fablab.kernel.db import db, unit_of_work
from tests.bench.load import Headers, Request
from tests.checkin.factories import first_meeting, make_place, make_token
from tests.factories import make_account, make_pupil, make_series, make_site

RATINGS = "/api/v1/kiosk/assessments"
GROUP = 20
LEVELS = (1, 2, 3)
"""Without the highest one, which needs a note; nobody jumps at a first meeting."""


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A meeting that runs now, who is there, what is watched, and who rates."""

    token: str
    by: str
    meeting: str
    registrations: list[str]
    dimensions: list[str]

    def ratings(self, size: int = 1) -> Iterator[Request]:
        """Batches of so many new levels each, given just now."""
        numbers = count()
        headers: Headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        while True:
            now = datetime.now(UTC).isoformat()
            events = [self._rating(number, now) for number in islice(numbers, size)]
            body = {"sent_at": now, "events": events}
            yield "POST", RATINGS, json.dumps(body).encode(), headers

    def _rating(self, number: int, at: str) -> dict[str, object]:
        turn, pupil = divmod(number, len(self.registrations))
        return {
            "id": str(uuid4()),
            "seq": number,
            "registration": self.registrations[pupil],
            "meeting": self.meeting,
            "dimension": self.dimensions[turn % len(self.dimensions)],
            "level": LEVELS[number % len(LEVELS)],
            "at": at,
            "by": self.by,
        }


def open_meeting(app: Flask) -> Rated:
    """A group that is here, and a coordinator who has typed a PIN at its tablet."""
    now = datetime.now(UTC)
    with app.app_context():
        site = make_site("rated")
        series = make_series(site=site, capacity=GROUP, starts=(now,))
        places = [make_place(series=series, pupil=make_pupil()) for _ in range(GROUP)]
        by = make_account(Role.COORDINATOR, site=site, name="Ewa Lis")
        token, meeting = make_token(site, now=now), first_meeting(series)
        with unit_of_work():
            db.session.add_all(
                Attendance(
                    meeting=db.session.merge(meeting),
                    registration=db.session.merge(place),
                    status=AttendanceStatus.PRESENT,
                )
                for place in places
            )
            db.session.add(_pass(db.session.merge(by), now))
        rated = Rated(
            token=token,
            by=by.public_id,
            meeting=meeting.public_id,
            registrations=[place.public_id for place in places],
            dimensions=[one.code for one in shipped_rubric().dimensions],
        )
        db.session.remove()
        db.engine.dispose()
    return rated


def _pass(by: Account, now: datetime) -> KioskPass:
    newest = db.session.query(Kiosk).order_by(Kiosk.id.desc()).limit(1).one()
    return KioskPass(
        token_hash=uuid4().hex,
        kiosk=newest,
        account=by,
        given_at=now,
        expires_at=now + timedelta(minutes=5),
    )


def draw_alpha() -> tuple[float, Agreement]:
    """Seconds for alpha and its interval of a group that two people rated thrice."""
    chance = random.Random(GROUP)  # noqa: S311 -- invented ratings
    pupils = [[_unit(chance) for _ in range(3)] for _ in range(GROUP)]
    began = time.perf_counter()
    found = observer_agreement(pupils)
    return time.perf_counter() - began, found


def _unit(chance: random.Random) -> tuple[int, int]:
    level = chance.randint(1, 4)
    return level, min(4, max(1, level + chance.choice([-1, 0, 0, 1])))
