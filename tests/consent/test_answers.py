"""What counts: the latest answer of each guardian, and a no of anyone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from fablab.consent.models import Consent, Purpose, Route
from fablab.consent.queries import (
    ConsentState,
    consent_states,
    current_text,
    may,
    own_answers,
)
from fablab.consent.services import record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Pupil
from fablab.people.services import add_guardianship, change_school
from tests.factories import OPENING_DAY, make_guardian, make_pupil, make_school

PHOTOS, SCHOOL = Purpose.PHOTOS_SITE, Purpose.SHARE_WITH_SCHOOL


def say(
    guardian: Guardian,
    pupil: Pupil,
    *,
    answer: bool,
    purpose: Purpose = PHOTOS,
    at: datetime = OPENING_DAY,
) -> None:
    with unit_of_work():
        record_consent(
            guardian=guardian,
            pupil=pupil,
            text=current_text(purpose, "en"),
            answer=answer,
            route=Route.FAMILY_PAGE,
            now=at,
        )


def state(pupil: Pupil, purpose: Purpose = PHOTOS) -> ConsentState:
    return consent_states([pupil.id], now=OPENING_DAY + timedelta(days=1))[pupil.id][
        purpose
    ]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], ConsentState.OPEN),
        ([(0, True)], ConsentState.YES),
        ([(0, False)], ConsentState.NO),
        ([(0, True), (1, True)], ConsentState.YES),
        ([(0, True), (1, False)], ConsentState.CONFLICT),
        ([(0, False), (1, False)], ConsentState.NO),
        ([(0, True), (0, False)], ConsentState.NO),
        ([(0, False), (1, True), (0, True)], ConsentState.YES),
    ],
)
def test_a_no_of_anyone_counts_as_no(
    answers: list[tuple[int, bool]], expected: ConsentState
) -> None:
    guardians = [make_guardian(), make_guardian("Jan Novak")]
    pupil = make_pupil(guardian=guardians[0])
    with unit_of_work():
        add_guardianship(guardian=guardians[1], pupil=pupil)

    for who, answer in answers:
        say(guardians[who], pupil, answer=answer)

    assert state(pupil) is expected
    now = OPENING_DAY + timedelta(days=1)
    assert may(pupil, PHOTOS, now=now) is (expected is ConsentState.YES)


def test_sharing_is_for_the_present_school_only() -> None:
    guardian = make_guardian()
    first, second = make_school(), make_school("School No. 2")
    pupil = make_pupil(guardian=guardian, school=first)
    say(guardian, pupil, answer=True, purpose=SCHOOL)
    assert state(pupil, SCHOOL) is ConsentState.YES

    with unit_of_work():
        change_school(pupil=pupil, school=second, class_name="6a")

    now = OPENING_DAY + timedelta(days=1)
    assert state(pupil, SCHOOL) is ConsentState.OPEN
    assert may(pupil, SCHOOL, now=now, school=first)
    assert not may(pupil, SCHOOL, now=now, school=second)


def test_yes_to_sharing_ends_on_31_august() -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian, school=make_school())
    say(guardian, pupil, answer=True, purpose=SCHOOL)

    assert may(pupil, SCHOOL, now=datetime(2027, 8, 31, 23, 59, tzinfo=UTC))
    assert not may(pupil, SCHOOL, now=datetime(2027, 9, 1, tzinfo=UTC))
    assert not own_answers(guardian, [pupil.id], now=datetime(2027, 9, 1, tzinfo=UTC))


def test_no_to_sharing_does_not_end() -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian, school=make_school())
    say(guardian, pupil, answer=False, purpose=SCHOOL)

    states = consent_states([pupil.id], now=datetime(2027, 10, 1, tzinfo=UTC))
    assert states[pupil.id][SCHOOL] is ConsentState.NO


def test_a_group_is_read_in_as_few_statements_as_one_pupil() -> None:
    pupils = []
    for _ in range(5):
        guardian = make_guardian()
        pupils.append(make_pupil(guardian=guardian))
        say(guardian, pupils[-1], answer=True)
    ids = [pupil.id for pupil in pupils]
    statements: list[str] = []

    def count(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        states = consent_states(ids, now=OPENING_DAY)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)

    assert len(statements) == 3
    assert {states[pupil_id][PHOTOS] for pupil_id in ids} == {ConsentState.YES}


def test_answers_can_be_neither_changed_nor_deleted() -> None:
    guardian = make_guardian()
    say(guardian, make_pupil(guardian=guardian), answer=True)

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.query(Consent).one().answer = False
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.delete(db.session.query(Consent).one())
