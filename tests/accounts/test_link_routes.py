from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.links import make_link
from fablab.accounts.models import FailedSignIn, LinkPurpose, OneTimeLink, Role, SignIn
from fablab.accounts.services import disable_account
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.web.current import current_installation, install
from tests.accounts.factories import NOW, mailed_links, make_coordinator
from tests.factories import make_account, make_guardian, make_school
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def now(clock_at: SetClock) -> None:
    clock_at(NOW)


def test_a_known_and_an_unknown_address_are_answered_alike(browser: Browser) -> None:
    make_guardian(email="ana@example.org")

    form = browser.get("/sign-in")
    known = browser.submit(form, email="Ana@Example.org", follow=True)
    unknown = browser.submit(form, email="nobody@example.org", follow=True)

    assert known.text("h1") == "Look into your mailbox"
    assert known.text("main") == unknown.text("main")
    letters = db.session.query(Letter).all()
    assert [(letter.to, letter.template) for letter in letters] == [
        ("ana@example.org", "sign_in_link")
    ]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Enter your email address"),
        ("ana", "This email address is not complete. It looks like a@b.org."),
    ],
)
def test_an_address_that_is_none_is_refused(
    browser: Browser, typed: str, answer: str
) -> None:
    page = browser.submit(browser.get("/sign-in"), email=typed)

    assert page.status == 422
    assert page.texts(".error-summary li") == [answer]
    assert page.value("#email") == typed


def test_looking_at_the_link_uses_nothing_and_the_button_signs_in(
    browser: Browser,
) -> None:
    make_guardian("Ana Novak", email="ana@example.org")
    browser.submit(browser.get("/sign-in"), email="ana@example.org")
    [path] = mailed_links()

    browser.get(path)
    page = browser.get(path)
    answer = browser.submit(page, button="Sign in")

    assert page.text("h1") == "Welcome, Ana Novak"
    assert (answer.status, answer.location) == (303, "/family/")
    assert browser.get("/privacy").text(".account .name") == "Ana Novak"
    assert db.session.query(AuditEvent).count() == 0


def test_a_used_link_opens_nothing_any_more(app: Flask, browser: Browser) -> None:
    make_guardian(email="ana@example.org")
    browser.submit(browser.get("/sign-in"), email="ana@example.org")
    [path] = mailed_links()
    other = Browser(app.test_client())
    page = other.get(path)
    browser.submit(browser.get(path), button="Sign in")

    assert other.submit(page, button="Sign in").status == 410
    assert browser.get(path).status == 410
    assert browser.get(path).text(".lead") == (
        "This link was used already, has expired or is not complete."
    )
    assert db.session.query(SignIn).count() == 1


def test_a_newer_link_replaces_the_older_and_both_end(
    browser: Browser, clock_at: SetClock
) -> None:
    make_guardian(email="ana@example.org")
    for _ in range(2):
        browser.submit(browser.get("/sign-in"), email="ana@example.org")
    older, newer = mailed_links()

    assert browser.get(older).status == 410
    assert browser.get(newer).status == 200
    clock_at(NOW + timedelta(minutes=15))
    assert browser.get(newer).status == 410


def test_nobody_can_fill_a_mailbox(browser: Browser, clock_at: SetClock) -> None:
    make_guardian(email="ana@example.org")

    def ask() -> int:
        browser.submit(browser.get("/sign-in"), email="ana@example.org")
        return len(mailed_links())

    assert [ask() for _ in range(7)] == [1, 2, 3, 4, 5, 5, 5]
    clock_at(NOW + timedelta(minutes=16))
    assert ask() == 6


def test_what_is_not_sent_takes_as_much_writing(browser: Browser) -> None:
    make_guardian(email="ana@example.org")

    for email in ("nobody@example.org", *["ana@example.org"] * 7):
        browser.submit(browser.get("/sign-in"), email=email)

    assert len(mailed_links()) == 5
    assert db.session.query(FailedSignIn).count() == 3


def test_links_of_the_demonstration_outlive_those_that_are_mailed(
    browser: Browser,
) -> None:
    account = make_guardian(email="ana@example.org").account
    with unit_of_work():
        token = make_link(
            purpose=LinkPurpose.SIGN_IN,
            subject=account.public_id,
            account=account,
            now=NOW,
            reusable=True,
        )

    browser.submit(browser.get("/sign-in"), email="ana@example.org")

    assert browser.get(f"/sign-in/{token}").status == 200


def test_a_link_from_before_opens_nothing_once_the_account_is_disabled(
    browser: Browser,
) -> None:
    account = make_guardian(email="ana@example.org").account
    browser.submit(browser.get("/sign-in"), email="ana@example.org")
    [path] = mailed_links()
    page = browser.get(path)

    with unit_of_work():
        disable_account(account=account, now=NOW)

    assert browser.submit(page, button="Sign in").status == 410
    assert browser.get(path).status == 410
    assert db.session.query(SignIn).count() == 0


def test_a_disabled_account_gets_no_link_and_is_out_at_once(browser: Browser) -> None:
    account = make_guardian(email="ana@example.org").account
    browser.submit(browser.get("/sign-in"), email="ana@example.org")
    browser.submit(browser.get(mailed_links()[0]), button="Sign in")

    with unit_of_work():
        disable_account(account=account, now=NOW)
    browser.submit(browser.get("/sign-in"), email="ana@example.org")

    assert len(mailed_links()) == 1
    assert browser.get("/privacy").soup.select(".account .name") == []


def test_a_link_alone_does_not_open_the_workspace(browser: Browser) -> None:
    make_coordinator()
    browser.submit(browser.get("/sign-in"), email="ewa@example.org")

    answer = browser.submit(browser.get(mailed_links()[0]), button="Sign in")

    assert answer.location == "/sign-in/code"
    assert db.session.query(SignIn).count() == 0


def test_a_link_of_another_purpose_does_not_sign_in(browser: Browser) -> None:
    account = make_guardian().account
    with unit_of_work():
        token = make_link(
            purpose=LinkPurpose.CONSENT,
            subject=account.public_id,
            account=account,
            now=NOW,
        )

    assert browser.get(f"/sign-in/{token}").status == 410


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.GUARDIAN, "/family/"),
        (Role.TEACHER, "/teacher/"),
        (Role.ADMINISTRATOR, "/staff/"),
        (Role.PRIVACY_OFFICER, "/staff/"),
    ],
)
def test_links_of_the_demo_open_again_and_lead_home(
    app: Flask, browser: Browser, role: Role, home: str
) -> None:
    account = make_account(role, school=make_school() if role is Role.TEACHER else None)
    with unit_of_work():
        token = make_link(
            purpose=LinkPurpose.SIGN_IN,
            subject=account.public_id,
            account=account,
            now=NOW,
            lifetime=timedelta(days=1),
            reusable=True,
        )
    real = current_installation()
    install(app, replace(real, settings=replace(real.settings, demo=True)))
    try:
        homes = [
            browser.submit(browser.get(f"/sign-in/{token}"), button="Sign in").location
            for _ in range(2)
        ]
    finally:
        install(app, real)

    assert homes == [home, home]
    assert db.session.query(OneTimeLink).one().used_at is None


def test_one_address_cannot_try_for_ever(browser: Browser) -> None:
    page = browser.get("/sign-in")
    answers = [browser.submit(page, email="x") for _ in range(31)]

    assert [answer.status for answer in answers] == [422] * 30 + [429]
    assert answers[-1].text(".lead") == (
        "Too many attempts in a short time. Please wait a few minutes."
    )
