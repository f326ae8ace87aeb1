"""The pupil's self-report: when it is open, what is kept, what counts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.assessments.errors import NotAChoice, NotNow
from fablab.assessments.models import Occasion, SelfAnswer, SelfReport
from fablab.assessments.queries.compass import (
    ANSWERED_FOR,
    compasses,
    instrument,
    open_occasions,
)
from fablab.assessments.services.compass import keep_compass
from fablab.config import LANGUAGES
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from tests.assessments.factories import WEEKS
from tests.checkin.factories import make_place
from tests.factories import make_pupil, make_series, saved

pytestmark = pytest.mark.usefixtures("app")
HOURS = timedelta(hours=2)
LATER = WEEKS[-1] + timedelta(hours=1)


@pytest.fixture
def place() -> Registration:
    return make_place(series=make_series(starts=WEEKS), pupil=make_pupil())


def keep(
    place: Registration,
    answers: dict[str, int | None],
    *,
    occasion: Occasion = Occasion.BEFORE,
    now: datetime = WEEKS[0],
    pleased: str = "",
) -> SelfReport:
    with unit_of_work():
        return keep_compass(
            registration=db.session.get_one(Registration, place.id),
            occasion=occasion,
            answers=answers,
            language="en",
            signed_in=db.session.get_one(Account, place.registered_by.account_id),
            now=now,
            pleased=pleased,
        )


@pytest.mark.parametrize(
    ("now", "occasions"),
    [
        (datetime(2026, 9, 1, tzinfo=UTC), [Occasion.BEFORE]),
        (WEEKS[1] + HOURS, [Occasion.BEFORE]),
        (WEEKS[1] + HOURS + timedelta(seconds=1), []),
        (WEEKS[-1] - timedelta(seconds=1), []),
        (WEEKS[-1], [Occasion.AFTER]),
        (WEEKS[-1] + HOURS + ANSWERED_FOR, [Occasion.AFTER]),
        (WEEKS[-1] + HOURS + ANSWERED_FOR + timedelta(seconds=1), []),
    ],
)
def test_before_is_open_until_the_second_meeting_and_after_from_the_last(
    place: Registration, now: datetime, occasions: list[Occasion]
) -> None:
    assert open_occasions(place, now=now) == occasions


def test_looking_back_is_asked_only_where_the_series_wants_it(
    place: Registration,
) -> None:
    assert open_occasions(place, now=LATER) == [Occasion.AFTER]

    with unit_of_work():
        db.session.get_one(Series, place.series_id).asks_looking_back = True

    assert open_occasions(place, now=LATER) == [Occasion.AFTER, Occasion.RETROSPECTIVE]


def test_who_has_no_place_is_asked_nothing() -> None:
    waiting = make_place(
        series=make_series(starts=WEEKS), status=RegistrationStatus.WAITLISTED
    )

    assert open_occasions(waiting, now=WEEKS[0]) == []


def test_left_out_and_dont_know_are_two_things(place: Registration) -> None:
    keep(place, {"1": 3, "2": None})

    kept = compasses([place.id])[place.id][Occasion.BEFORE]
    assert kept.answers == {"1": 3, "2": None}


def test_no_answer_at_all_is_an_answer_too(place: Registration) -> None:
    keep(place, {})

    assert compasses([place.id])[place.id][Occasion.BEFORE].answers == {}


def test_latest_answers_count_and_earlier_ones_stay(place: Registration) -> None:
    keep(place, {"1": 1})
    keep(place, {"1": 4}, now=WEEKS[0] + HOURS)

    assert compasses([place.id])[place.id][Occasion.BEFORE].answers == {"1": 4}
    assert db.session.query(SelfReport).count() == 2


def test_too_late_for_before_is_refused(place: Registration) -> None:
    with pytest.raises(NotNow):
        keep(place, {"1": 1}, now=WEEKS[2])

    assert db.session.query(SelfReport).count() == 0


@pytest.mark.parametrize("answers", [{"11": 1}, {"1": 5}, {"1": 0}])
def test_unknown_questions_and_answers_are_refused(
    place: Registration, answers: dict[str, int | None]
) -> None:
    with pytest.raises(NotAChoice):
        keep(place, answers)


def test_own_words_are_kept_after_the_series_as_they_were_typed(
    place: Registration,
) -> None:
    words = '=HYPERLINK("x") <b>lampa</b> \u05d0'
    keep(place, {"1": 2}, occasion=Occasion.AFTER, now=LATER, pleased=words)

    assert compasses([place.id])[place.id][Occasion.AFTER].pleased == words


def test_the_database_takes_words_only_after_the_series(place: Registration) -> None:
    report = keep(place, {"1": 1})

    with pytest.raises(IntegrityError), unit_of_work():
        db.session.get_one(SelfReport, report.id).pleased = "too early"


def test_the_database_takes_no_answer_outside_the_scale(place: Registration) -> None:
    report = keep(place, {"1": 1})

    with pytest.raises(IntegrityError):
        saved(SelfAnswer(report=report, item="2", value=5))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_instrument_is_complete_in_every_language(language: str) -> None:
    asked = instrument(language)

    texts = [
        asked.title,
        asked.stem,
        asked.status,
        asked.dont_know,
        *asked.options.values(),
        *asked.scales.values(),
        *(item.text for item in asked.items),
        *asked.prompts.values(),
    ]
    assert [item.code for item in asked.items] == [str(n) for n in range(1, 11)]
    assert all(texts)
    if language != "en":
        assert not set(texts) & {item.text for item in instrument("en").items}


def test_looking_back_has_its_own_question() -> None:
    back = instrument("en", occasion=Occasion.RETROSPECTIVE)

    assert back.stem == "How much was this like you before the workshops?"
