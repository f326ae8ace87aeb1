"""The journey of a family: form, letter, agreement, place; and every bad input."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from fablab.accounts.services import sign_in
from fablab.consent.models import Consent, Purpose, Route
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import N_, Busy
from fablab.mail.models import Letter
from fablab.people.models import Guardian, HealthNote, Pupil
from fablab.people.queries import read_health_note
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.routes import registering
from fablab.web.current import current_installation
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.factories import ANSWERS, agree_to, register
from tests.support.pages import Browser, Page


def fill_in(browser: Browser, slug: str, **changes: Any) -> Page:  # noqa: ANN401 -- any answer
    page = browser.get(f"/series/{slug}/register")
    return browser.submit(page, **(ANSWERS | changes))


def removed(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers that held invisible characters, without them."""
    return {
        name: answer.replace("\u202e", "").replace("\u3164", "")
        for name, answer in answers.items()
        if isinstance(answer, str)
    }


def last_letter() -> Letter:
    return db.session.query(Letter).order_by(Letter.id.desc())[0]


def link_in(letter: Letter) -> str:
    return str(letter.context["confirm_path"])


def test_family_registers_confirms_and_has_the_place(browser: Browser) -> None:
    school = make_school()
    series = make_series(capacity=1)

    sent = browser.submit(
        browser.get(f"/series/{series.slug}/register"),
        follow=True,
        **(ANSWERS | {"school": school.public_id, "class_name": "5b"}),
    )
    assert sent.text("h1") == "Look into your mailbox"
    assert "ana@example.org" in sent.text("main")
    held = db.session.query(Registration).one()
    assert held.status is RegistrationStatus.HELD
    assert held.held_until == OPENING_DAY + timedelta(hours=48)

    page = browser.get(link_in(last_letter()))
    assert page.texts("dl.summary dd")[:3] == [
        "Mira Novak",
        "17 May 2014",
        "School No. 1, 5b",
    ]
    assert db.session.query(Agreement).count() == 0
    done = browser.submit(
        page, agree=True, photos_site="yes", share_with_school="no", follow=True
    )

    assert done.url == f"/family/registrations/{held.public_id}/done"
    assert done.text("h1") == "Mira is in!"
    placed = db.session.query(Registration).one()
    assert placed.status is RegistrationStatus.PLACED
    assert placed.series.places_taken == 1
    answers = db.session.query(Consent).order_by(Consent.id).all()
    assert [(c.purpose, c.answer, c.route, c.text.language) for c in answers] == [
        (Purpose.PHOTOS_SITE, True, Route.LINK, "en"),
        (Purpose.SHARE_WITH_SCHOOL, False, Route.LINK, "en"),
    ]
    assert last_letter().template == "place_confirmed"


