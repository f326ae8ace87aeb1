from datetime import timedelta

import pytest
from sqlalchemy import event

from fablab.accounts.models import Account
from fablab.assessments.models import Dimension
from fablab.assessments.queries.levels import (
    latest_levels,
    levels_before,
)
from fablab.assessments.queries.rubrics import shipped_rubric, words_of
from fablab.assessments.services.levels import Answer, record_levels
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from tests.assessments.factories import (
    FIRST,
    WEEKS,
    make_attendance,
    make_changed_rubric,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_series

pytestmark = pytest.mark.usefixtures("app")


def give(
    meeting: Meeting,
    registration: Registration,
    level: int | None,
    *,
    by: Account,
    code: str = "CR1",
    minutes: int = 0,
) -> None:
    with unit_of_work():
        record_levels(
            meeting=db.session.get_one(Meeting, meeting.id),
            dimension=db.session.query(Dimension).filter_by(code=code).one(),
            answers=[Answer(registration.public_id, level, "seen")],
            by=db.session.get_one(Account, by.id),
            now=FIRST + timedelta(minutes=minutes),
        )


def test_the_latest_level_of_each_observer_counts() -> None:
    make_rubric()
    ewa, adam = make_facilitator(), make_facilitator("Adam Zych")
    series = make_series(starts=WEEKS)
    place, (first, second, *_) = make_place(series), meetings_of(series)
    for meeting in (first, second):
        make_attendance(meeting, place)
    give(second, place, 3, by=ewa, minutes=9)
    give(first, place, 1, by=ewa)
    give(first, place, 2, by=ewa, minutes=1)
    give(first, place, None, by=adam)
    give(first, place, 4, by=adam, code="SR1")

    rows = latest_levels(registration_ids=[place.id])

    codes = {row.id: row.code for row in db.session.query(Dimension)}
    assert [
        (row.meeting_id, codes[row.dimension_id], row.observer_id, row.level)
        for row in rows
    ] == [
        (first.id, "CR1", adam.id, None),
        (first.id, "CR1", ewa.id, 2),
        (first.id, "SR1", adam.id, 4),
        (second.id, "CR1", ewa.id, 3),
    ]
    assert latest_levels(registration_ids=[place.id + 1]) == []
    mine = latest_levels(
        registration_ids=[place.id], meeting_id=first.id, observer_id=ewa.id
    )
    assert [row.level for row in mine] == [2]


def test_the_latest_levels_are_read_in_one_statement() -> None:
    statements: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        record := lambda *args: statements.append(args[2]),
    )
    latest_levels(registration_ids=range(1, 40))
    event.remove(db.engine, "before_cursor_execute", record)

    assert len([one for one in statements if "SELECT" in one]) == 1


def test_not_observed_does_not_hide_the_level_before() -> None:
    make_rubric()
    ewa = make_facilitator()
    series = make_series(starts=WEEKS)
    place, (first, second, third, _) = make_place(series), meetings_of(series)
    for meeting in (first, second, third):
        make_attendance(meeting, place)
    give(first, place, 2, by=ewa)
    give(second, place, None, by=ewa)
    give(third, place, 4, by=ewa)
    dimension = db.session.query(Dimension).filter_by(code="CR1").one()

    before = levels_before(
        third, dimension_id=dimension.id, registration_ids=[place.id]
    )

    assert before == {place.id: 2}


def test_a_changed_rubric_changes_neither_old_levels_nor_old_words() -> None:
    make_rubric()
    ewa = make_facilitator()
    series = make_series(starts=WEEKS)
    place, (first, *_) = make_place(series), meetings_of(series)
    make_attendance(first, place)
    give(first, place, 3, by=ewa)
    before = latest_levels(registration_ids=[place.id])

    make_changed_rubric("All alone")

    assert latest_levels(registration_ids=[place.id]) == before
    given_by = db.session.get_one(Dimension, before[0].dimension_id).rubric
    assert (given_by.name, words_of(given_by, "en").label(3)) == (
        "fablab-cs-6 1.0",
        "On my own",
    )
    now = shipped_rubric()
    assert (now.name, words_of(now, "en").label(3)) == ("fablab-cs-6 1.1", "All alone")
