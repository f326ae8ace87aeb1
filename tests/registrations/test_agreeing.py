"""Behind the link of the letter: agree, answer what is up to you, or ask for time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fablab.accounts.links import make_link
from fablab.accounts.models import LinkPurpose, OneTimeLink, Role
from fablab.accounts.services import grant_role
from fablab.consent.models import PHOTOS, Consent, Purpose, Route
from fablab.consent.queries import ASKED_LATER, OPTIONAL, current_text
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import (
    Collector,
    CollectorRelation,
    Guardian,
    Guardianship,
    HealthNote,
    HealthTopic,
    Standing,
)
from fablab.people.queries import read_health_note, read_health_topics
from fablab.registrations.models import (
    Agreement,
    Registration,
    RegistrationStatus,
    Starter,
)
from fablab.registrations.services import Answer, agree
from fablab.web.current import current_installation
from tests.factories import (
    OPENING_DAY,
    make_guardian,
    make_pupil,
    make_school,
    make_series,
    sign_in_as,
)
from tests.registrations.factories import (
    guardian_of_pupil,
    load_all_texts,
    register,
    text_for,
)
from tests.support.pages import Browser

ASKED_HERE = tuple(each for each in OPTIONAL if each not in ASKED_LATER)
HOLD_ENDS = OPENING_DAY + timedelta(hours=48)


def a_guardian(phone: str = "+48600123456") -> Guardian:
    """A guardian whom the FabLab can call."""
    guardian = make_guardian(email="ana@example.org")
    with unit_of_work():
        guardian.phone = phone
    return guardian


def link_for(registration: Registration, *, lasts: int = 48) -> str:
    """The address in the guardian's letter."""
    account = registration.registered_by.account
    with unit_of_work():
        token = make_link(
            purpose=LinkPurpose.CONSENT,
            subject=registration.public_id,
            account=account,
            now=OPENING_DAY,
            lifetime=timedelta(hours=lasts),
        )
    return f"/consent/{token}"


@pytest.fixture
def held() -> Registration:
    """A place that waits for its guardian's yes."""
    pupil = make_pupil(guardian=a_guardian(), school=make_school())
    return register(make_series(), pupil)


def stay_signed_out(registration: Registration) -> None:
    """Let the guardian be staff too, so that the link signs nobody in.

    The browser then has the same cookie at the second press as at the first, as one
    has that sends two at once.
    """
    account = registration.registered_by.account
    with unit_of_work():
        grant_role(account=account, role=Role.ADMINISTRATOR)


def answers() -> list[tuple[Purpose, bool]]:
    """All that was answered, by purpose."""
    rows = db.session.query(Consent).order_by(Consent.id)
    return sorted((row.purpose, row.answer) for row in rows)


def test_each_purpose_has_its_own_answer_and_none_is_ticked(
    browser: Browser, held: Registration
) -> None:
    page = browser.get(link_for(held))

    assert page.status == 200
    assert page.soup.select("main :checked") == []
    for purpose in ASKED_HERE:
        shown = [box["value"] for box in page.soup.select(f"[name={purpose}]")]
        assert shown == ["yes", "no"]
        assert not page.one(f"[name={purpose}]").has_attr("required")


def test_words_that_all_photo_questions_share_stand_there_once(
    browser: Browser, held: Registration
) -> None:
    page = browser.get(link_for(held))

    words = page.texts("[aria-labelledby=photos] p")
    assert len(words) == len(set(words))
    whole = " ".join(words)
    for purpose in PHOTOS:
        for paragraph in current_text(purpose, "en").content["body"]:
            site = held.series.site.name
            assert paragraph % {"pupil": "Mira", "site": site, "school": ""} in whole


def test_who_may_collect_is_shown_before_it_is_agreed_to(
    browser: Browser, held: Registration
) -> None:
    named = Collector(
        pupil=held.pupil,
        named_by=held.registered_by,
        name="Helena Lis",
        phone="+48600000009",
        relation=CollectorRelation.GRANDPARENT,
        valid_from=OPENING_DAY.date(),
        named_at=OPENING_DAY,
    )
    with unit_of_work():
        db.session.add(named)

    page = browser.get(link_for(held))

    assert "Helena Lis (Grandparent)" in page.texts(".summary dd")


def test_school_is_asked_about_only_where_there_is_one(browser: Browser) -> None:
    alone = register(make_series(), make_pupil(guardian=a_guardian()))

    page = browser.get(link_for(alone))

    assert page.soup.select("[name=share_with_school]") == []


def test_answers_are_kept_with_words_language_and_route(
    browser: Browser, held: Registration
) -> None:
    page = browser.get(link_for(held), lang="pl")

    browser.submit(page, agree=True, photos_site="yes", photos_press="no")

    assert answers() == [(Purpose.PHOTOS_PRESS, False), (Purpose.PHOTOS_SITE, True)]
    kept = db.session.query(Consent).filter_by(purpose=Purpose.PHOTOS_SITE).one()
    assert (kept.text.language, kept.text.version) == ("pl", "2026-11")
    assert (kept.route, kept.answered_at) == (Route.LINK, OPENING_DAY)
    assert kept.guardian_id == held.registered_by_id
    db.session.refresh(held)
    assert held.status is RegistrationStatus.PLACED