def test_form_stores_what_was_typed_in_normal_form(browser: Browser) -> None:
    series = make_series()

    fill_in(
        browser,
        series.slug,
        given_name="  Mira \n Łucja ",
        email="Ana@Example.ORG",
        has_note="yes",
        health_note="Nuts: an emergency pen is in the bag.",
    )

    pupil, guardian = db.session.query(Pupil).one(), db.session.query(Guardian).one()
    assert (pupil.given_name, pupil.birth_date) == ("Mira Łucja", date(2014, 5, 17))
    assert guardian.account.email == "ana@example.org"
    assert guardian.phone == "+48600123456"
    note = read_health_note(pupil, cipher=current_installation().cipher)
    assert note == "Nuts: an emergency pen is in the bag."
    assert b"Nuts" not in db.session.query(HealthNote).one().sealed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"given_name": ""}, "Enter the first name"),
        ({"given_name": "M" * 81}, "Use at most 80 characters"),
        (
            {"given_name": "Mi\u202era"},
            "We removed invisible characters here: please check this again",
        ),
        (
            {"given_name": "\u3164"},
            "We removed invisible characters here: please check this again",
        ),
        ({"given_name": "www.win.example/x"}, "Enter a name, without figures or signs"),
        ({"given_name": "win.example now"}, "Enter a name, without figures or signs"),
        ({"given_name": "!?…"}, "Enter a name, without figures or signs"),
        ({"email": "żółw@example.org"}, "Enter an email address like name@example.org"),
        ({"family_name": ""}, "Enter the family name"),
        (
            {"birth_date-day": "", "birth_date-month": "", "birth_date-year": ""},
            "Enter the date of birth, for example 27 3 2014",
        ),
        ({"birth_date-month": "13"}, "Enter the month as a number from 1 to 12"),
        (
            {"birth_date-day": "30", "birth_date-month": "2"},
            "There is no 30 February",
        ),
        (
            {"birth_date-year": "2114"},
            "The date of birth must be in the past",
        ),
        (
            {"birth_date-year": "2018"},
            (
                "This workshop is for ages 10 to 14. What counts is the age on the "
                "first day, Saturday, 3 October 2026."
            ),
        ),
        ({"class_name": "5" * 21}, "Use at most 20 characters"),
        ({"has_note": "yes"}, "Write below what we must know, or choose No"),
        (
            {"has_note": "no", "health_note": "Nuts"},
            "You wrote something below: choose Yes, or empty that box",
        ),
        ({"health_note": "Nuts"}, "Choose Yes above if we are to know this"),
        ({"has_note": "yes", "health_note": "n" * 301}, "Use at most 300 characters"),
        ({"guardian_name": ""}, "Enter your name"),
        ({"email": "ana(at)example"}, "Enter an email address like name@example.org"),
        ({"email": f"{'a' * 250}@example.org"}, "Use at most 254 characters"),
        ({"phone": "12"}, "Enter a telephone number, for example +48 600 123 456"),
        (
            {"is_guardian": False},
            "Only a parent or legal guardian can register: tick this box",
        ),
    ],
)
def test_bad_answer_is_named_and_every_answer_stays(
    browser: Browser, changes: dict[str, Any], message: str
) -> None:
    series = make_series()

    page = fill_in(browser, series.slug, **changes)

    assert page.status == 422
    assert page.texts(".error-summary li") == [message]
    expected = ANSWERS | changes | removed(changes)
    for name in ("given_name", "family_name", "birth_date-year", "email", "phone"):
        assert page.value(f"[name={name}]") == expected[name]
    assert db.session.query(Registration).count() == 0


def test_nul_is_refused_with_words(browser: Browser) -> None:
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")

    answer = browser.submit(page, **(ANSWERS | {"given_name": "Mi\x00ra"}))

    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "We removed invisible characters here: please check this again"
    ]


def test_unknown_series_is_a_friendly_404(browser: Browser) -> None:
    assert browser.get("/series/no-such/register").status == 404


def test_same_form_twice_registers_once(browser: Browser) -> None:
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")

    first = browser.submit(page, **ANSWERS)
    again = browser.submit(page, **ANSWERS)

    assert (first.status, again.status) == (303, 303)
    assert first.location == again.location
    assert db.session.query(Registration).count() == 1
    assert db.session.query(Letter).count() == 1


def test_same_form_with_other_answers_is_asked_about(browser: Browser) -> None:
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")
    browser.submit(page, **ANSWERS)

    other = browser.submit(page, **(ANSWERS | {"given_name": "Jan"}))
    assert other.status == 409
    assert "with other answers" in other.text(".error-summary li")
    assert other.value("[name=given_name]") == "Jan"

    assert browser.submit(other).status == 303
    assert db.session.query(Registration).count() == 2


def test_same_pupil_again_looks_the_same_and_changes_nothing(browser: Browser) -> None:
    series = make_series()
    first = fill_in(browser, series.slug)

    again = fill_in(browser, series.slug, given_name="MIRA")

    assert again.location == first.location
    assert db.session.query(Registration).count() == 1
    assert series.places_taken == 1


