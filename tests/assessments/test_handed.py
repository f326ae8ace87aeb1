"""The compass answered at a tablet: kept once, counted in time, never lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.assessments.models import NotCounted, Occasion, SelfReport
from fablab.assessments.queries.compass import compasses
from fablab.config import LANGUAGES
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.assessments.factories import make_facilitator, make_place
from tests.assessments.test_tablet import bearer, pass_of
from tests.checkin import factories as door
from tests.checkin.factories import MEETING_AT, first_meeting, make_token
from tests.factories import make_pupil, make_series

MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)
NOW = MEETING_AT + 30 * MINUTE
SetClock = Callable[[datetime], None]
ANSWERS = {"1": 3, "2": None}


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: SetClock) -> None:
    assert app
    clock_at(NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ewa() -> Account:
    return make_facilitator()


@pytest.fixture
def lamps(ewa: Account) -> Series:
    """The second of four meetings is now, so that "before" is open."""
    starts = [MEETING_AT + week * WEEK for week in (-1, 0, 1, 2)]
    return make_series(title="Lamps", starts=tuple(starts), facilitator=ewa)


@pytest.fixture
def over(ewa: Account) -> Series:
    """The last meeting is now, so that "after" is open."""
    starts = (MEETING_AT - WEEK, MEETING_AT)
    return make_series(title="Boxes", starts=starts, facilitator=ewa)


@pytest.fixture
def zosia(lamps: Series) -> Registration:
    return make_place(lamps, make_pupil("Zosia", "Kos"))


@pytest.fixture
def token() -> str:
    return make_token()


def report(place: Registration, by: Account, **more: object) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "seq": 1,
        "registration": place.public_id,
        "occasion": "before",
        "answers": ANSWERS,
        "language": "pl",
        "pleased": "",
        "next_try": "",
        "at": (NOW - 10 * MINUTE).isoformat(),
        "by": by.public_id,
        **more,
    }


def send(
    client: FlaskClient, token: str, *items: object, sent_at: datetime = NOW
) -> list[tuple[str, str]]:
    answer = client.post(
        "/api/v1/kiosk/self-reports",
        json={"sent_at": sent_at.isoformat(), "events": list(items)},
        headers=bearer(token),
    )
    assert answer.status_code == 200, answer.text
    results = (answer.json or {})["results"]
    return [(each["outcome"], each["message"]) for each in results]


def asked(client: FlaskClient, token: str, account: Account) -> dict[str, Any]:
    headers = bearer(token, **{"X-Staff-Pass": pass_of(client, token, account)})
    answer = client.get("/api/v1/kiosk/compass", headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json or {}
    return body


def counted(place: Registration) -> dict[Occasion, dict[str, int | None]]:
    db.session.rollback()
    found = compasses([place.id]).get(place.id, {})
    return {occasion: dict(each.answers) for occasion, each in found.items()}


def test_report_is_kept_once_with_the_time_and_who_handed_the_tablet_over(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    item = report(zosia, ewa)

    assert send(client, token, item, item) == [("stored", ""), ("duplicate", "")]
    assert send(client, token, item) == [("duplicate", "")]

    assert counted(zosia) == {Occasion.BEFORE: ANSWERS}
    kept = db.session.query(SelfReport).one()
    assert kept.answered_at == NOW - 10 * MINUTE
    assert kept.signed_in == ewa
    assert (kept.event_id, kept.language) == (UUID(item["id"]), "pl")
    assert kept.kiosk_id is not None


def test_one_tablets_name_for_a_report_is_there_once(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    send(client, token, report(zosia, ewa), report(zosia, ewa))
    first, second = db.session.query(SelfReport).all()
    event_id, second_id = first.event_id, second.id
    db.session.rollback()

    with pytest.raises(IntegrityError), unit_of_work():
        db.session.get_one(SelfReport, second_id).event_id = event_id


def test_own_words_are_kept_after_the_series_as_they_were_typed(
    client: FlaskClient, token: str, ewa: Account, over: Series
) -> None:
    jan = make_place(over, make_pupil("Jan", "Nowak"))
    pass_of(client, token, ewa)
    words = '=HYPERLINK("x") <b>\u202e'

    send(
        client,
        token,
        report(jan, ewa, occasion="after", pleased=words + "\x00", next_try=" Lampa "),
        report(jan, ewa, occasion="retrospective", pleased=words),
    )

    after, back = db.session.query(SelfReport).order_by(SelfReport.id)
    assert (after.pleased, after.next_try) == (words, "Lampa")
    assert (back.pleased, back.not_counted) == ("", NotCounted.NOT_OPEN)


def test_answered_in_time_and_sent_a_week_later_counts(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    clock_at: SetClock,
) -> None:
    pass_of(client, token, ewa)
    clock_at(NOW + WEEK)

    sent = send(client, token, report(zosia, ewa), sent_at=NOW + WEEK)

    assert sent == [("stored", "")]
    assert counted(zosia) == {Occasion.BEFORE: ANSWERS}


def test_wrong_clock_of_the_tablet_makes_nothing_too_late(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    off = timedelta(days=400)
    item = report(zosia, ewa, at=(NOW - 10 * MINUTE + off).isoformat())

    assert send(client, token, item, sent_at=NOW + off) == [("stored", "")]
    assert db.session.query(SelfReport).one().answered_at == NOW - 10 * MINUTE


def test_answered_too_late_is_kept_and_never_counts(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    clock_at: SetClock,
) -> None:
    late = NOW + timedelta(hours=5)
    pass_of(client, token, ewa)
    clock_at(late)

    [(outcome, message)] = send(
        client, token, report(zosia, ewa, at=late.isoformat()), sent_at=late
    )

    assert outcome == "outside_window"
    assert "not open at that time" in message
    assert counted(zosia) == {}
    assert db.session.query(SelfReport).one().not_counted is NotCounted.NOT_OPEN


def test_who_gave_no_pin_or_leads_another_workshop_makes_nothing_count(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    adam = make_facilitator("Adam Bury")
    pass_of(client, token, adam)

    sent = send(client, token, report(zosia, ewa), report(zosia, adam))

    assert [outcome for outcome, _ in sent] == ["needs_attention"] * 2
    assert "not sure who handed over" in sent[0][1]
    assert "another facilitator" in sent[1][1]
    assert counted(zosia) == {}
    assert db.session.query(SelfReport).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "1"},
        {"occasion": "during"},
        {"registration": "unknown"},
        {"by": "unknown"},
        {"at": "yesterday"},
        {"language": "xx"},
        {"answers": {"1": 5}},
        {"answers": {"1": "3"}},
        {"answers": {"11": 1}},
        {"answers": [1, 2]},
        {"pleased": "x" * 301},
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

    sent = send(client, token, {**report(zosia, ewa), **wrong}, report(zosia, ewa))

    assert [outcome for outcome, _ in sent] == ["invalid", "stored"]
    assert db.session.query(SelfReport).count() == 1


def test_no_answer_at_all_is_an_answer_too(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)

    assert send(client, token, report(zosia, ewa, answers={})) == [("stored", "")]
    assert counted(zosia) == {Occasion.BEFORE: {}}


def test_tablet_learns_the_questions_in_every_language_its_own_first(
    client: FlaskClient, token: str, ewa: Account
) -> None:
    with unit_of_work():
        db.session.query(Site).update({"language": "de"})

    body = asked(client, token, ewa)

    assert body["languages"][0]["code"] == "de"
    assert {each["code"] for each in body["languages"]} == set(LANGUAGES)
    for each in body["languages"]:
        assert len(each["items"]) == 10
        assert set(each["options"]) == {"1", "2", "3", "4"}
        assert set(each["stems"]) == {"before", "after", "retrospective"}
        assert "{name}" in each["words"]["greeting"]
    assert len({each["words"]["voluntary"] for each in body["languages"]}) == len(
        LANGUAGES
    )


def test_tablet_learns_who_may_answer_what_and_no_answer_and_no_level(
    client: FlaskClient, token: str, ewa: Account, lamps: Series, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    send(client, token, report(zosia, ewa))
    door.make_place(series=lamps, status=RegistrationStatus.WAITLISTED)
    make_place(make_series(starts=(MEETING_AT,)), make_pupil("Emil", "Nowy"))

    body = asked(client, token, ewa)

    meeting = first_meeting(lamps).public_id
    second = body["meetings"][0]["id"]
    assert second != meeting
    assert body["meetings"] == [
        {
            "id": second,
            "pupils": [
                {
                    "registration": zosia.public_id,
                    "given_name": "Zosia",
                    "occasions": [
                        {
                            "occasion": "before",
                            "opens_at": None,
                            "closes_at": (MEETING_AT + timedelta(hours=2)).isoformat(),
                        },
                        {
                            "occasion": "after",
                            "opens_at": (MEETING_AT + 2 * WEEK).isoformat(),
                            "closes_at": (
                                MEETING_AT + 6 * WEEK + timedelta(hours=2)
                            ).isoformat(),
                        },
                    ],
                    "given": ["before"],
                }
            ],
        }
    ]


def test_without_a_pass_the_tablet_learns_no_name(
    client: FlaskClient, token: str, zosia: Registration
) -> None:
    assert zosia
    answer = client.get("/api/v1/kiosk/compass", headers=bearer(token))

    assert answer.status_code == 403
    assert "Zosia" not in answer.text
    assert client.get("/api/v1/kiosk/compass").status_code == 401
    assert client.post("/api/v1/kiosk/self-reports").status_code == 401
