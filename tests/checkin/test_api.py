from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from fablab.checkin.models import Card, Scan
from fablab.consent.models import Purpose
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import HealthNote
from fablab.registrations.models import Registration, RegistrationStatus
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_code,
    make_place,
    make_token,
)
from tests.consent.factories import allow
from tests.factories import make_pupil, make_series, make_site, saved

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _at_the_meeting(clock_at: SetClock) -> None:
    clock_at(MEETING_AT)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def body_of(answer: TestResponse) -> dict[str, Any]:
    body = answer.json
    assert isinstance(body, dict), answer.text
    return body


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def event(**fields: object) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "seq": 1,
        "kind": "in",
        "at": MEETING_AT.isoformat(),
        "how": "camera",
        "meeting": None,
        **fields,
    }


def send(
    client: FlaskClient, token: str, *events: object, sent_at: datetime = MEETING_AT
) -> list[dict[str, Any]]:
    answer = client.post(
        "/api/v1/kiosk/scans",
        json={"sent_at": sent_at.isoformat(), "events": list(events)},
        headers=bearer(token),
    )
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = body_of(answer)["results"]
    return results


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [result["outcome"] for result in results]


def test_tablet_is_enrolled_once_with_its_code(client: FlaskClient) -> None:
    code = make_code()
    body = {"code": f" {code[:4].lower()} {code[4:]}", "name": "Front door"}

    first = client.post("/api/v1/kiosk/enrol", json=body)
    second = client.post("/api/v1/kiosk/enrol", json=body)

    assert first.status_code == 201
    assert body_of(first).keys() == {"token", "site", "expires_at"}
    assert body_of(first)["site"]["slug"] == "bielsko-biala"
    assert second.status_code == 410
    assert second.mimetype == "application/problem+json"


@pytest.mark.parametrize("body", [{}, {"code": "X"}, {"code": "", "name": ""}, []])
def test_enrolment_that_says_too_little_is_unprocessable(
    client: FlaskClient, body: object
) -> None:
    answer = client.post("/api/v1/kiosk/enrol", json=body)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_code_that_no_alphabet_has_is_gone(client: FlaskClient) -> None:
    body = '{"code": "\\ud800", "name": "Door"}'

    answer = client.post(
        "/api/v1/kiosk/enrol", data=body, content_type="application/json"
    )

    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")


@pytest.mark.parametrize(("seconds", "status"), [(599, 201), (600, 410)])
def test_code_is_good_for_ten_minutes(
    client: FlaskClient, seconds: int, status: int
) -> None:
    code = make_code(now=MEETING_AT - timedelta(seconds=seconds))

    answer = client.post("/api/v1/kiosk/enrol", json={"code": code, "name": "Door"})

    assert answer.status_code == status


@pytest.mark.parametrize("header", [{}, bearer("wrong"), {"Authorization": "Basic x"}])
def test_without_a_valid_token_there_is_nothing(
    client: FlaskClient, header: dict[str, str]
) -> None:
    for answer in (
        client.get("/api/v1/kiosk/roster", headers=header),
        client.post("/api/v1/kiosk/scans", data="nonsense", headers=header),
    ):
        assert (answer.status_code, body_of(answer)["status"]) == (401, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_roster_holds_what_the_door_may_know_and_nothing_else(
    client: FlaskClient,
) -> None:
    series = make_series(title="Phone stands")
    pupil = make_pupil("Zosia", "Kowalska")
    registration = make_place(series=series, pupil=pupil)
    make_place(series=series, status=RegistrationStatus.WAITLISTED)
    card = make_card(pupil)
    saved(HealthNote(pupil=pupil, sealed=b"sealed", written_at=MEETING_AT))
    allow(pupil, Purpose.HEALTH_NOTE)
    meeting = first_meeting(series)

    answer = client.get("/api/v1/kiosk/roster", headers=bearer(make_token()))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "site": {
            "slug": "bielsko-biala",
            "name": "FabLab bielsko-biala",
            "time_zone": "Europe/Warsaw",
        },
        "sent_at": "2026-10-03T08:00:00+00:00",
        "expires_at": "2026-10-03T12:00:00+00:00",
        "meetings": [
            {
                "id": meeting.public_id,
                "series": series.slug,
                "title": "Phone stands",
                "starts_at": "2026-10-03T08:00:00+00:00",
                "ends_at": "2026-10-03T10:00:00+00:00",
                "place": "Room 2",
                "people": [
                    {
                        "registration": registration.public_id,
                        "name": "Zosia K.",
                        "card_hashes": [card.code_hash],
                        "flags": ["health", "no_photo"],
                        "safety_line": None,
                        "state": "expected",
                        "collectors": [{"name": "Ana Novak", "relation": "guardian"}],
                        "alone_from": None,
                    }
                ],
            }
        ],
    }


def test_roster_is_of_this_site_and_of_the_local_today(client: FlaskClient) -> None:
    make_series(starts=(MEETING_AT + timedelta(days=1),))
    make_series(site=make_site("elsewhere"), starts=(MEETING_AT,))
    late = make_series(starts=(datetime(2026, 10, 3, 21, 30, tzinfo=UTC),))

    answer = client.get("/api/v1/kiosk/roster", headers=bearer(make_token()))

    assert [m["series"] for m in body_of(answer)["meetings"]] == [late.slug]


def test_scan_makes_the_pupil_present(client: FlaskClient) -> None:
    registration = make_place()
    card = make_card(registration.pupil)
    meeting = first_meeting(registration.series)
    token = make_token()
    scan = event(card=card.code, meeting=meeting.public_id)

    first = send(client, token, scan)
    again = send(client, token, scan)
    other = send(client, token, event(registration=registration.public_id, how="name"))

    assert first[0]["id"] == scan["id"]
    assert outcomes(first + again + other) == ["stored", "duplicate", "already_present"]
    roster = body_of(client.get("/api/v1/kiosk/roster", headers=bearer(token)))
    assert roster["meetings"][0]["people"][0]["state"] == "in"


