from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask

from fablab.accounts.models import Account, FailedSignIn, SignIn
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from tests.accounts.factories import (
    NOW,
    PASSWORD,
    code_at,
    enter_password,
    make_coordinator,
)
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def now(clock_at: SetClock) -> None:
    clock_at(NOW)


def test_password_and_code_open_the_workspace(browser: Browser) -> None:
    account = make_coordinator()

    page = browser.submit(
        browser.get("/sign-in/staff"),
        email="ewa@example.org",
        password=PASSWORD,
        follow=True,
    )
    answer = browser.submit(page, code=code_at(NOW))

    assert page.text("h1") == "Enter the code from your phone"
    assert (answer.status, answer.location) == (303, "/staff/")
    event = db.session.query(AuditEvent).one()
    assert (event.actor, event.action) == (account.public_id, "account.sign_in")


def test_a_password_alone_opens_nothing(browser: Browser) -> None:
    make_coordinator()
    enter_password(browser)

    assert browser.get("/staff/").location == "/sign-in"
    assert db.session.query(SignIn).count() == 0


@pytest.mark.parametrize("email", ["ewa@example.org", "nobody@example.org"])
def test_it_is_not_said_whether_address_or_password_is_wrong(
    browser: Browser, email: str
) -> None:
    make_coordinator()

    page = browser.submit(
        browser.get("/sign-in/staff"), email=email, password="not this one"
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "The email address and the password do not match."
    ]
    assert page.value("#email") == email
    assert page.value("#password") == ""
    assert db.session.query(FailedSignIn).count() == 1


def test_ten_wrong_passwords_close_the_account_for_a_while(
    browser: Browser, clock_at: SetClock
) -> None:
    make_coordinator()
    for _ in range(10):
        assert enter_password(browser, "wrong").status == 422

    page = enter_password(browser)

    assert (page.status, page.text("h1")) == (429, "Please wait a little")
    assert page.text(".lead") == (
        "There were too many wrong tries. Please wait 15 minutes."
    )
    clock_at(NOW + timedelta(minutes=16))
    assert enter_password(browser).location == "/sign-in/code"


def test_wrong_codes_count_as_well(browser: Browser) -> None:
    make_coordinator()
    enter_password(browser)
    page = browser.get("/sign-in/code")
    for _ in range(10):
        answer = browser.submit(page, code="000000")
        assert answer.status == 422
        assert answer.texts(".error-summary li") == [
            "This code does not fit. Wait for the next one in the app and enter that."
        ]

    assert browser.submit(page, code=code_at(NOW)).status == 429


def test_a_code_is_accepted_once(browser: Browser, clock_at: SetClock) -> None:
    make_coordinator()
    enter_password(browser)
    browser.submit(browser.get("/sign-in/code"), code=code_at(NOW))
    enter_password(browser)
    page = browser.get("/sign-in/code")

    assert browser.submit(page, code=code_at(NOW)).status == 422
    before = code_at(NOW - timedelta(seconds=30))
    assert browser.submit(page, code=before).status == 422
    clock_at(NOW + timedelta(seconds=30))
    answer = browser.submit(page, code=code_at(NOW + timedelta(seconds=30)))
    assert answer.status == 303


def test_the_code_may_be_late_and_typed_with_a_space(
    browser: Browser, clock_at: SetClock
) -> None:
    make_coordinator()
    enter_password(browser)
    code = code_at(NOW)
    clock_at(NOW + timedelta(seconds=30))

    page = browser.get("/sign-in/code")

    answer = browser.submit(page, code=f"{code[:3]} {code[3:]}")
    assert answer.location == "/staff/"


def test_the_password_is_remembered_for_ten_minutes(
    browser: Browser, clock_at: SetClock
) -> None:
    make_coordinator()
    enter_password(browser)
    page = browser.get("/sign-in/code")
    late = NOW + timedelta(minutes=10)
    clock_at(late)

    assert browser.submit(page, code=code_at(late)).location == "/sign-in/staff"


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/set-up"])
def test_the_second_step_leads_back_to_the_first(browser: Browser, path: str) -> None:
    assert browser.get(path).location == "/sign-in/staff"


def test_the_first_time_the_app_is_set_up(browser: Browser) -> None:
    make_coordinator(with_second_factor=False)

    assert enter_password(browser).location == "/sign-in/set-up"
    page = browser.get("/sign-in/set-up")
    secret = page.text("figcaption.code").replace(" ", "")
    refused = browser.submit(page, code="12 34 56")
    answer = browser.submit(refused, code=code_at(NOW, secret))

    assert page.one("svg.qr")["aria-label"] == "Code for your authenticator app"
    assert refused.text("figcaption.code").replace(" ", "") == secret
    assert answer.location == "/staff/"
    account = db.session.query(Account).one()
    assert account.totp_sealed is not None
    assert secret.encode() not in account.totp_sealed
    assert account.totp_last == pyotp.TOTP(secret).timecode(NOW)


def test_who_has_an_app_cannot_set_up_another(browser: Browser) -> None:
    make_coordinator()
    enter_password(browser)

    assert browser.get("/sign-in/set-up").location == "/sign-in/staff"


def test_signing_out_ends_the_sign_in(browser: Browser) -> None:
    make_coordinator()
    enter_password(browser)
    browser.submit(browser.get("/sign-in/code"), code=code_at(NOW))

    page = browser.submit(browser.get("/privacy"), button="Sign out", follow=True)

    assert page.texts(".notice") == ["You are signed out."]
    assert browser.get("/staff/").location == "/sign-in"
    assert db.session.query(SignIn).one().ended_at == NOW
    actions = [event.action for event in db.session.query(AuditEvent)]
    assert actions == ["account.sign_in", "account.sign_out"]


def test_a_new_sign_in_starts_a_new_session(app: Flask) -> None:
    make_coordinator()
    client = app.test_client()
    browser = Browser(client)
    browser.carry_session(left_behind="by somebody else")
    enter_password(browser)
    browser.submit(browser.get("/sign-in/code"), code=code_at(NOW))

    with client.session_transaction() as session:
        assert "left_behind" not in session
        assert "_user_id" in session
