"""What the tablet is told about a scan that does not fit."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fablab.registrations.models import RegistrationStatus
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_place,
    make_token,
)
from tests.checkin.test_api import SetClock, event, send
from tests.factories import make_series


@pytest.fixture
def client(app: Flask, clock_at: SetClock) -> FlaskClient:
    clock_at(MEETING_AT)
    return app.test_client(use_cookies=False)


def told(client: FlaskClient, **fields: object) -> tuple[str, str]:
    """Outcome and message of one scan."""
    [result] = send(client, make_token(), event(**fields))
    return result["outcome"], result["message"]


def test_too_early_is_told_with_the_hour_when_check_in_opens(
    client: FlaskClient,
) -> None:
    place = make_place()
    early = MEETING_AT - timedelta(minutes=61)

    said = told(client, registration=place.public_id, at=early.isoformat())

    assert said == (
        "outside_window",
        "Stored. Too early: check-in opens at 09:00.",
    )


def test_long_after_the_end_is_told_with_the_hour_of_the_end(
    client: FlaskClient,
) -> None:
    place = make_place()
    ended = first_meeting(place.series).ends_at
    late = ended + timedelta(hours=2, minutes=1)

    said = told(client, registration=place.public_id, at=late.isoformat())

    assert said == ("outside_window", "Stored. Too late: this meeting ended at 12:00.")


def test_wrong_group_is_told_with_the_right_place(client: FlaskClient) -> None:
    place = make_place(series=make_series())
    other = make_series(starts=(MEETING_AT,))
    card = make_card(place.pupil)

    said = told(client, card=card.code, meeting=first_meeting(other).public_id)

    assert said == (
        "needs_attention",
        "Stored. This pupil is expected at “Laser-cut lamps”, 10:00, Room 2.",
    )


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            RegistrationStatus.CANCELLED,
            "Stored. This pupil was signed off. Ask the coordinator.",
        ),
        (
            RegistrationStatus.WAITLISTED,
            "Stored. This pupil is on the waiting list. Ask the coordinator.",
        ),
    ],
)
def test_pupil_without_a_place_is_told_apart(
    client: FlaskClient, status: RegistrationStatus, message: str
) -> None:
    place = make_place(status=status)
    here = first_meeting(place.series).public_id

    said: Any = told(client, registration=place.public_id, meeting=here)

    assert said == ("needs_attention", message)


def test_malformed_hand_over_costs_no_scan(client: FlaskClient) -> None:
    place = make_place()
    named = {"registration": place.public_id, "kind": "out"}

    results = send(
        client,
        make_token(),
        event(**named, hand_over="teleport"),
        event(**named, hand_over="collector", collected_by=["Ada"]),
        event(**named, hand_over="collector", collected_by="Ada" * 50),
        event(**named, hand_over=None, collected_by=None, allowed_by=None),
    )

    assert [result["outcome"] for result in results] == [
        "needs_attention",
        "needs_attention",
        "stored",
        "stored",
    ]