def test_yes_to_leaving_alone_says_from_when(
    browser: Browser, held: Registration
) -> None:
    page = browser.get(link_for(held))
    assert page.value("[name=alone_day]") == "2026-10-03"

    browser.submit(
        page,
        agree=True,
        leaving_alone="yes",
        alone_day="2026-10-10",
        alone_time="16:30",
    )

    kept = db.session.query(Consent).one()
    assert (kept.from_day, kept.from_time) == (date(2026, 10, 10), time(16, 30))


def test_no_to_leaving_alone_has_no_day(browser: Browser, held: Registration) -> None:
    browser.submit(browser.get(link_for(held)), agree=True, leaving_alone="no")

    kept = db.session.query(Consent).one()
    assert (kept.answer, kept.from_day, kept.from_time) == (False, None, None)


def test_health_note_is_written_with_its_yes(
    browser: Browser, held: Registration
) -> None:
    browser.submit(
        browser.get(link_for(held)),
        agree=True,
        health_note="yes",
        health_topics=["allergy", "medicine"],
        health_words="Nuts: pen in the blue bag",
    )

    cipher = current_installation().cipher
    assert read_health_note(held.pupil, cipher=cipher) == "Nuts: pen in the blue bag"
    assert read_health_topics(held.pupil, cipher=cipher) == [
        HealthTopic.ALLERGY,
        HealthTopic.MEDICINE,
    ]
    assert answers() == [(Purpose.HEALTH_NOTE, True)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"health_words": "Nuts"},
            "Choose Yes if our team may read it, or empty the boxes below",
        ),
        (
            {"health_note": "no", "health_words": "Nuts"},
            "Choose Yes if our team may read it, or empty the boxes below",
        ),
        (
            {"health_note": "yes", "health_topics": ["allergy"]},
            "Say in a few words what we must know",
        ),
        (
            {"health_note": "yes", "health_words": "n" * 301},
            "Use at most 300 characters",
        ),
        ({"leaving_alone": "yes", "alone_day": ""}, "Enter from which day on"),
        (
            {"agree": False},
            "Without your agreement we cannot keep the place: tick it",
        ),
    ],
)
def test_what_is_wrong_is_named_and_every_answer_stays(
    browser: Browser, held: Registration, wrong: dict[str, Any], message: str
) -> None:
    sent: dict[str, Any] = {
        "agree": True,
        "photos_social": "no",
        "share_with_school": "yes",
    } | wrong

    page = browser.submit(browser.get(link_for(held)), **sent)

    assert page.status == 422
    assert page.texts(".error-summary li") == [message]
    assert page.one("[name=photos_social][value=no]").has_attr("checked")
    assert page.one("[name=share_with_school][value=yes]").has_attr("checked")
    if "health_words" in wrong:
        assert page.one("[name=health_words]").get_text().strip()
    assert (db.session.query(Agreement).count(), answers()) == (0, [])
    assert db.session.query(HealthNote).count() == 0


def test_what_a_pupil_could_not_say_is_asked_of_the_guardian(browser: Browser) -> None:
    started = register(make_series(), make_pupil(guardian=a_guardian(phone="")))
    with unit_of_work():
        started.started_by = Starter.PUPIL
    link = link_for(started)

    refused = browser.submit(browser.get(link), agree=True, emergency_name="Oma Ela")
    assert refused.texts(".error-summary li") == [
        "Enter your telephone number",
        "Enter the name and the number, or neither",
    ]
    browser.submit(refused, phone="600 123 456", emergency_phone="600 123 457")

    db.session.expire_all()
    assert started.status is RegistrationStatus.PLACED
    assert started.registered_by.phone == "+48600123456"
    own = db.session.query(Guardianship).filter_by(pupil_id=started.pupil_id).one()
    assert (own.emergency_name, own.emergency_phone) == ("Oma Ela", "+48600123457")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(
    app: Flask, browser: Browser, held: Registration, method: str
) -> None:
    link = link_for(held)
    before = (held.status, held.held_until, held.confirmed_at)

    for _ in range(3):
        answer = app.test_client().open(link, method=method)
        assert answer.status_code == 200
    assert browser.get(link).status == 200

    db.session.refresh(held)
    assert (held.status, held.held_until, held.confirmed_at) == before
    assert db.session.query(Agreement).count() == 0
    assert db.session.query(OneTimeLink).filter_by(used_at=None).count() >= 1


def test_who_needs_time_keeps_the_place_and_the_link(
    browser: Browser, held: Registration
) -> None:
    with unit_of_work():
        held.confirmed_at, held.held_until = None, OPENING_DAY + timedelta(hours=1)
    link = link_for(held)

    kept = browser.submit(browser.get(link), form="form[action$='/wait']", follow=True)

    assert "We keep the place until" in kept.text(".notice")
    assert "I need time" not in kept.text("main")
    db.session.refresh(held)
    assert (held.status, held.held_until) == (RegistrationStatus.HELD, HOLD_ENDS)
    browser.submit(kept, agree=True)
    db.session.refresh(held)
    assert held.status is RegistrationStatus.PLACED


