"""The consent queue: who is missing what since when, and what can be done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from fablab.accounts.models import Account, Role
from fablab.accounts.queries import actor_of
from fablab.consent.models import Purpose
from fablab.consent.queries import ASKED_LATER, OPTIONAL
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Guardianship, Standing
from fablab.registrations.queries.desk_queue import (
    DeskLine,
    Missing,
    Reach,
    Why,
    consent_queue,
)
from fablab.registrations.services.desk_letters import next_reminder
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.registrations.desk_factories import (
    QUEUE,
    Desk,
    add_guardian,
    answer,
    events,
    make_desk,
)
from tests.registrations.factories import agree_to, register
from tests.support.pages import Browser

LATER = OPENING_DAY + timedelta(hours=2)
ASKED = tuple(
    each
    for each in OPTIONAL
    if each not in {Purpose.SHARE_WITH_SCHOOL, Purpose.HEALTH_NOTE, *ASKED_LATER}
)


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return make_desk(browser)


def lines_of(desk: Desk, *, at: datetime = LATER) -> list[DeskLine]:
    actor = actor_of(desk.coordinator, today=at.date())
    return consent_queue(actor, now=at)


def answer_all(desk: Desk, *, at: datetime = OPENING_DAY) -> None:
    for purpose in ASKED:
        answer(desk.pupil, purpose, yes=False, guardian=desk.guardian, at=at)


def lose_letters(account: Account) -> None:
    """Let the mail server refuse everything for that address for ever."""
    with unit_of_work():
        db.session.add(
            Letter(
                to=account.email,
                language="en",
                template="place_confirmed",
                context={},
                dedupe=f"lost|{account.public_id}",
                queued_at=OPENING_DAY,
                due_at=OPENING_DAY,
                given_up_at=OPENING_DAY,
            )
        )


def test_the_queue_says_what_is_missing_and_since_when(desk: Desk) -> None:
    (line,) = lines_of(desk)

    assert (line.pupil, line.guardian) == (desk.pupil, desk.guardian)
    assert line.missing == [
        Missing(Purpose.TAKING_PART, Why.NOT_AGREED, OPENING_DAY),
        *(Missing(purpose, Why.OPEN, OPENING_DAY) for purpose in ASKED),
    ]
    assert line.expires_at == desk.registration.held_until


def test_who_has_agreed_and_answered_is_not_in_the_queue(desk: Desk) -> None:
    agree_to(desk.registration)
    answer_all(desk)

    assert lines_of(desk) == []
    assert desk.browser.get(QUEUE).text("main h2") == "Nothing is open"


def test_a_conflict_stands_with_both_guardians(desk: Desk) -> None:
    agree_to(desk.registration)
    answer_all(desk)
    other = add_guardian(desk.pupil)
    answer(desk.pupil, Purpose.PHOTOS_SITE, yes=True, guardian=other, at=LATER)

    lines = lines_of(desk, at=LATER)

    disputed = [Missing(Purpose.PHOTOS_SITE, Why.CONFLICT, LATER)]
    assert {line.guardian: line.missing for line in lines} == {
        desk.guardian: disputed,
        other: disputed,
    }


def test_a_yes_of_last_school_year_is_asked_again(desk: Desk) -> None:
    agree_to(desk.registration)
    answer_all(desk)
    summer = datetime(2026, 8, 20, 8, tzinfo=UTC)
    with unit_of_work():
        desk.registration.registered_at = summer
    other = add_guardian(desk.pupil)
    answer(desk.pupil, Purpose.PHOTOS_SITE, yes=True, guardian=other, at=summer)

    # One no and a yes that has lapsed are a no: nothing to ask.
    assert lines_of(desk) == []
    with unit_of_work():
        db.session.execute(
            update(Guardianship)
            .where(Guardianship.guardian_id == desk.guardian.id)
            .values(ended_at=OPENING_DAY)
        )
    (line,) = lines_of(desk)

    assert Missing(Purpose.PHOTOS_SITE, Why.ASKED_AGAIN, summer) in line.missing


def test_no_way_to_reach_anybody_is_a_state_of_its_own(desk: Desk) -> None:
    assert lines_of(desk)[0].reach is Reach.PHONE
    with unit_of_work():
        desk.guardian.phone = ""
    assert lines_of(desk)[0].reach is Reach.MAIL
    lose_letters(desk.guardian.account)
    assert lines_of(desk)[0].reach is Reach.NO_WAY

    page = desk.browser.get(QUEUE)

    assert page.texts("main .notice.bad") == [
        "No telephone number, and no letter arrives: ask at the next meeting."
    ]
    assert page.soup.select("a[href^='tel:'], form[action$='letter']") == []
    assert page.texts(".figures dd")[-1] == "1"


@pytest.mark.parametrize("standing", [Standing.INFORMED, Standing.NO_CONTACT])
def test_a_pupil_without_a_deciding_guardian_is_shown_with_nobody(
    desk: Desk, standing: Standing
) -> None:
    with unit_of_work():
        db.session.execute(update(Guardianship).values(standing=standing))

    (line,) = lines_of(desk)

    assert (line.guardian, line.reach) == (None, Reach.NOBODY)
    page = desk.browser.get(QUEUE)
    assert page.texts("main .notice.bad") == [
        "No guardian may answer for this pupil: nobody can be asked."
    ]


def test_letters_that_come_back_are_told_with_the_address(desk: Desk) -> None:
    lose_letters(desk.guardian.account)

    page = desk.browser.get(QUEUE)

    assert page.texts("main .notice.warn") == [
        (
            f"Our letters to {desk.guardian.account.email} come back: "
            "ask for the right address."
        )
    ]


def test_the_family_is_called_with_one_tap(desk: Desk) -> None:
    page = desk.browser.get(QUEUE)

    assert page.one("a[href^='tel:']")["href"] == "tel:+48600123456"
    assert page.text("a[href^='tel:']").startswith("Call +48 600 123 456")


def test_places_that_lapse_come_first_and_who_disagrees_before_what_is_open(
    desk: Desk,
) -> None:
    calm, torn = make_pupil("Calm", "Kos"), make_pupil("Torn", "Kos")
    for pupil in (calm, torn):
        agree_to(register(desk.series, pupil))
    other = add_guardian(torn)
    answer(torn, Purpose.PHOTOS_SITE, yes=True)
    answer(torn, Purpose.PHOTOS_SITE, yes=False, guardian=other)

    order = [line.pupil.given_name for line in lines_of(desk)]

    assert order == ["Mira", "Torn", "Torn", "Calm"]


def test_series_that_are_over_and_cancelled_registrations_are_left_out(
    desk: Desk,
) -> None:
    assert lines_of(desk, at=datetime(2026, 10, 3, 10, 1, tzinfo=UTC)) == []
    assert len(lines_of(desk, at=datetime(2026, 10, 3, 9, 59, tzinfo=UTC))) == 1


def test_the_queue_can_be_narrowed_to_a_series(desk: Desk) -> None:
    other = make_series(title="Robots")
    register(other, make_pupil("Jan", "Adamski"))

    page = desk.browser.get(f"{QUEUE}?series={other.slug}")

    assert page.texts("main ol h2") == ["Jan Adamski"]
    assert desk.browser.get(QUEUE).texts("main ol h2") != ["Jan Adamski"]
    odd = desk.browser.get(f"{QUEUE}?series=nothing")
    assert odd.texts("main .notice.warn") == [
        "Nothing is open in a series called “nothing”: here is everything."
    ]


def test_the_queue_is_of_the_own_site(desk: Desk, browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site("ventosa")))

    assert "Mira" not in browser.get(QUEUE).data.decode()
    assert desk.browser


def test_a_second_letter_with_a_link_is_sent_and_noted(
    desk: Desk, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(LATER)
    before = db.session.query(Letter).count()
    page = desk.browser.get(QUEUE)

    for _ in range(2):
        told = desk.browser.submit(
            page, f"form[action='{desk.path('letter')}']", follow=True
        )

    letters = list(db.session.scalars(select(Letter).order_by(Letter.id)))
    assert len(letters) == before + 1
    assert letters[-1].template == "confirm_registration"
    assert letters[-1].context["confirm_path"].startswith("/consent/")
    assert told.text(".notice.ok") == "A letter to Ana Novak is on its way."
    (event,) = events("consent.letter_sent_again")
    assert event.details == {"guardian": desk.guardian.public_id}


def test_who_has_agreed_is_written_to_about_the_open_questions(desk: Desk) -> None:
    agree_to(desk.registration)

    page = desk.browser.get(QUEUE)
    desk.browser.submit(page, f"form[action='{desk.path('letter')}']")

    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert letter.template == "questions_open"
    assert letter.context["family_path"] == f"/family/pupils/{desk.pupil.public_id}"


def test_the_next_reminder_is_a_day_before_a_confirmed_place_lapses(
    desk: Desk,
) -> None:
    registration = desk.registration
    with unit_of_work():
        registration.confirmed_at = None
    assert next_reminder([registration], now=LATER) is None
    with unit_of_work():
        registration.confirmed_at = OPENING_DAY
        registration.held_until = OPENING_DAY + timedelta(hours=48)
    day_before = OPENING_DAY + timedelta(hours=24)

    assert next_reminder([registration], now=LATER) == day_before
    shown = desk.browser.get(QUEUE).text("main ol .facts")
    assert shown.endswith("Next reminder by email: Wed, 2 Sept 2026, 10:00")

    with unit_of_work():
        registration.reminded_at = day_before
    assert next_reminder([registration], now=LATER) is None


def test_a_pupil_of_age_is_asked_themself(desk: Desk) -> None:
    with unit_of_work():
        desk.pupil.birth_date = desk.pupil.birth_date.replace(year=2008)

    (line,) = lines_of(desk)

    assert line.reach is Reach.NOBODY
