"""What is typed is kept for seven days, sealed, and found again by a letter."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.registrations.errors import DraftGone
from fablab.registrations.models import Draft, Registration
from fablab.registrations.queries.drafts import find_draft, read_answers
from fablab.registrations.services.drafts import delete_expired_drafts, move_draft
from fablab.series.models import Series
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY, make_guardian, make_series
from tests.registrations.signing_up import is_check, sign_up, walk_to_check
from tests.support.pages import Browser, Page

SEVEN_DAYS = timedelta(days=7)


@pytest.fixture
def other(app: Flask) -> Browser:
    """Another browser."""
    return Browser(app.test_client())


def finish_later(browser: Browser, series: Series, email: str) -> Page:
    page = browser.get(f"/series/{series.slug}/register/later")
    return browser.submit(page, follow=True, email=email)


def link_in_last_letter() -> str:
    letter = db.session.query(Letter).order_by(Letter.id.desc())[0]
    assert letter.template == "finish_later"
    return str(letter.context["resume_path"])


def test_draft_is_sealed_and_belongs_to_its_row(browser: Browser) -> None:
    walk_to_check(browser, make_series(), note="Nuts", topics=["allergy"])
    walk_to_check(browser, make_series(), given_name="Jan")

    one, two = db.session.query(Draft).order_by(Draft.id)
    for secret in (b"Mira", b"Nuts", b"ana@example.org"):
        assert secret not in one.sealed
    cipher = current_installation().cipher
    assert read_answers(one, cipher=cipher)["health"].clean == {
        "children": [{"topics": ["allergy"], "note": "Nuts"}],
        "emergency_name": "",
        "emergency_phone": "",
    }
    with unit_of_work():
        two.sealed = one.sealed
    assert read_answers(two, cipher=cipher) == {}


def test_browser_goes_on_where_it_stopped(browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series, email="")

    page = browser.get(f"/series/{series.slug}/register", follow=True)

    assert page.url == f"/series/{series.slug}/register/you"
    who = browser.get(f"/series/{series.slug}/register/who")
    assert who.value("[name=children-0-given_name]") == "Mira"


def test_looking_at_a_form_keeps_nothing(browser: Browser) -> None:
    browser.get(f"/series/{make_series().slug}/register")

    assert db.session.query(Draft).count() == 0


def test_another_series_in_another_tab_has_a_draft_of_its_own(browser: Browser) -> None:
    first, second = make_series(), make_series()
    walk_to_check(browser, first)
    walk_to_check(browser, second, given_name="Jan")

    check = browser.get(f"/series/{first.slug}/register/check")

    assert "Mira Novak" in check.texts("dd")
    browser.submit(check)
    assert db.session.query(Draft).one().series == second


def test_another_browser_sees_nothing_of_it(browser: Browser, other: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)

    page = other.get(f"/series/{series.slug}/register")

    assert page.value("[name=children-0-given_name]") == ""


def test_tampered_cookie_finds_nothing(app: Flask, browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)
    client = app.test_client()
    for value in ("x", "", "draft|1", "é" * 9, "x" * 3000):
        client.set_cookie("draft", value)
        client.set_cookie("session", "e30.forged.cookie")
        answer = client.get(f"/series/{series.slug}/register")
        assert answer.status_code == 200
        assert b"Mira" not in answer.data


def test_draft_is_gone_once_it_is_sent(browser: Browser) -> None:
    sign_up(browser, make_series())

    assert db.session.query(Draft).count() == 0


def test_draft_is_kept_for_seven_days_and_not_longer(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    series = make_series(closes_at=OPENING_DAY + timedelta(days=20))
    walk_to_check(browser, series)

    with unit_of_work():
        delete_expired_drafts(now=OPENING_DAY + SEVEN_DAYS - timedelta(seconds=1))
    clock_at(OPENING_DAY + SEVEN_DAYS - timedelta(seconds=1))
    check = browser.get(f"/series/{series.slug}/register/check")
    assert is_check(check)
    assert check.status == 200

    clock_at(OPENING_DAY + SEVEN_DAYS)
    late = browser.submit(check, follow=True)
    assert late.value("[name=children-0-given_name]") == ""
    assert "kept for too long" in late.text(".notice")
    with unit_of_work():
        delete_expired_drafts(now=OPENING_DAY + SEVEN_DAYS)
    assert db.session.query(Draft).count() == 0
    assert db.session.query(Registration).count() == 0


def test_expired_draft_is_not_mixed_with_a_new_one(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    series = make_series(closes_at=OPENING_DAY + timedelta(days=20))
    walk_to_check(browser, series, note="Nuts")
    clock_at(OPENING_DAY + SEVEN_DAYS)

    check = walk_to_check(browser, series, given_name="Jan")

    assert "Nuts" not in check.text("main")
    assert "Jan Novak" in check.texts("dd")


def test_letter_brings_the_answers_to_another_browser_once(
    browser: Browser, other: Browser
) -> None:
    series = make_series()
    page = walk_to_check(browser, series, email="")
    later = browser.submit(
        page, button="press=later", follow=True, email="ana@example.org"
    )
    assert later.value("[name=email]") == "ana@example.org"
    done = browser.submit(later, follow=True)
    assert done.text("h1") == "We keep your answers"
    link = link_in_last_letter()

    shown = other.get(link)
    assert "Mira" not in shown.text("main")
    assert other.get(link).status == 200
    check = other.submit(shown, follow=True)

    assert is_check(check)
    assert {"Mira Novak", "Ana Novak", "ana@example.org"} <= set(check.texts("dd"))
    fresh = browser.get(f"/series/{series.slug}/register")
    assert fresh.value("[name=children-0-given_name]") == ""
    for address in (link, link[:-1] + "!", "/register/resume/x"):
        gone = other.get(address)
        assert (gone.status, gone.text("h1")) == (410, "This link opens nothing")
    assert other.submit(shown).status == 410


def test_looking_behind_the_link_changes_nothing(
    app: Flask, browser: Browser, other: Browser
) -> None:
    series = make_series()
    walk_to_check(browser, series)
    finish_later(browser, series, "ana@example.org")
    link = link_in_last_letter()

    for _ in range(3):
        assert app.test_client().head(link).status_code == 200
        assert other.get(link).status == 200

    check = browser.get(f"/series/{series.slug}/register/check")
    assert "Mira Novak" in check.texts("dd")


def test_twenty_presses_on_one_link_have_one_winner(
    app: Flask, browser: Browser
) -> None:
    series = make_series()
    walk_to_check(browser, series)
    finish_later(browser, series, "ana@example.org")
    token = link_in_last_letter().rpartition("/")[2]

    def press(number: int) -> bool:
        with app.app_context():
            try:
                with unit_of_work():
                    move_draft(token=token, browser=f"b{number}", now=OPENING_DAY)
            except DraftGone:
                return False
            return True

    with ThreadPoolExecutor(20) as hands:
        assert sum(hands.map(press, range(20))) == 1
    db.session.rollback()
    found = [
        find_draft(slug=series.slug, browser=f"b{number}", now=OPENING_DAY)
        for number in range(20)
    ]
    assert len([one for one in found if one]) == 1


def test_resumed_draft_takes_the_place_of_what_was_begun_there(
    browser: Browser, other: Browser
) -> None:
    series = make_series()
    walk_to_check(browser, series)
    finish_later(browser, series, "ana@example.org")
    walk_to_check(other, series, given_name="Jan")

    arrived = other.submit(other.get(link_in_last_letter()), follow=True)

    assert "Mira Novak" in arrived.texts("dd")
    assert db.session.query(Draft).count() == 1


def test_newer_letter_ends_the_older_link_and_three_are_enough(
    browser: Browser,
) -> None:
    series = make_series()
    walk_to_check(browser, series)
    finish_later(browser, series, "ana@example.org")
    first = link_in_last_letter()
    finish_later(browser, series, "ana@example.org")

    assert browser.get(first).status == 410
    finish_later(browser, series, "ana@example.org")
    fourth = finish_later(browser, series, "ana@example.org")

    assert fourth.status == 422
    assert "three letters" in fourth.text(".error-summary")
    assert db.session.query(Letter).count() == 3


def test_nobody_s_mailbox_is_filled(app: Flask) -> None:
    series = make_series()
    for _ in range(3):
        browser = Browser(app.test_client())
        walk_to_check(browser, series)
        for _ in range(3):
            page = finish_later(browser, series, "ana@example.org")

    assert db.session.query(Letter).count() == 6
    assert "many letters to this address" in page.text(".error-summary")


def test_known_and_unknown_address_get_the_same_answer(browser: Browser) -> None:
    make_guardian(email="known@example.org")
    series = make_series()
    walk_to_check(browser, series)

    known = finish_later(browser, series, "known@example.org")
    unknown = finish_later(browser, series, "unknown@example.org")

    assert known.data == unknown.data
    to = [letter.to for letter in db.session.query(Letter).order_by(Letter.id)]
    assert to == ["known@example.org", "unknown@example.org"]


def test_same_request_for_a_letter_twice_sends_one(browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)
    page = browser.get(f"/series/{series.slug}/register/later")

    browser.submit(page, email="ana@example.org")
    browser.submit(page, email="ana@example.org")

    assert db.session.query(Letter).count() == 1


def test_bad_address_is_named(browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)

    page = finish_later(browser, series, "ana")

    assert page.texts(".error-summary li") == [
        "Enter an email address like name@example.org"
    ]


def test_answers_can_be_thrown_away(browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)
    later = browser.get(f"/series/{series.slug}/register/later")

    page = browser.submit(later, button="Delete my answers", follow=True)

    assert page.url == f"/series/{series.slug}"
    assert "Your answers are gone from this browser." in page.text(".notice")
    assert db.session.query(Draft).count() == 0


def test_borrowed_browser_forgets_what_a_letter_still_opens(
    browser: Browser, other: Browser
) -> None:
    series = make_series()
    walk_to_check(browser, series)
    finish_later(browser, series, "ana@example.org")
    later = browser.get(f"/series/{series.slug}/register/later")

    browser.submit(later, button="Delete my answers")

    fresh = browser.get(f"/series/{series.slug}/register")
    assert fresh.value("[name=children-0-given_name]") == ""
    check = other.submit(other.get(link_in_last_letter()), follow=True)
    assert "Mira Novak" in check.texts("dd")


def test_without_a_draft_there_is_nothing_to_finish_later(browser: Browser) -> None:
    series = make_series()

    page = browser.get(f"/series/{series.slug}/register/later")

    assert page.location == f"/series/{series.slug}/register"


def test_cookie_of_the_draft_is_kept_from_scripts(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")

    answer = browser.submit(page, button="press=more")

    cookie = next(c for c in answer.headers.get_all("Set-Cookie") if "draft=" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=604800" in cookie
