"""A PIN says at the tablet who a staff member is, for a few minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fablab.accounts.models import Account, Role, StaffPin
from fablab.accounts.pins import make_pin
from fablab.audit.models import AuditEvent
from fablab.checkin.models import Kiosk
from fablab.checkin.queries.kiosks import live_kiosk
from fablab.checkin.services.kiosks import revoke_kiosk
from fablab.checkin.services.passes import holder_of_pass
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Collector, CollectorRelation, Guardianship, Standing
from fablab.registrations.models import Registration
from fablab.web.current import current_settings
from tests.checkin.factories import MEETING_AT, make_place, make_token
from tests.checkin.test_api import bearer
from tests.factories import make_account, make_series, make_site, saved, sign_in_as
from tests.registrations.factories import guardian_of_pupil
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]
NOBODYS = "no digits"


@pytest.fixture
def client(app: Flask, clock_at: SetClock) -> FlaskClient:
    clock_at(MEETING_AT)
    return app.test_client(use_cookies=False)


@pytest.fixture
def ewa(client: FlaskClient) -> Account:
    assert client
    return make_account(Role.FACILITATOR, site=make_site(), name="Ewa Lis")


def pin_of(account: Account) -> str:
    secret = current_settings().secret_key
    with unit_of_work():
        return make_pin(account=account, secret=secret, now=MEETING_AT)


def give(client: FlaskClient, token: str, pin: str) -> tuple[int, dict[str, Any]]:
    answer = client.post(
        "/api/v1/kiosk/staff", json={"pin": pin}, headers=bearer(token)
    )
    return answer.status_code, answer.get_json()


def holder(token: str, given: str, *, now: datetime = MEETING_AT) -> Account | None:
    kiosk = live_kiosk(token, now=MEETING_AT)
    return holder_of_pass(given, kiosk=kiosk, now=now) if kiosk else None


def test_pin_says_who_acts_at_the_tablet_for_five_minutes(
    client: FlaskClient, ewa: Account
) -> None:
    token, pin = make_token(), pin_of(ewa)

    status, body = give(client, token, f"{pin[:3]} {pin[3:]}")

    assert status == 200
    assert body["staff"] == {"code": ewa.public_id, "name": "Ewa Lis"}
    five = MEETING_AT + timedelta(minutes=5)
    assert datetime.fromisoformat(body["expires_at"]) == five
    assert holder(token, body["pass"]) == ewa
    assert holder(token, body["pass"], now=five - timedelta(seconds=1)) == ewa
    assert holder(token, body["pass"], now=five) is None
    used = db.session.query(AuditEvent).filter_by(action="kiosk.pin_used").one()
    assert used.actor == ewa.public_id


def test_pass_counts_at_its_own_tablet_only(client: FlaskClient, ewa: Account) -> None:
    token, other = make_token(), make_token()
    _status, body = give(client, token, pin_of(ewa))

    assert holder(other, body["pass"]) is None


def test_pin_of_another_sites_staff_is_nobodys(client: FlaskClient) -> None:
    stranger = make_account(Role.COORDINATOR, site=make_site("elsewhere"))

    status, body = give(client, make_token(), pin_of(stranger))

    assert (status, body["detail"]) == (403, "This PIN is nobody’s here. Try again.")


def test_who_is_locked_out_has_no_pin_and_no_pass(
    client: FlaskClient, ewa: Account
) -> None:
    token, pin = make_token(), pin_of(ewa)
    _status, body = give(client, token, pin)
    with unit_of_work():
        ewa.disabled_at = MEETING_AT

    assert give(client, token, pin)[0] == 403
    assert holder(token, body["pass"]) is None


def test_five_wrong_pins_lock_them_at_that_tablet_for_a_quarter_of_an_hour(
    client: FlaskClient, ewa: Account, clock_at: SetClock
) -> None:
    token, pin = make_token(), pin_of(ewa)
    other = make_token()

    wrong = [give(client, token, NOBODYS)[0] for _ in range(5)]
    locked = client.post(
        "/api/v1/kiosk/staff", json={"pin": pin}, headers=bearer(token)
    )
    elsewhere = give(client, other, pin)[0]
    clock_at(MEETING_AT + timedelta(minutes=15))

    assert wrong == [403] * 5
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert elsewhere == 200
    assert give(client, token, pin)[0] == 200


def test_right_pin_forgives_the_wrong_ones_before_it(
    client: FlaskClient, ewa: Account
) -> None:
    token, pin = make_token(), pin_of(ewa)
    for _ in range(3):
        wrong = [give(client, token, NOBODYS)[0] for _ in range(4)]
        assert (wrong, give(client, token, pin)[0]) == ([403] * 4, 200)


def test_tablet_that_is_signed_out_ends_its_passes(
    client: FlaskClient, ewa: Account
) -> None:
    token = make_token()
    _status, body = give(client, token, pin_of(ewa))
    kiosk = live_kiosk(token, now=MEETING_AT)
    assert kiosk
    with unit_of_work():
        revoke_kiosk(kiosk=db.session.get_one(Kiosk, kiosk.id), now=MEETING_AT)

    assert holder_of_pass(body["pass"], kiosk=kiosk, now=MEETING_AT) is None


def test_without_an_enrolled_tablet_no_pin_is_tried(
    client: FlaskClient, ewa: Account
) -> None:
    assert give(client, "no tablet", pin_of(ewa))[0] == 401


def test_staff_make_and_renew_their_own_pin_which_is_shown_once(
    browser: Browser, client: FlaskClient, ewa: Account
) -> None:
    sign_in_as(browser, ewa)
    page = browser.submit(browser.get("/staff/pin"), button="Make my PIN", follow=True)
    first = page.text(".code").replace(" ", "")
    token = make_token()
    works = give(client, token, first)[0]

    again = browser.get("/staff/pin")
    assert again.soup.select(".code") == []
    page = browser.submit(again, button="Make a new PIN", follow=True)
    second = page.text(".code").replace(" ", "")

    assert works == 200
    assert give(client, token, first)[0] == (200 if first == second else 403)
    assert give(client, token, second)[0] == 200
    hashes = [row.pin_hash for row in db.session.query(StaffPin)]
    assert len(hashes) == 1
    assert second not in hashes[0]


def test_pin_can_be_removed(
    browser: Browser, client: FlaskClient, ewa: Account
) -> None:
    pin = pin_of(ewa)
    sign_in_as(browser, ewa)

    page = browser.submit(browser.get("/staff/pin"), button="Remove it", follow=True)

    assert page.texts(".notice") == ["You have no PIN any more."]
    assert give(client, make_token(), pin)[0] == 403


@pytest.fixture
def place(ewa: Account) -> Registration:
    """A pupil of a meeting that runs, whose guardian can be called."""
    found = make_place(series=make_series(facilitator=ewa))
    guardian = guardian_of_pupil(found.pupil)
    with unit_of_work():
        guardian.phone = "+48600000001"
    return found


def look(
    client: FlaskClient, token: str, given: str, registration: str
) -> tuple[int, dict[str, Any]]:
    answer = client.get(
        f"/api/v1/kiosk/contacts/{registration}",
        headers=bearer(token) | {"X-Staff-Pass": given},
    )
    return answer.status_code, answer.get_json()


def test_numbers_are_shown_to_who_gave_their_pin_and_every_look_is_noted(
    client: FlaskClient, ewa: Account, place: Registration
) -> None:
    token = make_token()
    _status, body = give(client, token, pin_of(ewa))
    name_collector(place, "Halina Kos", "+48600000002")

    status, found = look(client, token, body["pass"], place.public_id)

    assert status == 200
    assert found == {
        "contacts": [
            {"name": "Ana Novak", "relation": "guardian", "phone": "+48 600 000 001"},
            {
                "name": "Halina Kos",
                "relation": "grandparent",
                "phone": "+48 600 000 002",
            },
        ],
        "barred": [],
    }
    looks = db.session.query(AuditEvent).filter_by(action="contacts.read").all()
    assert [(each.actor, each.subject) for each in looks] == [
        (ewa.public_id, place.pupil.public_id)
    ]


def name_collector(place: Registration, name: str, phone: str) -> None:
    """Somebody may collect the pupil on the day of the meeting."""
    saved(
        Collector(
            pupil=place.pupil,
            named_by=guardian_of_pupil(place.pupil),
            name=name,
            phone=phone,
            relation=CollectorRelation.GRANDPARENT,
            valid_from=MEETING_AT.date(),
            valid_until=MEETING_AT.date(),
            named_at=MEETING_AT,
        )
    )


def test_guardian_without_contact_is_told_as_one_who_must_not_collect(
    client: FlaskClient, ewa: Account, place: Registration
) -> None:
    with unit_of_work():
        guardianship = db.session.query(Guardianship).one()
        guardianship.standing = Standing.NO_CONTACT
    token = make_token()
    _status, body = give(client, token, pin_of(ewa))

    _status, found = look(client, token, body["pass"], place.public_id)

    assert found == {"contacts": [], "barred": [{"name": "Ana Novak", "note": ""}]}
    roster = client.get("/api/v1/kiosk/roster", headers=bearer(token)).get_json()
    [person] = roster["meetings"][0]["people"]
    assert (person["flags"], person["collectors"]) == (["pick_up", "no_photo"], [])


@pytest.mark.parametrize("given", ["", "a pass that nobody was given"])
def test_without_a_pass_there_are_no_numbers(
    client: FlaskClient, place: Registration, given: str
) -> None:
    status, body = look(client, make_token(), given, place.public_id)

    assert (status, body["detail"]) == (403, "Type your PIN to see the numbers.")
    assert db.session.query(AuditEvent).filter_by(action="contacts.read").count() == 0


def test_who_is_not_expected_at_this_door_today_is_not_found(
    client: FlaskClient, ewa: Account
) -> None:
    token = make_token()
    away = make_place(series=make_series(site=make_site("elsewhere")))
    tomorrow = make_place(series=make_series(starts=(MEETING_AT + timedelta(days=1),)))
    _status, body = give(client, token, pin_of(ewa))

    found = [
        look(client, token, body["pass"], one)[0]
        for one in (away.public_id, tomorrow.public_id, "nobody")
    ]

    assert found == [404, 404, 404]
