"""The sign-up as a family walks through it: every step, every way, every bad input."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fablab.accounts.services import sign_in
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import N_, Busy
from fablab.mail.models import Letter
from fablab.people.models import (
    Collector,
    Guardian,
    Guardianship,
    HealthNote,
    Pupil,
    Standing,
)
from fablab.people.queries import read_health_note
from fablab.registrations.models import (
    Draft,
    Registration,
    RegistrationStatus,
    Starter,
)
from fablab.registrations.routes.signing_up import pages, sending
from fablab.series.models import Series
from fablab.web.current import current_installation
from tests.factories import (
    OPENING_DAY,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    sign_in_as,
)
from tests.registrations.factories import agree_to, register
from tests.registrations.signing_up import (
    FAMILY,
    fill_in,
    is_check,
    sign_up,
    walk_to_check,
)
from tests.support.pages import Browser, Page
from tests.support.statements import counted_statements

PUPIL = {"starter": "pupil"}
JAN = {
    "children-1-given_name": "Jan",
    "children-1-family_name": "Novak",
    "children-1-birth_date-day": "3",
    "children-1-birth_date-month": "9",
    "children-1-birth_date-year": "2013",
}
TOO_OLD = (
    "This workshop is for ages 10 to 14. What counts is the age on the first day, "
    "Saturday, 3 October 2026."
)


def registrations() -> list[Registration]:
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def steps_seen(browser: Browser, series: Series, **answers: Any) -> list[str]:  # noqa: ANN401 -- any answer
    """The words above each step on the way to the check."""
    typed = {f"children-0-{name}": FAMILY[name] for name in list(FAMILY)[:5]}
    typed |= FAMILY | answers
    page = browser.get(f"/series/{series.slug}/register")
    seen = [page.text(".steps")]
    while not is_check(page):
        page = fill_in(browser, page, typed)
        assert page.status == 200
        seen.append(page.text(".steps"))
    return seen


def of_family(email: str = "ana@example.org", phone: str = "+48600000001") -> Guardian:
    guardian = make_guardian(email=email)
    with unit_of_work():
        guardian.phone = phone
    return guardian


def test_family_needs_five_steps_and_always_sees_which(browser: Browser) -> None:
    assert steps_seen(browser, make_series()) == [
        f"Step {step} of 5" for step in (1, 2, 3, 4, 5)
    ]


def test_pupil_needs_three_steps(browser: Browser) -> None:
    assert steps_seen(browser, make_series(), **PUPIL) == [
        "Step 1 of 5",
        "Step 2 of 3",
        "Step 3 of 3",
    ]


def test_form_demands_nothing_but_what_the_law_allows(browser: Browser) -> None:
    """GDPR art. 5(1)(c) and 25: names, birth date, and how to reach the guardian."""
    series, demanded = make_series(), []
    page = browser.get(f"/series/{series.slug}/register")
    typed = {f"children-0-{name}": FAMILY[name] for name in list(FAMILY)[:5]} | FAMILY
    while not is_check(page):
        empty = browser.submit(page)
        demanded += [
            str(link["href"]) for link in empty.soup.select(".error-summary a")
        ]
        page = fill_in(browser, page, typed)
        typed = FAMILY

    assert demanded == [
        "#children-0-given_name",
        "#children-0-family_name",
        "#children-0-birth_date-day",
        "#guardian_name",
        "#email",
        "#phone",
    ]


def test_what_is_optional_says_so(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")

    labels = [label for label in page.texts("label") if "optional" in label]
    assert labels == [
        "School (optional)",
        "Class (optional)",
        "Code of a friend’s group (optional)",
    ]


def test_family_with_two_children_registers_both_in_one_go(browser: Browser) -> None:
    page = sign_up(browser, make_series(), **JAN)

    assert page.text("h1") == "Look into your mailbox"
    assert "We sent 2 letters to ana@example.org, one for each child." in page.text(
        "main"
    )
    assert [(r.pupil.given_name, r.status.value) for r in registrations()] == [
        ("Mira", "held"),
        ("Jan", "held"),
    ]
    assert db.session.query(Letter).count() == 2
    assert db.session.query(Guardian).count() == 1


def test_everything_that_was_said_is_kept_in_normal_form(browser: Browser) -> None:
    school = make_school()
    sign_up(
        browser,
        make_series(),
        given_name="  Mira \n Łucja ",
        email="Ana@Example.ORG",
        school=school.public_id,
        class_name="5b",
        topics=["allergy"],
        note="Nuts: an emergency pen is in the bag.",
        emergency_name="Zofia Novak",
        emergency_phone="600 123 457",
        name="Piotr Lis",
        **{"collectors-0-phone": "600 123 458", "relation": "friend"},
    )

    pupil, guardian = db.session.query(Pupil).one(), db.session.query(Guardian).one()
    assert (pupil.given_name, pupil.birth_date) == ("Mira Łucja", date(2014, 5, 17))
    assert (pupil.school, pupil.class_name) == (school, "5b")
    assert guardian.account.email == "ana@example.org"
    assert guardian.phone == "+48600123456"
    note = read_health_note(pupil, cipher=current_installation().cipher)
    assert note == "Nuts: an emergency pen is in the bag."
    assert b"Nuts" not in db.session.query(HealthNote).one().sealed
    own = db.session.query(Guardianship).one()
    assert (own.emergency_name, own.emergency_phone) == ("Zofia Novak", "+48600123457")
    collector = db.session.query(Collector).one()
    assert (collector.name, collector.phone, collector.relation.value) == (
        "Piotr Lis",
        "+48600123458",
        "friend",
    )


def test_all_answers_can_be_checked_and_changed_before_sending(
    browser: Browser,
) -> None:
    page = walk_to_check(
        browser, make_series(), topics=["allergy", "other"], note="Nuts"
    )

    assert page.text("h1") == "Check your answers"
    shown = dict(
        zip(page.texts("dl.summary dt"), page.texts("dd:first-of-type"), strict=True)
    )
    assert shown == {
        "Name": "Mira Novak",
        "Date of birth": "17 May 2014",
        "School": "nothing said",
        "Health": "An allergy · Something else · Nuts",
        "Workshop": "Laser-cut lamps",
        "In an emergency": "nothing said",
        "Who else may collect": "nothing said",
        "You": "Ana Novak",
        "Email": "ana@example.org",
        "Telephone": "+48 600 123 456",
    }
    health = browser.click(page, "Change: Health")
    assert health.text("textarea") == "Nuts"
    back = browser.submit(health, follow=True, **{"children-0-note": "Nuts, milk"})
    assert is_check(back)
    assert "An allergy · Something else · Nuts, milk" in back.texts("dd")
    assert registrations() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"given_name": ""}, "Enter the first name"),
        ({"given_name": "M" * 81}, "Use at most 80 characters"),
        ({"given_name": "M" * 500}, "Use at most 80 characters"),
        (
            {"given_name": "Mi\u202era"},
            "We removed invisible characters here: please check this again",
        ),
        (
            {"given_name": "\u3164"},
            "We removed invisible characters here: please check this again",
        ),
        (
            {"given_name": "Mi\x00ra"},
            "We removed invisible characters here: please check this again",
        ),
        ({"given_name": "www.win.example/x"}, "Enter a name, without figures or signs"),
        ({"given_name": "win.example now"}, "Enter a name, without figures or signs"),
        ({"given_name": "!?…"}, "Enter a name, without figures or signs"),
        ({"family_name": ""}, "Enter the family name"),
        (
            {"birth_date-day": "", "birth_date-month": "", "birth_date-year": ""},
            "Enter the date of birth, for example 27 3 2014",
        ),
        ({"birth_date-month": "13"}, "Enter the month as a number from 1 to 12"),
        ({"birth_date-day": "30", "birth_date-month": "2"}, "There is no 30 February"),
        ({"birth_date-year": "2114"}, "The date of birth must be in the past"),
        ({"birth_date-year": "2018"}, TOO_OLD),
        ({"class_name": "5" * 21}, "Use at most 20 characters"),
        ({"topics": ["allergy"]}, "Say in a few words what we must know"),
        ({"note": "n" * 301}, "Use at most 300 characters"),
        ({"emergency_name": "Zofia"}, "Enter the number as well, or take the name out"),
        (
            {"emergency_phone": "600 123 457"},
            "Enter the name as well, or take the number out",
        ),
        (
            {"emergency_name": "Zofia", "emergency_phone": "12"},
            "Enter a telephone number, for example +48 600 123 456",
        ),
        (
            {"emergency_name": "600 123 456", "emergency_phone": "600 123 457"},
            "Enter a name, without figures or signs",
        ),
        (
            {"name": "Piotr", "collectors-0-phone": "600 123 456"},
            "Choose who that is",
        ),
        ({"guardian_name": ""}, "Enter your name"),
        ({"email": "ana(at)example"}, "Enter an email address like name@example.org"),
        ({"email": "żółw@example.org"}, "Enter an email address like name@example.org"),
        ({"email": f"{'a' * 250}@example.org"}, "Use at most 254 characters"),
        ({"phone": "12"}, "Enter a telephone number, for example +48 600 123 456"),
        (
            {"group_code": "FL123"},
            "A group’s code has 8 letters and figures. Check it, or leave it out",
        ),
        ({**JAN, **PUPIL}, "You can register yourself only."),
        (
            {**JAN, **{f"children-1-{k}": v for k, v in list(FAMILY.items())[:5]}},
            "You have entered this child already",
        ),
    ],
)
def test_bad_answer_is_named_on_its_step_and_every_answer_stays(
    browser: Browser, changes: dict[str, Any], message: str
) -> None:
    page = walk_to_check(browser, make_series(), **changes)

    assert page.status == 422
    assert [line[: len(message)] for line in page.texts(".error-summary li")] == [
        message
    ]
    for name, answer in changes.items():
        field = page.soup.select_one(f"main [name$='{name}']:not([type=radio], select)")
        if field is not None and field.name == "input" and isinstance(answer, str):
            kept = "".join(sign for sign in answer if sign not in "\u202e\u3164\x00")
            assert field["value"] == kept
    assert registrations() == []


def test_each_child_that_is_too_old_or_too_young_is_named_at_once(
    browser: Browser,
) -> None:
    page = walk_to_check(
        browser,
        make_series(),
        **{**JAN, "birth_date-year": "2018", "children-1-birth_date-year": "2008"},
    )

    assert page.text("h1") == "Register for Laser-cut lamps"
    assert page.texts(".error-summary li") == [f"Mira: {TOO_OLD}", f"Jan: {TOO_OLD}"]


def test_age_and_opening_are_checked_again_when_it_is_sent(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    series = make_series(closes_at=OPENING_DAY + timedelta(minutes=1))
    page = walk_to_check(browser, series)
    with unit_of_work():
        series.age_min, series.age_max = 13, 17
    clock_at(OPENING_DAY + timedelta(minutes=1))

    refused = browser.submit(page)

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "Registration for this workshop has closed.",
        f"Mira: {TOO_OLD.replace('10 to 14', '13 to 17')}",
    ]
    ways = [str(a["href"]) for a in refused.soup.select(".error-summary a")]
    assert set(ways) == {f"/series/{series.slug}/register/who"}
    assert "Mira Novak" in refused.texts("dd")
    assert registrations() == []


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
def test_closed_series_says_why_and_asks_nothing(
    browser: Browser, change: dict[str, Any], words: str
) -> None:
    series = make_series(**change)

    page = browser.get(f"/series/{series.slug}/register")

    assert words in page.text(".notice")
    assert page.soup.select("form[novalidate]") == []


def test_step_sent_after_the_deadline_is_refused_and_keeps_its_answers(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    series = make_series(closes_at=OPENING_DAY + timedelta(minutes=1))
    page = browser.get(f"/series/{series.slug}/register")
    clock_at(OPENING_DAY + timedelta(minutes=1))

    typed = {f"children-0-{name}": FAMILY[name] for name in list(FAMILY)[:5]}
    answer = browser.submit(page, **typed)

    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "Registration for this workshop has closed."
    ]
    assert answer.value("[name=children-0-given_name]") == "Mira"


def test_unknown_series_and_unknown_step_are_a_friendly_404(browser: Browser) -> None:
    series = make_series()
    sign_up(browser, series)

    for address in ("/series/no-such/register", f"/series/{series.slug}/register/x"):
        assert browser.get(address).status == 404


def test_forged_order_of_steps_leads_to_the_first_that_is_open(
    browser: Browser,
) -> None:
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")
    base = f"/series/{series.slug}/register"

    for address in (f"{base}/check", f"{base}/you", f"{base}/health"):
        assert browser.get(address).location == f"{base}/who"
    for address in (f"{base}/check", f"{base}/you"):
        sent = browser.post(address, csrf_token=page.csrf_token, shown="x", **FAMILY)
        assert sent.location in {base, f"{base}/who"}
    browser.submit(page, **{f"children-0-{k}": FAMILY[k] for k in list(FAMILY)[:5]})
    sent = browser.post(f"{base}/check", csrf_token=page.csrf_token, shown="x")
    assert sent.location == f"{base}/health"
    assert registrations() == []


def test_step_that_a_changed_answer_has_opened_again_comes_first(
    browser: Browser,
) -> None:
    series = make_series()
    page = walk_to_check(browser, series, **PUPIL)

    who = browser.click(page, "Change: Name")
    now = browser.submit(who, starter="guardian", follow=True)

    assert now.url.endswith("/health")
    assert browser.get(f"/series/{series.slug}/register/check").location.endswith(
        "/health"
    )


def test_full_series_says_before_that_it_is_the_waiting_list(browser: Browser) -> None:
    series = make_series(capacity=1)
    agree_to(register(series, make_pupil("Jan")))

    first = browser.get(f"/series/{series.slug}/register")
    assert "All places are taken" in first.text(".notice")
    check = walk_to_check(browser, series)
    assert "this is for the waiting list" in check.text(".notice")
    browser.submit(check, button="Join the waiting list")

    assert registrations()[-1].status is RegistrationStatus.WAITLISTED


def test_siblings_who_want_to_come_together_wait_together(browser: Browser) -> None:
    series = make_series(capacity=1)

    check = walk_to_check(browser, series, **JAN, together="yes")
    assert "There is 1 place left. You want to come together" in check.text(".notice")
    browser.submit(check)

    assert {r.status for r in registrations()} == {RegistrationStatus.WAITLISTED}
    assert len({r.group_id for r in registrations()}) == 1
    assert db.session.get_one(Series, series.id).places_taken == 0


def test_as_many_siblings_as_fit_get_a_place_where_that_is_wished(
    browser: Browser,
) -> None:
    series = make_series(capacity=1)

    check = walk_to_check(browser, series, **JAN)
    assert "Who finds none waits for the next one." in check.text(".notice")
    browser.submit(check)

    assert [r.status.value for r in registrations()] == ["held", "waitlisted"]


def test_unknown_code_of_a_group_is_refused_where_it_was_typed(
    browser: Browser,
) -> None:
    page = walk_to_check(browser, make_series(), group_code="3467 89BC")

    assert page.text("h1") == "Register for Laser-cut lamps"
    assert page.one(".error-summary a")["href"] == "#group_code"


def test_friend_joins_with_the_code_of_the_group(browser: Browser) -> None:
    series = make_series()
    sign_up(browser, series, **JAN, together="yes")
    group = registrations()[0].group
    assert group is not None

    sign_up(
        browser,
        series,
        given_name="Ola",
        email="ola@example.org",
        group_code=group.code.lower(),
    )

    assert registrations()[-1].group == group


def test_pupil_starts_and_the_guardian_decides(browser: Browser) -> None:
    page = sign_up(browser, make_series(), **PUPIL)

    assert page.text("h1") == "Tell your parent or guardian"
    registration = registrations()[0]
    assert registration.started_by is Starter.PUPIL
    assert registration.status is RegistrationStatus.HELD
    assert registration.registered_by.phone == ""
    assert db.session.query(Letter).one().to == "ana@example.org"


def test_guardian_who_is_signed_in_ticks_the_children_and_is_asked_nothing_twice(
    browser: Browser,
) -> None:
    guardian = of_family()
    mira = make_pupil("Mira", guardian=guardian)
    make_pupil("Jan", guardian=guardian)
    sign_in_as(browser, guardian.account)
    series = make_series()

    page = browser.get(f"/series/{series.slug}/register")
    assert page.text(".steps") == "Step 1 of 2"
    assert page.texts("[for^=known-]") == ["Jan Novak", "Mira Novak"]
    check = browser.submit(page, known=[mira.public_id], follow=True)
    assert check.text(".steps") == "Step 2 of 2"
    answer = browser.submit(check)

    registration = registrations()[0]
    assert (registration.pupil, registration.registered_by) == (mira, guardian)
    assert answer.location == f"/family/registrations/{registration.public_id}/answer"


def test_signed_in_guardian_answers_for_one_child_after_the_other(
    browser: Browser,
) -> None:
    guardian = of_family()
    both = [make_pupil(name, guardian=guardian) for name in ("Ida", "Jan")]
    sign_in_as(browser, guardian.account)
    series = make_series()

    page = browser.submit(
        browser.get(f"/series/{series.slug}/register"),
        known=[pupil.public_id for pupil in both],
        follow=True,
    )
    ida = browser.submit(page, follow=True)
    jan = browser.submit(ida, agree=True, follow=True)
    done = browser.submit(jan, agree=True, follow=True)

    first, second = registrations()
    assert ida.url == f"/family/registrations/{first.public_id}/answer"
    assert jan.url == f"/family/registrations/{second.public_id}/answer"
    assert "Ida is done. Now the same for Jan." in jan.texts(".notice")
    assert done.url == f"/family/registrations/{second.public_id}/done"
    assert {r.status for r in registrations()} == {RegistrationStatus.PLACED}


def test_guardian_who_is_signed_in_adds_another_child(browser: Browser) -> None:
    guardian = of_family()
    mira = make_pupil("Mira", guardian=guardian)
    sign_in_as(browser, guardian.account)

    page = browser.get(f"/series/{make_series().slug}/register")
    page = browser.submit(
        page, button="press=more", known=[mira.public_id], follow=True
    )
    jan = {name.replace("-1-", "-0-"): value for name, value in JAN.items()}
    health = browser.submit(page, follow=True, **jan)
    assert (health.text(".steps"), health.texts("section h2")[0]) == (
        "Step 2 of 4",
        "Jan",
    )
    check = browser.submit(browser.submit(health, follow=True), follow=True)
    browser.submit(check)

    assert [r.pupil.given_name for r in registrations()] == ["Mira", "Jan"]
    assert {r.registered_by for r in registrations()} == {guardian}


def test_signed_in_guardian_hears_every_reason_of_every_child(browser: Browser) -> None:
    guardian = of_family()
    mira = make_pupil("Mira", guardian=guardian)
    ida = make_pupil("Ida", guardian=guardian, birth_date=date(2018, 1, 1))
    sign_in_as(browser, guardian.account)
    agree_to(register(make_series(title="Robots"), mira))
    series = make_series()

    page = browser.submit(
        browser.get(f"/series/{series.slug}/register"),
        known=[mira.public_id, ida.public_id],
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        (
            "Mira already has a place in “Robots” at the same time. "
            "Cancel that one first, or choose another workshop."
        ),
        f"Ida: {TOO_OLD}",
    ]


@pytest.mark.parametrize("standing", [Standing.INFORMED, Standing.NO_CONTACT])
def test_guardian_who_decides_nothing_registers_nobody(
    browser: Browser, standing: Standing
) -> None:
    guardian = of_family()
    mira = make_pupil("Mira", guardian=guardian)
    make_pupil("Jan", guardian=guardian)
    with unit_of_work():
        db.session.query(Guardianship).filter_by(
            pupil_id=mira.id
        ).one().standing = standing
    sign_in_as(browser, guardian.account)
    series = make_series()

    page = browser.get(f"/series/{series.slug}/register")
    assert page.texts("[for^=known-]") == ["Jan Novak"]
    forged = browser.post(
        page.url, csrf_token=page.csrf_token, press="", known=mira.public_id
    )

    assert forged.status == 422
    assert registrations() == []


def test_child_who_was_lost_meanwhile_is_not_registered(browser: Browser) -> None:
    guardian = of_family()
    mira = make_pupil("Mira", guardian=guardian)
    make_pupil("Jan", guardian=guardian)
    sign_in_as(browser, guardian.account)
    series = make_series()
    page = browser.get(f"/series/{series.slug}/register")
    check = browser.submit(page, known=[mira.public_id], follow=True)
    with unit_of_work():
        own = db.session.query(Guardianship).filter_by(pupil_id=mira.id).one()
        own.ended_at = OPENING_DAY

    assert browser.submit(check).location.endswith("/who")
    assert registrations() == []


def test_stranger_gets_the_same_answer_whoever_is_known(browser: Browser) -> None:
    guardian = of_family("known@example.org")
    with unit_of_work():
        sign_in(account=guardian.account, now=OPENING_DAY, lasts=timedelta(days=1))
    mira = make_pupil("Mira", guardian=guardian)
    agree_to(register(make_series(title="Robots"), mira))
    series, free = make_series(), make_series()
    agree_to(register(free, make_pupil("Mira", guardian=of_family("in@example.org"))))

    def answer(where: Series, email: str) -> str:
        page = sign_up(browser, where, email=email, guardian_name="Mallory Black")
        return page.text("main").replace(email, "…").replace(where.slug, "…")

    unknown = answer(series, "unknown@example.org")
    assert answer(series, "known@example.org") == unknown
    assert answer(free, "in@example.org") == unknown
    same = db.session.get_one(Guardian, guardian.id)
    assert (same.account.name, same.phone) == ("Ana Novak", "+48600000001")


def test_same_button_twice_registers_once(browser: Browser) -> None:
    check = walk_to_check(browser, make_series())

    first, again = browser.submit(check), browser.submit(check)

    assert (first.status, again.status) == (303, 303)
    assert first.location == again.location
    assert len(registrations()) == 1
    assert db.session.query(Letter).count() == 1


def test_same_key_with_other_answers_is_asked_about(browser: Browser) -> None:
    series = make_series()
    sent = walk_to_check(browser, series)
    browser.submit(sent)
    other = walk_to_check(browser, series, given_name="Jan")

    forged = browser.submit(other, submission_key=sent.value("[name=submission_key]"))

    assert forged.status == 409
    assert "with other answers" in forged.text(".error-summary li")
    assert "Jan Novak" in forged.texts("dd")
    assert len(registrations()) == 1
    assert browser.submit(forged).status == 303
    assert len(registrations()) == 2


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(
    browser: Browser,
) -> None:
    series = make_series()
    old_tab = walk_to_check(browser, series)
    who = browser.click(old_tab, "Change: Name")
    typed: dict[str, Any] = {"children-0-given_name": "Jan"}
    browser.submit(who, **typed)

    answer = browser.submit(old_tab)

    assert answer.status == 409
    assert "changed in another window" in answer.text(".error-summary")
    assert "Jan Novak" in answer.texts("dd")
    assert registrations() == []
    assert browser.submit(answer).status == 303


def press_at_once(app: Flask, browser: Browser, checks: list[Page]) -> set[str]:
    """Press the button of every page at the same moment; where the answers lead."""

    def press(page: Page) -> str:
        client = app.test_client()
        browser.lend_cookies(client)
        answer = client.post(
            page.url,
            data={
                str(field["name"]): str(field.get("value", ""))
                for field in page.soup.select("#send input")
            },
        )
        assert answer.status_code == 303
        return answer.location

    with ThreadPoolExecutor(len(checks)) as hands:
        return set(hands.map(press, checks))


def test_twenty_presses_at_once_register_once(app: Flask, browser: Browser) -> None:
    series = make_series()
    check = walk_to_check(browser, series)

    led_to = press_at_once(app, browser, [check] * 20)

    assert led_to == {f"/series/{series.slug}/register/sent"}
    db.session.rollback()
    assert len(registrations()) == 1
    assert db.session.query(Letter).count() == 1
    assert db.session.get_one(Series, series.id).places_taken == 1


def test_two_tabs_pressed_at_once_register_once(app: Flask, browser: Browser) -> None:
    series = make_series()
    check = walk_to_check(browser, series)
    other_tab = browser.get(check.url)

    press_at_once(app, browser, [check, other_tab])

    db.session.rollback()
    assert len(registrations()) == 1
    assert db.session.query(Letter).count() == 1


def test_back_button_after_success_shows_the_same_result(browser: Browser) -> None:
    series = make_series()
    check = walk_to_check(browser, series)
    sent = browser.submit(check)

    assert browser.get(check.url).location == f"/series/{series.slug}/register/who"
    assert browser.submit(check).location == sent.location
    assert len(registrations()) == 1


def test_same_pupil_again_looks_the_same_and_changes_nothing(browser: Browser) -> None:
    series = make_series()
    first = sign_up(browser, series)

    again = sign_up(browser, series, given_name="MIRA")

    assert again.text("main") == first.text("main")
    assert len(registrations()) == 1
    assert db.session.get_one(Series, series.id).places_taken == 1


@pytest.mark.parametrize("module", [sending, pages])
def test_busy_database_keeps_the_answers_and_asks_to_press_again(
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,  # noqa: ANN401 -- a module
) -> None:
    page = walk_to_check(browser, make_series())
    if module is pages:
        page = browser.click(page, "Change: Name")

    def refuse(**_: object) -> None:
        raise Busy(N_("Many people are using the site at this moment."))

    with monkeypatch.context() as busy:
        name = "request_registrations" if module is sending else "keep_steps"
        busy.setattr(module, name, refuse)
        answer = browser.submit(page)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "3")
    assert "Mira" in str(answer.one("main"))

    assert browser.submit(answer).status == 303


def test_block_can_be_added_and_taken_out_and_health_goes_with_its_child(
    browser: Browser,
) -> None:
    series = make_series()
    walk_to_check(
        browser,
        series,
        **JAN,
        note="of Mira",
        **{"children-1-note": "of Jan"},
    )
    who = browser.get(f"/series/{series.slug}/register/who")

    less = browser.submit(who, button="press=remove children-0", follow=True)
    assert less.value("[name=children-0-given_name]") == "Jan"
    health = browser.submit(less, follow=True)

    assert health.texts("section h2")[0] == "Jan"
    assert health.text("[name=children-0-note]") == "of Jan"


def test_blank_block_says_nothing_and_is_let_go(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")
    page = browser.submit(page, button="press=more", follow=True)

    health = browser.submit(
        page,
        follow=True,
        **{f"children-1-{name}": FAMILY[name] for name in list(FAMILY)[:5]},
    )

    assert health.texts("section h2")[:-1] == ["Mira"]


def test_going_back_keeps_what_was_typed_even_if_it_is_wrong(browser: Browser) -> None:
    series = make_series()
    walk_to_check(browser, series)
    you = browser.get(f"/series/{series.slug}/register/you")

    back = browser.submit(you, button="press=back", follow=True, email="ana@")

    assert back.url.endswith("/going-home")
    again = browser.submit(back, follow=True)
    assert again.url.endswith("/you")
    assert again.value("[name=email]") == "ana@"


def test_key_enter_goes_on(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")

    assert page.texts("main form[method=post] button")[0] == "Continue"


def test_more_children_than_four_are_not_taken(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")
    forty = {
        f"children-{number}-{name}": FAMILY[name]
        for number in range(40)
        for name in list(FAMILY)[:5]
    }

    answer = browser.post(page.url, csrf_token=page.csrf_token, **forty)

    assert answer.status == 422
    assert len(answer.soup.select("main fieldset.panel")) == 4


@pytest.mark.parametrize(
    "field",
    [
        {"children-²-given_name": "x"},
        {f"children-{'9' * 5000}-given_name": "x"},
        {"children-0-school": "no-such-school"},
        {"children--given_name": "x", "children": "x"},
        {"known": "no-such-pupil"},
        {"starter": "administrator"},
        {"press": "remove nothing"},
        {"press": "more " + "x" * 1000},
    ],
)
def test_forged_field_is_no_mishap(browser: Browser, field: dict[str, str]) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")

    answer = browser.post(page.url, csrf_token=page.csrf_token, **field)

    assert answer.status in {303, 422}
    assert registrations() == []


def test_letter_of_four_megabytes_is_refused_with_words(browser: Browser) -> None:
    page = browser.get(f"/series/{make_series().slug}/register")

    answer = browser.post(
        page.url, csrf_token=page.csrf_token, group_code="x" * 4_000_000
    )

    assert answer.status == 413
    assert "more than we can take in" in answer.text("main")
    assert db.session.query(Draft).count() == 0


def test_sending_reads_one_draft_and_takes_few_statements(browser: Browser) -> None:
    series = make_series()
    sign_up(browser, series, email="first@example.org")
    check = walk_to_check(browser, series)

    with counted_statements() as statements:
        browser.submit(check)

    drafts = [one for one in statements if "draft" in one]
    assert [one.split()[0] for one in drafts] == ["DELETE"]
    assert len(statements) <= 18


def test_sending_writes_what_is_new_in_one_go(browser: Browser) -> None:
    check = walk_to_check(browser, make_series())

    with counted_statements() as statements:
        browser.submit(check)

    kinds = [statement.split()[0] for statement in statements]
    new = kinds.count("INSERT")
    assert kinds[-new:] == ["INSERT"] * new
