"""Levels that come from a tablet: counted, held with a reason, never lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fablab.accounts.models import Account
from fablab.accounts.pins import make_pin
from fablab.assessments.models import (
    Assessment,
    HeldLevel,
    HeldReason,
    ObservedLevel,
)
from fablab.checkin.models import Attendance, AttendanceStatus, Kiosk
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Series
from fablab.web.current import current_settings
from tests.assessments.factories import (
    add_leader,
    make_changed_rubric,
    make_facilitator,
    make_own_rubric,
    make_place,
    make_rubric,
    use_rubric,
)
from tests.checkin.factories import MEETING_AT, first_meeting, make_token
from tests.factories import make_pupil, make_series, make_site, saved, sign_in_as
from tests.reports.factories import give_level
from tests.support.pages import Browser
from tests.support.statements import counted_statements

MINUTE = timedelta(minutes=1)
HIGHEST = 4


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    make_rubric()
    clock_at(MEETING_AT + 30 * MINUTE)


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
    come(place)
    return place


@pytest.fixture
def token() -> str:
    return make_token()


def come(place: Registration) -> None:
    saved(
        Attendance(
            meeting=first_meeting(place.series),
            registration=place,
            status=AttendanceStatus.PRESENT,
            came_at=MEETING_AT,
        )
    )


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **more}


def pass_of(client: FlaskClient, token: str, account: Account) -> str:
    """What the PIN gives, typed at the tablet."""
    with unit_of_work():
        secret = current_settings().secret_key
        pin = make_pin(account=account, secret=secret, now=MEETING_AT)
    answer = client.post(
        "/api/v1/kiosk/staff", json={"pin": pin}, headers=bearer(token)
    )
    found: str = (answer.json or {})["pass"]
    return found


def rating(
    place: Registration, by: Account, level: int | None = 2, **more: object
) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "seq": 1,
        "meeting": first_meeting(place.series).public_id,
        "registration": place.public_id,
        "dimension": "CR1",
        "level": level,
        "note": "",
        "at": (MEETING_AT + 20 * MINUTE).isoformat(),
        "by": by.public_id,
        **more,
    }


def send(client: FlaskClient, token: str, *items: object) -> list[tuple[str, str]]:
    answer = client.post(
        "/api/v1/kiosk/assessments",
        json={
            "sent_at": (MEETING_AT + 30 * MINUTE).isoformat(),
            "events": list(items),
        },
        headers=bearer(token),
    )
    assert answer.status_code == 200, answer.text
    results = (answer.json or {})["results"]
    return [(each["outcome"], each["message"]) for each in results]


def counted() -> list[tuple[int | None, str]]:
    rows = db.session.query(ObservedLevel).order_by(ObservedLevel.id)
    found = [(row.level, row.assessment.note) for row in rows]
    db.session.rollback()
    return found


def test_level_is_kept_once_with_the_time_when_it_was_given(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    item = rating(zosia, ewa, 3, note="Said it all herself")

    assert send(client, token, item, item) == [("stored", ""), ("duplicate", "")]
    assert send(client, token, item) == [("duplicate", "")]

    assert counted() == [(3, "Said it all herself")]
    kept = db.session.query(Assessment).one()
    assert kept.assessed_at == MEETING_AT + 20 * MINUTE
    assert kept.assessed_by == ewa


def test_not_observed_is_an_answer_of_its_own(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)

    assert send(client, token, rating(zosia, ewa, None)) == [("stored", "")]

    assert counted() == [(None, "")]


def test_wrong_clock_of_the_tablet_is_put_right(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    off = timedelta(days=400)
    item = rating(zosia, ewa, at=(MEETING_AT + 20 * MINUTE - off).isoformat())
    body = {"sent_at": (MEETING_AT + 30 * MINUTE - off).isoformat(), "events": [item]}

    client.post("/api/v1/kiosk/assessments", json=body, headers=bearer(token))

    kept = db.session.query(Assessment).one()
    assert kept.assessed_at == MEETING_AT + 20 * MINUTE


def test_who_gave_no_pin_at_this_tablet_counts_for_nothing_but_is_kept(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, make_token(), ewa)

    [(outcome, message)] = send(client, token, rating(zosia, ewa))

    assert outcome == "needs_attention"
    assert "not sure who gave this level" in message
    assert counted() == []
    assert db.session.query(HeldLevel).one().level == 2


def test_pin_of_the_day_before_is_too_old(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    clock_at: Callable[[datetime], None],
) -> None:
    clock_at(MEETING_AT - timedelta(hours=12))
    pass_of(client, token, ewa)
    clock_at(MEETING_AT + 30 * MINUTE)

    [(outcome, _)] = send(client, token, rating(zosia, ewa))

    assert outcome == "needs_attention"


def test_reasons_to_hold_a_level_are_worded(
    client: FlaskClient, token: str, ewa: Account, lamps: Series, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    other = make_facilitator("Adam Bury")
    pass_of(client, token, other)
    away = make_place(lamps, make_pupil("Jan", "Nowak"))
    robots = make_place(make_series(starts=(MEETING_AT,)), make_pupil("Emil", "Nowy"))
    meeting = first_meeting(lamps).public_id

    found = send(
        client,
        token,
        rating(zosia, other),
        rating(away, ewa),
        rating(robots, ewa, meeting=meeting),
        rating(zosia, ewa, HIGHEST),
    )

    assert [outcome for outcome, _ in found] == ["needs_attention"] * 4
    for (_, message), words in zip(
        found,
        ("another facilitator", "not marked as here", "another workshop", "short note"),
        strict=True,
    ):
        assert words in message
    assert counted() == []
    assert db.session.query(HeldLevel).count() == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 0},
        {"level": 5},
        {"level": "2"},
        {"level": True},
        {"dimension": "XX9"},
        {"rubric": "fablab-cs-6 0.9"},
        {"meeting": "unknown"},
        {"registration": "unknown"},
        {"by": "unknown"},
        {"at": "yesterday"},
        {"id": "1"},
        {"note": "x" * 501},
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

    found = send(client, token, {**rating(zosia, ewa), **wrong}, rating(zosia, ewa, 1))

    assert [outcome for outcome, _ in found] == ["invalid", "stored"]
    assert counted() == [(1, "")]


def test_hostile_note_is_kept_as_it_was_typed(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    note = '=HYPERLINK("x") <b>\u202e'

    send(client, token, rating(zosia, ewa, 2, note=note + "\x00\ud800"))

    assert counted()[0][1].startswith(note)


def test_earlier_level_that_arrives_later_changes_nothing(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    early = rating(zosia, ewa, 1, at=(MEETING_AT + 5 * MINUTE).isoformat())
    send(client, token, rating(zosia, ewa, 2))
    send(client, token, early)

    body = given(client, token, pass_of(client, token, ewa))

    assert body["meetings"][0]["given"] == [
        {
            "registration": zosia.public_id,
            "dimension": "CR1",
            "level": 2,
            "note": "",
        }
    ]


def given(client: FlaskClient, token: str, acts_by: str) -> dict[str, Any]:
    headers = bearer(token, **{"X-Staff-Pass": acts_by})
    answer = client.get("/api/v1/kiosk/levels", headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json or {}
    return body


def test_tablet_learns_what_is_watched_at_the_meetings_of_who_gave_the_pin(
    client: FlaskClient, token: str, ewa: Account, lamps: Series
) -> None:
    make_series(starts=(MEETING_AT,))

    body = given(client, token, pass_of(client, token, ewa))

    [meeting] = body["meetings"]
    assert meeting["id"] == first_meeting(lamps).public_id
    assert len(meeting["dimensions"]) >= 2
    assert set(meeting["dimensions"][0]["descriptors"]) == {"1", "2", "3", "4"}
    assert set(body["labels"]) == {"1", "2", "3", "4"}


def test_without_a_pass_the_tablet_learns_nothing(
    client: FlaskClient, token: str
) -> None:
    answer = client.get("/api/v1/kiosk/levels", headers=bearer(token))

    assert answer.status_code == 403
    assert client.get("/api/v1/kiosk/levels").status_code == 401


def test_signed_out_tablet_gives_no_levels(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    with unit_of_work():
        db.session.query(Kiosk).update({"revoked_at": MEETING_AT})

    answer = client.post(
        "/api/v1/kiosk/assessments",
        json={"sent_at": MEETING_AT.isoformat(), "events": [rating(zosia, ewa)]},
        headers=bearer(token),
    )

    assert answer.status_code == 401


def test_held_level_is_counted_by_hand_once_the_pupil_is_marked_as_here(
    client: FlaskClient, browser: Browser, token: str, ewa: Account, lamps: Series
) -> None:
    pass_of(client, token, ewa)
    jan = make_place(lamps, make_pupil("Jan", "Nowak"))
    make_site()
    send(client, token, rating(jan, ewa, 3))
    sign_in_as(browser, ewa)
    url = f"/staff/meetings/{first_meeting(lamps).public_id}/levels"
    page = browser.get(url)
    assert "was not marked as here" in page.text("[aria-labelledby=held]")

    page = browser.submit(page, "form[action$=count]", follow=True)
    assert "is not marked as here" in page.text(".notice")
    assert counted() == []

    come(jan)
    page = browser.submit(page, "form[action$=count]", follow=True)
    assert page.text(".notice") == "The level counts now."
    assert counted() == [(3, "")]
    assert page.soup.select("[aria-labelledby=held]") == []


def test_held_level_is_dropped_and_stays_on_record(
    client: FlaskClient, browser: Browser, token: str, ewa: Account, lamps: Series
) -> None:
    pass_of(client, token, ewa)
    jan = make_place(lamps, make_pupil("Jan", "Nowak"))
    item = rating(jan, ewa, 3)
    send(client, token, item)
    sign_in_as(browser, ewa)
    url = f"/staff/meetings/{first_meeting(lamps).public_id}/levels"

    page = browser.submit(browser.get(url), "form[action$=drop]", follow=True)

    assert page.soup.select("[aria-labelledby=held]") == []
    assert db.session.query(HeldLevel).one().settled_by == ewa
    assert send(client, token, item) == [("duplicate", "")]


def test_tablet_names_whom_everybody_who_leads_rates(
    client: FlaskClient, token: str, ewa: Account, lamps: Series, zosia: Registration
) -> None:
    def linked() -> list[str]:
        [meeting] = given(client, token, pass_of(client, token, ewa))["meetings"]
        found: list[str] = meeting["linked"]
        return found

    assert linked() == []
    add_leader(lamps, make_facilitator("Adam Zych"))
    assert linked() == [zosia.public_id]


def test_a_held_level_of_somebody_else_is_told_after_ones_own(
    client: FlaskClient, browser: Browser, token: str, zosia: Registration, ewa: Account
) -> None:
    adam = make_facilitator("Adam Zych")
    add_leader(zosia.series, adam)
    send(client, token, rating(zosia, ewa, 3))
    url = f"/staff/meetings/{first_meeting(zosia.series).public_id}/levels"
    sign_in_as(browser, adam)

    before = browser.get(url).texts("[aria-labelledby=held] b")
    give_level(first_meeting(zosia.series), zosia, "CR1", 2, by=adam)

    assert before == ["Zosia K. · Generating ideas"]
    assert browser.get(url).texts("[aria-labelledby=held] b") == [
        "Zosia K. · Generating ideas: On my own"
    ]


def test_level_by_words_that_changed_since_is_held_and_counts_by_the_old_ones(
    client: FlaskClient,
    browser: Browser,
    token: str,
    ewa: Account,
    zosia: Registration,
) -> None:
    told = given(client, token, pass_of(client, token, ewa))["rubric"]
    item = rating(zosia, ewa, 3, rubric=told)
    make_changed_rubric()

    [(outcome, message)] = send(client, token, item)

    assert (outcome, counted()) == ("needs_attention", [])
    assert message == (
        "Kept, but the words of the levels have changed since. "
        "Look whether it still fits on the page “Levels”."
    )
    sign_in_as(browser, ewa)
    meeting = first_meeting(zosia.series).public_id
    page = browser.get(f"/staff/meetings/{meeting}/levels")
    assert "given by an earlier version of the levels" in page.text("main")
    browser.submit(page, "form[action$=count]", follow=True)
    assert counted() == [(3, "")]
    kept = db.session.query(ObservedLevel).one()
    assert kept.dimension.rubric.name == told == "fablab-cs-6 1.0"


def test_level_by_the_words_of_today_counts(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    acts_by = pass_of(client, token, ewa)
    new = make_changed_rubric().name
    assert given(client, token, acts_by)["rubric"] == new

    assert send(client, token, rating(zosia, ewa, rubric=new)) == [("stored", "")]

    assert db.session.query(ObservedLevel).one().dimension.rubric.name == new


@pytest.fixture
def robots(ewa: Account) -> Registration:
    """Iga, who is here in another series that nobody has given levels in."""
    series = make_series(title="Robots", starts=(MEETING_AT,), facilitator=ewa)
    place = make_place(series, make_pupil("Iga", "Bąk"))
    come(place)
    return place


def test_meetings_of_two_series_each_have_the_words_of_their_own_rubric(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    robots: Registration,
) -> None:
    acts_by = pass_of(client, token, ewa)
    send(client, token, rating(zosia, ewa))
    use_rubric(own := make_own_rubric(make_site()), site=make_site())

    body = given(client, token, acts_by)

    words = {
        meeting["id"]: (meeting["rubric"], meeting["labels"]["3"])
        for meeting in body["meetings"]
    }
    assert words == {
        first_meeting(zosia.series).public_id: ("fablab-cs-6 1.0", "On my own"),
        first_meeting(robots.series).public_id: (own.name, "Alone"),
    }
    assert (body["rubric"], body["labels"]["3"]) == ("fablab-cs-6 1.0", "On my own")
    items = [
        rating(zosia, ewa, dimension="SR1", rubric="fablab-cs-6 1.0"),
        rating(robots, ewa, rubric=own.name),
    ]
    assert send(client, token, *items) == [("stored", ""), ("stored", "")]


def test_level_that_names_no_rubric_is_of_the_one_of_its_meeting(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    robots: Registration,
) -> None:
    pass_of(client, token, ewa)
    send(client, token, rating(zosia, ewa))
    use_rubric(own := make_own_rubric(make_site()), site=make_site())

    send(client, token, rating(zosia, ewa, dimension="SR1"), rating(robots, ewa))

    levels = db.session.query(ObservedLevel).order_by(ObservedLevel.id)
    assert [one.dimension.rubric.name for one in levels] == [
        *["fablab-cs-6 1.0"] * 2,
        own.name,
    ]


def test_tablet_that_knows_one_rubric_only_loses_no_level_of_another(
    client: FlaskClient,
    token: str,
    ewa: Account,
    zosia: Registration,
    robots: Registration,
) -> None:
    pass_of(client, token, ewa)
    send(client, token, rating(zosia, ewa))
    use_rubric(make_own_rubric(make_site()), site=make_site())

    [(outcome, _)] = send(client, token, rating(robots, ewa, rubric="fablab-cs-6 1.0"))

    held = db.session.query(HeldLevel).one()
    assert (outcome, held.reason) == ("needs_attention", HeldReason.RUBRIC_CHANGED)


def test_words_of_another_site_are_unknown_at_a_tablet(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    foreign = make_own_rubric(make_site("ventosa")).name

    assert [
        outcome
        for outcome, _ in send(client, token, rating(zosia, ewa, rubric=foreign))
    ] == ["invalid"]


def test_tablet_without_a_meeting_learns_the_words_of_its_site(
    client: FlaskClient, token: str, ewa: Account
) -> None:
    use_rubric(own := make_own_rubric(make_site()), site=make_site())

    body = given(client, token, pass_of(client, token, ewa))

    assert (body["rubric"], body["meetings"]) == (own.name, [])


def test_batch_keeps_every_level_but_the_one_that_lacks_a_note(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    adam = make_place(zosia.series, make_pupil("Adam", "Bąk"))
    come(adam)
    before, after = (
        (MEETING_AT + minutes * MINUTE).isoformat() for minutes in (10, 20)
    )

    answers = send(
        client,
        token,
        rating(zosia, ewa, HIGHEST, seq=1),
        rating(adam, ewa, 3, seq=3, at=after),
        rating(adam, ewa, 2, seq=2, at=before),
        rating(adam, ewa, 1, seq=4, dimension="SR1"),
    )

    assert [outcome for outcome, _words in answers] == [
        "needs_attention",
        "stored",
        "stored",
        "stored",
    ]
    assert counted() == [(2, ""), (3, ""), (1, "")]
    held = db.session.query(HeldLevel).one()
    assert (held.reason, held.level) == (HeldReason.NEEDS_NOTE, HIGHEST)


def test_batch_reads_no_more_for_more_pupils(
    client: FlaskClient, token: str, ewa: Account, zosia: Registration
) -> None:
    pass_of(client, token, ewa)
    places = [zosia]
    for number in range(7):
        places.append(make_place(zosia.series, make_pupil(f"Ada{number}")))
        come(places[-1])

    one, *several = [rating(zosia, ewa), *(rating(place, ewa) for place in places)]

    with counted_statements() as for_one:
        send(client, token, one)
    with counted_statements() as for_all:
        send(client, token, *several)

    assert len(counted()) == len([one, *several])
    assert reads(for_all) == reads(for_one)


def reads(statements: list[str]) -> int:
    return len([one for one in statements if one.startswith("SELECT")])
