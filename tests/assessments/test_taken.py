"""Photos of the work that were taken at a tablet."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fablab.accounts.models import Account
from fablab.assessments.models import HeldLevel, ObservedLevel, PhotoKind, WorkPhoto
from fablab.assessments.queries.photos import photo_bytes
from fablab.assessments.services.photos import MOST_PHOTOS
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Series
from fablab.web.current import current_installation
from tests.assessments.factories import make_facilitator, make_place, make_rubric
from tests.assessments.photos import make_photo, picture
from tests.assessments.test_tablet import bearer, pass_of, rating
from tests.assessments.test_tablet import send as send_levels
from tests.checkin.factories import MEETING_AT, first_meeting, make_token
from tests.factories import make_pupil, make_series, saved

MINUTE = timedelta(minutes=1)
NOW = MEETING_AT + 30 * MINUTE
HIGHEST = 4
PLACE = b"\xff\xe1\x00\x1eExif GPS 49.82N 19.04E"


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    make_rubric()
    clock_at(NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ewa() -> Account:
    return make_facilitator()


@pytest.fixture
def lamps(ewa: Account) -> Series:
    return make_series(title="Lamps", starts=(MEETING_AT,), facilitator=ewa)


@pytest.fixture
def zosia(lamps: Series) -> Registration:
    """Zosia, who is here."""
    place = make_place(lamps, make_pupil("Zosia", "Kos"))
    saved(
        Attendance(
            meeting=first_meeting(lamps),
            registration=place,
            status=AttendanceStatus.PRESENT,
            came_at=MEETING_AT,
        )
    )
    return place


@pytest.fixture
def token() -> str:
    return make_token()


def taken(
    place: Registration, by: Account, data: bytes = b"", **more: object
) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "seq": 1,
        "meeting": first_meeting(place.series).public_id,
        "registration": place.public_id,
        "dimension": "CR1",
        "data": base64.b64encode(data or picture()).decode(),
        "at": (NOW - 10 * MINUTE).isoformat(),
        "by": by.public_id,
        **more,
    }


def send(client: FlaskClient, token: str, *items: object) -> list[tuple[str, str]]:
    answer = client.post(
        "/api/v1/kiosk/photos",
        json={"sent_at": NOW.isoformat(), "events": list(items)},
        headers=bearer(token),
    )
    assert answer.status_code == 200, answer.text
    results = (answer.json or {})["results"]
    return [(each["outcome"], each["message"]) for each in results]


def test_photo_is_kept_once_sealed_and_without_its_place(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    item = taken(zosia, ewa, picture(comment=PLACE))

    assert send(client, token, item, item) == [("stored", ""), ("duplicate", "")]
    assert send(client, token, item) == [("duplicate", "")]

    kept = db.session.query(WorkPhoto).one()
    assert kept.event_id == UUID(item["id"])
    assert (kept.kind, kept.taken_at) == (PhotoKind.OBSERVER, NOW - 10 * MINUTE)
    assert kept.added_by == ewa
    shown = photo_bytes(kept, cipher=current_installation().cipher)
    assert shown.startswith(b"\xff\xd8")
    assert b"GPS" not in shown


def test_photo_stands_for_the_note_that_the_highest_level_needs(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    item = taken(zosia, ewa)
    send(client, token, item)

    sent = send_levels(client, token, rating(zosia, ewa, HIGHEST, photo=item["id"]))

    assert sent == [("stored", "")]
    assert db.session.query(ObservedLevel).one().level == HIGHEST


def test_level_whose_photo_never_came_is_held(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)

    sent = send_levels(client, token, rating(zosia, ewa, HIGHEST, photo=str(uuid4())))

    assert [outcome for outcome, _ in sent] == ["needs_attention"]
    assert db.session.query(HeldLevel).one().level == HIGHEST


def test_photo_of_somebody_not_marked_as_here_is_kept_and_is_no_evidence(
    client: FlaskClient, token: str, ewa: Account, lamps: Series
) -> None:
    pass_of(client, token, ewa)
    jan = make_place(lamps, make_pupil("Jan", "Nowak"))

    [(outcome, message)] = send(client, token, taken(jan, ewa))

    assert outcome == "needs_attention"
    assert "kept, but not as evidence" in message
    kept = db.session.query(WorkPhoto).one()
    assert (kept.registration, kept.meeting) == (jan, None)


def test_no_more_photos_than_a_series_takes(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    for _ in range(MOST_PHOTOS):
        make_photo(zosia, ewa)

    [(outcome, message)] = send(client, token, taken(zosia, ewa))

    assert outcome == "needs_attention"
    assert f"There are {MOST_PHOTOS} photos" in message
    assert db.session.query(WorkPhoto).count() == MOST_PHOTOS


def test_who_gave_no_pin_or_leads_another_workshop_keeps_no_photo(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    adam = make_facilitator("Adam Bury")
    pass_of(client, token, adam)

    sent = send(client, token, taken(zosia, ewa), taken(zosia, adam))

    assert [outcome for outcome, _ in sent] == ["needs_attention"] * 2
    assert "not sure who took it" in sent[0][1]
    assert "another facilitator" in sent[1][1]
    assert db.session.query(WorkPhoto).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "1"},
        {"data": "no base64!"},
        {"data": base64.b64encode(b"no picture").decode()},
        {"data": ""},
        {"dimension": "XX9"},
        {"meeting": "unknown"},
        {"registration": "unknown"},
        {"by": "unknown"},
        {"at": "yesterday"},
    ],
)
def test_what_cannot_be_read_is_invalid_and_stops_nothing_else(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    wrong: dict[str, object],
) -> None:
    pass_of(client, token, ewa)

    sent = send(client, token, {**taken(zosia, ewa), **wrong}, taken(zosia, ewa))

    assert [outcome for outcome, _ in sent] == ["invalid", "stored"]


def test_photo_of_more_than_a_megabyte_comes_in_and_of_more_than_five_does_not(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    large = picture() + b"\x00" * 2 * 1024 * 1024
    too_large = picture() + b"\x00" * 5 * 1024 * 1024

    assert send(client, token, taken(zosia, ewa, large)) == [("stored", "")]
    [(outcome, _)] = send(client, token, taken(zosia, ewa, too_large))
    assert outcome == "invalid"


def test_many_photos_at_once_and_other_large_bodies_are_refused(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    many = {"sent_at": NOW.isoformat(), "events": [taken(zosia, ewa)] * 6}
    answer = client.post("/api/v1/kiosk/photos", json=many, headers=bearer(token))
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"

    large = {"sent_at": NOW.isoformat(), "events": ["x" * 2 * 1024 * 1024]}
    answer = client.post("/api/v1/kiosk/scans", json=large, headers=bearer(token))
    assert answer.status_code == 413
    assert client.post("/api/v1/kiosk/photos").status_code == 401