def test_guardian_who_is_signed_in_need_not_write_it_again(browser: Browser) -> None:
    guardian = make_guardian(email="ana@example.org")
    with unit_of_work():
        guardian.phone = "+48600000001"
    sign_in_as(browser, guardian.account)

    page = browser.get(f"/series/{make_series().slug}/register")

    shown = [page.value(f"[name={n}]") for n in ("guardian_name", "email", "phone")]
    assert shown == ["Ana Novak", "ana@example.org", "+48600000001"]


def test_busy_database_keeps_the_answers(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")

    def refuse(**_: object) -> None:
        raise Busy(N_("Many people are using the site at this moment."))

    with monkeypatch.context() as busy:
        busy.setattr(registering, "request_registration", refuse)
        answer = browser.submit(page, **ANSWERS)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "3")
    assert answer.value("[name=given_name]") == "Mira"

    assert browser.submit(answer).status == 303


def test_stranger_learns_and_changes_nothing_of_a_family(browser: Browser) -> None:
    guardian = make_guardian(email="ana@example.org")
    with unit_of_work():
        guardian.phone = "+48600000001"
    series = make_series()
    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=1))

    page = fill_in(browser, series.slug, guardian_name="Mallory", phone="601 999 999")

    assert page.location == f"/series/{series.slug}/register/sent"
    same = db.session.query(Guardian).one()
    assert (same.account.name, same.phone) == ("Ana Novak", "+48600000001")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opens_at": OPENING_DAY + timedelta(days=2)}, "has not opened yet"),
        ({"closes_at": OPENING_DAY}, "has closed"),
        (
            {
                "closes_at": OPENING_DAY,
                "starts": (
                    OPENING_DAY - timedelta(days=1),
                    OPENING_DAY + timedelta(days=1),
                ),
            },
            "has begun",
        ),
        (
            {"closes_at": OPENING_DAY, "starts": (OPENING_DAY - timedelta(days=1),)},
            "is over",
        ),
    ],
)
def test_closed_series_says_why(
    browser: Browser, change: dict[str, Any], words: str
) -> None:
    series = make_series(**change)

    page = browser.get(f"/series/{series.slug}/register")

    assert words in page.text(".notice")
    assert page.soup.select("form[novalidate]") == []


def test_form_sent_after_closing_keeps_its_answers(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    series = make_series(closes_at=OPENING_DAY + timedelta(minutes=1))
    page = browser.get(f"/series/{series.slug}/register")
    clock_at(OPENING_DAY + timedelta(minutes=2))

    answer = browser.submit(page, **ANSWERS)

    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "Registration for this workshop has closed."
    ]
    assert answer.value("[name=given_name]") == "Mira"


def test_full_series_offers_the_waiting_list(browser: Browser) -> None:
    series = make_series(capacity=1)
    register(series, make_pupil("Jan"))

    page = browser.get(f"/series/{series.slug}/register")
    assert "All places are taken" in page.text(".notice")
    browser.submit(page, **ANSWERS)
    done = browser.submit(browser.get(link_in(last_letter())), agree=True, follow=True)

    assert done.text("h1") == "Mira is on the waiting list"
    assert "Number 1 on the waiting list" in done.text("main")
    assert last_letter().template == "waiting_list"


def test_open_questions_are_no_consent(browser: Browser) -> None:
    fill_in(browser, make_series().slug)

    browser.submit(browser.get(link_in(last_letter())), agree=True)

    assert db.session.query(Agreement).count() == 1
    assert db.session.query(Consent).count() == 0


def test_without_agreement_nothing_happens(browser: Browser) -> None:
    fill_in(browser, make_series().slug)

    page = browser.submit(browser.get(link_in(last_letter())), photos_site="yes")

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Without your agreement we cannot keep the place: tick it"
    ]
    assert page.one("[name=photos_site][value=yes]").has_attr("checked")
    assert db.session.query(Consent).count() == 0