def test_pressing_twice_agrees_once_and_answers_the_same(
    browser: Browser, held: Registration
) -> None:
    stay_signed_out(held)
    page = browser.get(link_for(held))

    first = browser.submit(page, agree=True, photos_site="yes")
    again = browser.submit(page, agree=True, photos_site="yes")

    assert (first.status, again.status) == (303, 303)
    assert first.location == again.location
    assert len(answers()) == 1


def test_same_form_with_other_answers_does_not_answer_again(
    browser: Browser, held: Registration
) -> None:
    stay_signed_out(held)
    page = browser.get(link_for(held))
    browser.submit(page, agree=True, photos_site="yes")

    other = browser.submit(page, agree=True, photos_site="no")

    assert other.status == 410
    assert answers() == [(Purpose.PHOTOS_SITE, True)]


def test_changed_words_are_read_before_they_are_answered(
    browser: Browser, held: Registration
) -> None:
    page = browser.get(link_for(held))
    page.one("[name=photos_site_text]")["value"] = "0" * 64

    refused = browser.submit(page, agree=True, photos_site="yes")

    assert refused.status == 422
    assert "We have changed a text" in refused.text(".error-summary")
    assert refused.one("[name=photos_site][value=yes]").has_attr("checked")
    browser.submit(refused)
    assert answers() == [(Purpose.PHOTOS_SITE, True)]


def test_link_is_for_one_child_and_one_guardian(
    browser: Browser, held: Registration
) -> None:
    other = register(make_series(), make_pupil("Jan", guardian=make_guardian("Jo Li")))

    page = browser.get(link_for(held))
    browser.submit(page, agree=True, photos_internal="yes")

    kept = db.session.query(Consent).one()
    assert (kept.pupil_id, kept.guardian_id) == (held.pupil_id, held.registered_by_id)
    assert "Jan" not in page.text("main")
    db.session.refresh(other)
    assert other.status is RegistrationStatus.HELD


def test_who_may_only_look_cannot_answer(browser: Browser, held: Registration) -> None:
    guardianship = db.session.query(Guardianship).one()
    with unit_of_work():
        guardianship.standing = Standing.INFORMED
    sign_in_as(browser, held.registered_by.account)

    page = browser.get(f"/family/registrations/{held.public_id}/answer")

    assert page.status in {403, 404}


@pytest.mark.parametrize("school", [True, False])
def test_signed_in_guardian_answers_on_the_same_page(
    browser: Browser, *, school: bool
) -> None:
    pupil = make_pupil(guardian=a_guardian(), school=make_school() if school else None)
    place = register(make_series(), pupil)
    sign_in_as(browser, guardian_of_pupil(pupil).account)

    page = browser.get(f"/family/registrations/{place.public_id}/answer")
    first = browser.submit(page, agree=True, photos_internal="yes")
    again = browser.submit(page, agree=True, photos_internal="yes")

    assert first.location == again.location
    assert answers() == [(Purpose.PHOTOS_INTERNAL, True)]
    assert db.session.query(Consent).one().route is Route.FAMILY_PAGE


OPEN_YES_NO = st.sampled_from([None, True, False])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=st.tuples(*[OPEN_YES_NO] * len(ASKED_HERE)))
def test_optional_answers_change_neither_place_nor_order_nor_price(
    clock_at: Callable[[datetime], None], first: tuple[bool | None, ...]
) -> None:
    """Whatever the first and the waiting family answer, all ends the same."""
    clock_at(OPENING_DAY)
    load_all_texts()
    silent = outcome(answered=(None,) * len(ASKED_HERE))

    assert outcome(answered=first) == silent


def outcome(
    *, answered: tuple[bool | None, ...]
) -> list[tuple[str, RegistrationStatus, int]]:
    """How three registrations for two places end, all of them answering like that."""
    series = make_series(capacity=2, title="Lamps")
    ends = []
    for minute, name in enumerate(("Mira", "Jan", "Ola")):
        school = make_school(f"{name}’s school {series.id}")
        pupil = make_pupil(name, guardian=make_guardian(), school=school)
        place = register(series, pupil, minutes=minute)
        answer_all(place, answered, minutes=minute)
        db.session.refresh(place)
        ends.append((name, place.status, series.fee))
    return ends


def answer_all(
    place: Registration, answered: tuple[bool | None, ...], *, minutes: int
) -> None:
    """Agree, and answer each optional purpose, or leave it open."""
    given_ones = [
        Answer(
            text=text_for(purpose),
            answer=answer,
            from_day=date(2026, 10, 3)
            if answer and purpose is Purpose.LEAVING_ALONE
            else None,
        )
        for purpose, answer in zip(ASKED_HERE, answered, strict=True)
        if answer is not None
    ]
    with unit_of_work():
        agree(
            registration=place,
            guardian=place.registered_by,
            agreement=text_for(Purpose.TAKING_PART),
            answers=given_ones,
            route=Route.LINK,
            now=OPENING_DAY + timedelta(minutes=minutes),
        )
