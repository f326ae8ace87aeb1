"""The letters of a registration, as they leave."""

from typing import Any

import pytest
from flask import current_app

from fablab.accounts.models import Account
from fablab.config import LANGUAGES
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.rendering import Rendered, render_letter
from fablab.people.models import Guardian, Guardianship, Standing
from fablab.registrations.services.letters import tell_place, tell_waiting
from fablab.registrations.services.offers import accept_offer
from fablab.web.current import current_settings
from tests.factories import make_guardian, make_pupil, make_series, saved
from tests.registrations.factories import agree_to, register
from tests.registrations.waiting import at, cancel, fill, letters, sign_up, wait

CONTEXT = {
    "name": "Ana <b>Novak",
    "pupil": "Mira",
    "series": "Lamps & more",
    "other": "Robots",
    "bring": "An old shirt",
    "site": "FabLab",
    "address": "Street 1",
    "contact": "lab@example.org",
    "place": "Room 2",
    "first_meeting_at": "2026-10-03T10:00:00+02:00",
    "family_path": "/family/",
    "confirm_path": "/consent/token",
    "offer_path": "/offer/token",
    "leave_path": "/waiting/token",
    "again_path": "/series/lamps",
    "hours": 48,
    "minutes": 60,
    "waits": True,
}
TEMPLATES = [
    "confirm_registration",
    "offer",
    "offer_clashes",
    "offer_lapsed",
    "place_confirmed",
    "registration_cancelled",
    "registration_lapsed",
    "reminder_to_agree",
    "waiting_list",
]


def written(
    template: str, *, language: str = "en", context: dict[str, Any] | None = None
) -> Rendered:
    with current_app.test_request_context():
        return render_letter(
            template,
            context=context or CONTEXT,
            language=language,
            settings=current_settings(),
        )


def rendered(letter: Letter) -> Rendered:
    return written(letter.template, language=letter.language, context=letter.context)


def test_place_is_told_with_date_place_and_way_home() -> None:
    agree_to(register(make_series()))

    letter = rendered(letters("place_confirmed")[0])

    assert letter.subject == "You have the place: Laser-cut lamps"
    for words in ("Mira has a place", "3 October 2026, 10:00", "Room: Room 2"):
        assert words in letter.text
        assert words in letter.html
    assert "http://localhost/family/" in letter.text


def test_turn_on_the_waiting_list_is_told_with_a_way_off_it() -> None:
    series = make_series(capacity=1)
    fill(series)
    agree_to(register(series, minutes=1))

    letter = rendered(letters("waiting_list")[0])

    assert letter.subject == "On the waiting list: Laser-cut lamps"
    assert "it is your turn, we keep it for you and write to you" in letter.text
    assert "http://localhost/waiting/" in letter.text


def test_the_letter_says_how_long_the_place_is_kept_and_that_more_time_can_be_had() -> (
    None
):
    sign_up(make_series())

    letter = rendered(letters("confirm_registration")[0])

    assert "We keep the place for 60 minutes from now." in letter.text
    assert "press “I need time”" in letter.text
    assert "within 48 hours" in letter.text


def test_an_offer_says_by_when_and_that_it_can_be_given_on() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    wait(series, minutes=1)
    cancel(placed)

    letter = rendered(letters("offer")[0])

    assert letter.subject == "A place is free: Laser-cut lamps"
    assert "give it on to the next family" in letter.text
    assert "for 48 hours from now" in letter.text


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_to_a_family_says_how_to_take_back_what_was_agreed(
    template: str,
) -> None:
    letter = written(template)

    assert "withdraw a consent" in letter.text
    assert "withdraw a consent" in letter.html
    assert 'href="http://localhost/family/"' in letter.html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Saturday, 3 October 2026, 10:00"),
        ("pl", "sobota, 3 października 2026, 10:00"),
        ("de", "Samstag, 3. Oktober 2026, 10:00"),
        ("uk", "субота, 3 жовтня 2026"),
    ],
)
def test_dates_are_written_as_the_familys_language_does(
    language: str, words: str
) -> None:
    assert words in written("place_confirmed", language=language).text


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_can_be_written_in_every_language(
    template: str, language: str
) -> None:
    letter = written(template, language=language)

    assert "Ana <b>Novak" in letter.text
    assert "Ana &lt;b&gt;Novak" in letter.html
    assert "Lamps & more" in letter.subject


@pytest.mark.parametrize(
    "template",
    ["confirm_registration", "offer", "place_confirmed", "waiting_list"],
)
def test_a_series_without_meetings_is_told_of_all_the_same(template: str) -> None:
    letter = written(template, context=CONTEXT | {"first_meeting_at": ""})

    assert "First meeting" not in letter.text


def test_every_guardian_in_contact_is_told_once_and_nobody_else() -> None:
    pupil = make_pupil(guardian=make_guardian(email="ana@example.org"))
    ben = make_guardian("Ben Novak", email="ben@example.org")
    informed = Standing.INFORMED
    saved(Guardianship(guardian=ben, pupil=pupil, slot=2, standing=informed))
    agree_to(register(make_series(), pupil))
    assert [letter.to for letter in letters("place_confirmed")] == [
        "ana@example.org",
        "ben@example.org",
    ]
    with unit_of_work():
        guardianship = pupil_guardianship("ben@example.org")
        guardianship.standing = Standing.NO_CONTACT
    series = make_series(starts=(at(hours=24 * 60),))

    agree_to(register(series, pupil))

    assert [letter.to for letter in letters("place_confirmed")][2:] == [
        "ana@example.org"
    ]


def pupil_guardianship(email: str) -> Guardianship:
    query = db.session.query(Guardianship).join(Guardianship.guardian)
    return query.join(Guardian.account).filter(Account.email == email).one()


def test_a_decision_is_mailed_once_and_a_changed_one_again() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    waiting = wait(series, minutes=1)
    with unit_of_work():
        tell_waiting(waiting, now=at(minutes=5))
    cancel(placed)
    with unit_of_work():
        accept_offer(
            registration=waiting, guardian=waiting.registered_by, now=at(hours=2)
        )
        tell_place(waiting, now=at(hours=3))
    told = [letter.to for letter in letters("place_confirmed")]
    waits = [letter.to for letter in letters("waiting_list")]
    assert waits == [waiting.registered_by.account.email]
    assert told.count(waiting.registered_by.account.email) == 1

    with unit_of_work():
        waiting.placed_at = at(hours=4)
        tell_place(waiting, now=at(hours=4))

    assert len(letters("place_confirmed")) == len(told) + 1


def test_a_registration_that_was_withdrawn_gets_no_decision() -> None:
    series = make_series(capacity=1)
    [placed] = fill(series)
    gone = wait(series, minutes=1)
    cancel(gone)
    cancel(placed)

    assert letters("offer") == []
    assert gone.registered_by.account.email not in {
        letter.to for letter in letters("place_confirmed")
    }