def test_leaving_and_taking_back(client: FlaskClient) -> None:
    registration = make_place()
    token, named = make_token(), {"registration": registration.public_id}
    came = event(**named)
    left = event(
        **named, kind="out", at=(MEETING_AT + timedelta(hours=1)).isoformat(), seq=2
    )

    def state() -> str:
        roster = body_of(client.get("/api/v1/kiosk/roster", headers=bearer(token)))
        return str(roster["meetings"][0]["people"][0]["state"])

    assert outcomes(send(client, token, came, left)) == ["stored", "stored"]
    assert state() == "out"
    send(client, token, event(kind="undo", undoes=left["id"], seq=3))
    assert state() == "in"
    send(client, token, event(kind="undo", undoes=came["id"], seq=4, **named))
    assert state() == "expected"


def test_every_outcome_has_its_case_and_nothing_is_refused(client: FlaskClient) -> None:
    registration = make_place()
    here = first_meeting(registration.series).public_id
    lost = make_card(make_place(series=registration.series).pupil)
    revoke(lost)
    cancelled = make_place(
        series=registration.series, status=RegistrationStatus.CANCELLED
    )
    waiting = make_place(
        series=registration.series, status=RegistrationStatus.WAITLISTED
    )
    foreign = make_place(series=make_series(site=make_site("elsewhere")))
    named = {"registration": registration.public_id}
    cases: list[tuple[object, str]] = [
        (event(**named, meeting=here), "stored"),
        (event(card="FL3333333333333", meeting=here), "unknown_card"),
        (event(card="\x00 not a card at all \ud800" * 9), "unknown_card"),
        (event(registration="nobody"), "unknown_card"),
        (event(card=lost.code, meeting=here), "revoked_card"),
        (event(registration=cancelled.public_id, meeting=here), "needs_attention"),
        (event(registration=waiting.public_id, meeting=here), "needs_attention"),
        (event(registration=foreign.public_id, meeting=here), "needs_attention"),
        (event(**named, meeting="unheard of"), "needs_attention"),
        (event(kind="undo", undoes=str(uuid4())), "needs_attention"),
        (event(**named, meeting=here, at="2026-10-03T06:59:00Z"), "outside_window"),
        (event(**named, meeting=here, at="2026-10-03T12:01:00Z"), "outside_window"),
        (event(**named, card=lost.code), "invalid"),
        (event(), "invalid"),
        (event(**named, id="no-uuid"), "invalid"),
        (event(**named, kind="dance"), "invalid"),
        (event(**named, at="yesterday"), "invalid"),
        (event(**named, at="2026-10-03T08:00:00"), "invalid"),
        (event(**named, kind="undo"), "invalid"),
        (event(card=17), "invalid"),
        (None, "invalid"),
        ("scan", "invalid"),
    ]

    results = send(client, make_token(), *[item for item, _ in cases])

    assert outcomes(results) == [outcome for _, outcome in cases]
    stored = sum(outcome != "invalid" for _, outcome in cases)
    assert db.session.query(Scan).count() == stored


def revoke(card: Card) -> None:
    with unit_of_work():
        card.revoked_at = MEETING_AT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"events": []}',
        b'{"sent_at": "2026-10-03T08:00:00Z"}',
        b'{"sent_at": "2026-10-03T08:00:00Z", "events": {}}',
        b'{"sent_at": "soon", "events": []}',
        b'{"sent_at": ' + b"1" * 5000 + b', "events": []}',
        "{„".encode("utf-16"),
    ],
)
def test_only_an_unreadable_envelope_is_refused(
    client: FlaskClient, body: bytes
) -> None:
    answer = client.post(
        "/api/v1/kiosk/scans",
        data=body,
        content_type="application/json",
        headers=bearer(make_token()),
    )

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_empty_batch_and_largest_batch_are_taken(client: FlaskClient) -> None:
    token = make_token()

    assert send(client, token) == []
    assert len(send(client, token, *[event() for _ in range(500)])) == 500
    answer = client.post(
        "/api/v1/kiosk/scans",
        json={"sent_at": MEETING_AT.isoformat(), "events": [event()] * 501},
        headers=bearer(token),
    )
    assert answer.status_code == 413


def test_wrong_clock_is_put_right_and_both_times_are_kept(client: FlaskClient) -> None:
    registration = make_place()
    wrong = MEETING_AT - timedelta(days=20_000)

    results = send(
        client,
        make_token(),
        event(registration=registration.public_id, at=wrong.isoformat()),
        sent_at=wrong,
    )

    assert outcomes(results) == ["stored"]
    scan = db.session.query(Scan).one()
    assert (scan.device_at, scan.at, scan.received_at) == (
        wrong,
        MEETING_AT,
        MEETING_AT,
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
FIELDS = ["id", "seq", "kind", "at", "how", "card", "registration", "meeting", "undoes"]
FIELDS += ["hand_over", "collected_by", "allowed_by", "reason"]


@given(
    fields=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=3),
    item=anything,
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_item_spoils_the_batch(
    client: FlaskClient, fields: dict[str, object], item: object
) -> None:
    registration = db.session.query(Registration).first() or make_place()
    token = make_token()

    results = send(
        client,
        token,
        event(card="FL") | fields,
        event(registration=registration.public_id) | fields,
        item,
        event(registration=registration.public_id),
    )

    assert len(results) == 4
    assert results[3]["outcome"] in {"stored", "already_present"}
