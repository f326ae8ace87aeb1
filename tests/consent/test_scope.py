"""Words that only add to earlier ones: what a yes to which of them counts for."""

import json

import pytest

from fablab.consent.models import Consent, ConsentText, Named, Purpose, Route
from fablab.consent.queries import (
    ConsentState,
    consent_states,
    counting_versions,
    current_text,
    open_questions,
    own_answers,
    shared_with,
)
from fablab.consent.services import TEXTS, record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Pupil
from fablab.people.services import add_guardianship
from tests.consent.factories import say
from tests.factories import OPENING_DAY, make_guardian, make_pupil, make_school

SHARING = Purpose.SHARE_WITH_SCHOOL
EARLIER = "2026-09"
NAMES_ALL = {Named.SELF_REPORTS}


def yes_to_earlier_words(guardian: Guardian, pupil: Pupil) -> Consent:
    found = db.session.query(ConsentText).filter_by(
        purpose=SHARING, version=EARLIER, language="pl"
    )
    with unit_of_work():
        return record_consent(
            guardian=db.session.merge(guardian),
            pupil=db.session.merge(pupil),
            text=found.one(),
            answer=True,
            route=Route.LINK,
            now=OPENING_DAY,
        )


def family() -> tuple[Pupil, Guardian, Guardian]:
    first, second = make_guardian(), make_guardian("Jan Kowalski")
    pupil = make_pupil(guardian=first, school=make_school())
    with unit_of_work():
        add_guardianship(guardian=second, pupil=pupil)
    return pupil, first, second


def shared(pupil: Pupil) -> set[Named] | None:
    """What is shared beyond attendance and levels; None if not even these are."""
    assert pupil.school
    found = shared_with(pupil.school, [pupil.id], now=OPENING_DAY)
    return set(found[pupil.id]) if pupil.id in found else None


def waiting(guardian: Guardian, pupil: Pupil) -> set[Purpose]:
    """The questions that wait for this guardian's word."""
    found = open_questions(guardian, [pupil.id], now=OPENING_DAY)
    return set(found[pupil.id])


def test_a_yes_to_earlier_words_goes_on_for_what_these_named() -> None:
    pupil, guardian, _ = family()

    yes_to_earlier_words(guardian, pupil)

    states = consent_states([pupil.id], now=OPENING_DAY)[pupil.id]
    assert states[SHARING] is ConsentState.YES
    assert shared(pupil) == set()


def test_a_yes_to_the_words_of_now_is_for_self_reports_too() -> None:
    pupil, guardian, _ = family()

    say(guardian, pupil, answer=True, purpose=SHARING)

    assert shared(pupil) == NAMES_ALL


def test_who_said_yes_to_less_is_asked_again_and_who_said_no_is_not() -> None:
    pupil, first, second = family()
    yes_to_earlier_words(first, pupil)
    say(second, pupil, answer=False, purpose=SHARING)

    own = own_answers(first, [pupil.id], now=OPENING_DAY)[pupil.id, SHARING]

    assert (own.answer, own.to_narrower) == (True, True)
    assert SHARING in waiting(first, pupil)
    assert SHARING not in waiting(second, pupil)


def test_once_answered_anew_nothing_more_is_asked() -> None:
    pupil, guardian, _ = family()
    yes_to_earlier_words(guardian, pupil)

    say(guardian, pupil, answer=True, purpose=SHARING)

    assert shared(pupil) == NAMES_ALL
    assert SHARING not in waiting(guardian, pupil)


def test_of_two_guardians_both_have_to_have_said_yes_to_it() -> None:
    pupil, first, second = family()
    say(first, pupil, answer=True, purpose=SHARING)
    yes_to_earlier_words(second, pupil)

    assert shared(pupil) == set()

    say(second, pupil, answer=True, purpose=SHARING)
    assert shared(pupil) == NAMES_ALL


def test_guardians_who_differ_share_nothing() -> None:
    pupil, first, second = family()
    say(first, pupil, answer=True, purpose=SHARING)

    say(second, pupil, answer=False, purpose=SHARING)

    assert shared(pupil) is None


def test_only_words_that_say_what_they_add_to_keep_an_earlier_yes() -> None:
    counting = counting_versions()

    assert set(counting[SHARING]) == {EARLIER, current_text(SHARING, "en").version}
    assert set(counting[Purpose.PHOTOS_SITE]) == {"2026-11"}


@pytest.mark.parametrize("language", ["en", "pl", "de", "uk"])
def test_what_a_text_names_is_part_of_it_in_every_language(language: str) -> None:
    text = current_text(SHARING, language)
    shipped = json.loads((TEXTS / "share_with_school.json").read_text())

    assert text.content["names"] == ["self_reports"]
    assert text.content["adds_to"] == [EARLIER]
    assert text.language == language
    added = set(text.content["body"]) - set(_earlier(language)["body"])
    assert len(added) == 1
    assert added <= set(shipped["texts"][language]["body"])


def _earlier(language: str) -> dict[str, list[str]]:
    file = TEXTS / f"earlier/share_with_school-{EARLIER}.json"
    words: dict[str, list[str]] = json.loads(file.read_text())["texts"][language]
    return words