def test_used_link_opens_nothing_and_says_what_to_do(browser: Browser) -> None:
    fill_in(browser, make_series().slug)
    link = link_in(last_letter())
    browser.submit(browser.get(link), agree=True)

    page = browser.get(link)

    assert page.status == 410
    assert page.one("main a.btn")["href"] == "/family/"


def test_expired_foreign_and_damaged_links_open_nothing(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    fill_in(browser, make_series().slug)
    link = link_in(last_letter())
    account = db.session.query(Account).one()
    with unit_of_work():
        foreign = make_link(
            purpose=LinkPurpose.SIGN_IN,
            subject=account.public_id,
            account=account,
            now=OPENING_DAY,
        )
    flipped = link[:-1] + ("A" if link[-1] != "A" else "B")

    for address in (flipped, f"/consent/{foreign}", "/consent/x"):
        page = browser.get(address)
        assert page.status == 410
        assert page.one("main a.btn")["href"] == "/sign-in"
    clock_at(OPENING_DAY + timedelta(hours=48))
    assert browser.get(link).status == 410
    assert browser.post(link).status in {400, 410}


def test_declining_frees_the_place(browser: Browser) -> None:
    series = make_series(capacity=1)
    fill_in(browser, series.slug)

    page = browser.submit(
        browser.get(link_in(last_letter())),
        button="Give the place back",
        follow=True,
    )

    assert page.text("h1") == "Thank you for telling us"
    gone = db.session.query(Registration).one()
    assert gone.cancel_reason is CancelReason.DECLINED
    assert gone.series.places_taken == 0


def test_staff_who_are_parents_are_not_signed_in_by_the_link(browser: Browser) -> None:
    series = make_series()
    make_account(Role.COORDINATOR, site=series.site, email="ana@example.org")
    fill_in(browser, series.slug)

    arrived = browser.submit(browser.get(link_in(last_letter())), agree=True)

    assert arrived.status == 303
    assert browser.get("/family/").location == "/sign-in"


def test_links_in_letters_are_stored_hashed(browser: Browser) -> None:
    fill_in(browser, make_series().slug)

    token = link_in(last_letter()).rpartition("/")[2]

    assert db.session.query(OneTimeLink).one().token_hash != token


def test_coordinator_sees_and_cancels_own_registrations(browser: Browser) -> None:
    series = make_series(capacity=1)
    agree_to(register(series, make_pupil("Mira")))
    waiting = agree_to(register(series, make_pupil("Jan", "Nowak"), minutes=1))
    coordinator = make_account(Role.COORDINATOR, site=series.site)
    sign_in_as(browser, coordinator)

    page = browser.get(f"/staff/series/{series.slug}/registrations")
    assert page.texts("tbody tr th .hint")[0] == "12 years old on the first day"
    asked = browser.click(page, "Cancel: Mira Novak")
    after = browser.submit(asked, button="Cancel the registration", follow=True)

    assert [name.split()[0] for name in after.texts("tbody th")] == ["Jan"]
    assert after.texts("tbody .chip")[0] == "has a place"
    assert waiting.public_id


def test_other_sites_registrations_are_not_found(browser: Browser) -> None:
    series = make_series()
    registration = register(series)
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("elsewhere")))

    for address in (
        f"/staff/series/{series.slug}/registrations",
        f"/staff/registrations/{registration.public_id}/cancel",
    ):
        assert browser.get(address).status == 404


def test_long_list_takes_as_many_statements_as_a_short_one(browser: Browser) -> None:
    series = make_series()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=series.site))

    def statements() -> int:
        counted: list[object] = []

        def count(*args: object) -> None:
            counted.append(args[2])

        event.listen(db.engine, "before_cursor_execute", count)
        browser.get(f"/staff/series/{series.slug}/registrations")
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    agree_to(register(series, make_pupil(school=make_school())))
    short = statements()
    for minute in range(4):
        register(series, make_pupil(), minutes=minute)

    assert statements() == short
