"""The journey of a family: form, letter, agreement, place; and every bad input."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import event

from fablab.accounts.links import make_link
from fablab.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from fablab.consent.models import Consent, Purpose, Route
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.registrations.models import (
    Agreement,
    CancelReason,
    Registration,
    RegistrationStatus,
)
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_pupil,
    make_school,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.factories import agree_to, register
from tests.registrations.signing_up import sign_up
from tests.support.pages import Browser, Page


def fill_in(browser: Browser, slug: str) -> Page:
    return sign_up(browser, slug)


def last_letter() -> Letter:
    return db.session.query(Letter).order_by(Letter.id.desc())[0]


def link_in(letter: Letter) -> str:
    return str(letter.context["confirm_path"])


def test_family_registers_confirms_and_has_the_place(browser: Browser) -> None:
    school = make_school()
    series = make_series(capacity=1)

    sent = sign_up(browser, series, school=school.public_id, class_name="5b")
    assert sent.text("h1") == "Look into your mailbox"
    assert "ana@example.org" in sent.text("main")
    held = db.session.query(Registration).one()
    assert held.status is RegistrationStatus.HELD
    assert held.held_until == OPENING_DAY + timedelta(minutes=60)

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


def test_family_that_finds_no_place_waits_for_one(browser: Browser) -> None:
    series = make_series(capacity=1)
    register(series, make_pupil("Jan"))

    fill_in(browser, series.slug)
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
    assert page.texts("tbody tr th .hint")[0] == "12 years"
    shown = browser.click(page, "Mira Novak")
    asked = browser.click(shown, "Cancel the registration")
    after = browser.submit(
        asked, button="Cancel the registration", note="Moved away", follow=True
    )

    assert [name.split()[0] for name in after.texts("tbody th")] == ["Jan"]
    assert after.texts("tbody .chip")[0] == "place offered"
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
