"""Schools whose guardians all share, with every level and self-report given."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from fablab.accounts.models import Role
from fablab.assessments.models import (
    Assessment,
    Dimension,
    ObservedLevel,
    Occasion,
    SelfAnswer,
    SelfReport,
)
from fablab.assessments.queries.compass import instrument
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.consent.models import Consent, Purpose, Route
from fablab.consent.queries import current_text
from fablab.kernel.codes import new_public_id
from fablab.kernel.db import Model, db, unit_of_work
from fablab.people.models import Guardianship, Pupil
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series
from tests.factories import (
    make_account,
    make_guardian,
    make_school,
    make_series,
    sign_in_as,
)
from tests.support.pages import Browser

MEETINGS = 8
Rows = Iterable[Mapping[str, Any]]


def open_school(app: Flask, *, pupils: int) -> str:
    """Fill a school; returns the cookie of its teacher's browser."""
    now = datetime.now(UTC)
    client = app.test_client()
    with app.app_context():
        school = make_school(f"School of {pupils}")
        teacher = make_account(Role.TEACHER, school=school)
        facilitator = make_account(name="Ewa Lis")
        guardian = make_guardian()
        starts = tuple(now - timedelta(weeks=week) for week in range(1, MEETINGS + 1))
        series = make_series(capacity=pupils, starts=starts)
        with unit_of_work():
            ids = _insert(
                Pupil,
                (
                    {
                        "public_id": new_public_id(),
                        "given_name": "Mira",
                        "family_name": f"Novak {number}",
                        "birth_date": now.date() - timedelta(days=4000),
                        "created_at": now,
                        "school_id": school.id,
                        "class_name": f"{number % 8 + 1}a",
                    }
                    for number in range(pupils)
                ),
            )
            _share(ids, guardian.id, school.id, now)
            places = _place(ids, series.id, guardian.id, now)
            _observe(places, series, facilitator.id)
            _look_at_themselves(places, guardian.account.id, now)
        sign_in_as(Browser(client), teacher)
        db.engine.dispose()
    session = client.get_cookie("session")
    assert session is not None
    return session.value


def _insert(model: type[Model], rows: Rows) -> list[int]:
    """Store the rows; their ids, in the same order."""
    query = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(query, list(rows)))


def _share(ids: list[int], guardian_id: int, school_id: int, now: datetime) -> None:
    text = current_text(Purpose.SHARE_WITH_SCHOOL, "en")
    _insert(
        Guardianship,
        ({"guardian_id": guardian_id, "pupil_id": each, "slot": 1} for each in ids),
    )
    _insert(
        Consent,
        (
            {
                "public_id": new_public_id(),
                "guardian_id": guardian_id,
                "pupil_id": each,
                "purpose": Purpose.SHARE_WITH_SCHOOL,
                "text_id": text.id,
                "answer": True,
                "answered_at": now,
                "route": Route.LINK,
                "school_id": school_id,
            }
            for each in ids
        ),
    )


def _place(
    ids: list[int], series_id: int, guardian_id: int, now: datetime
) -> list[int]:
    return _insert(
        Registration,
        (
            {
                "public_id": new_public_id(),
                "series_id": series_id,
                "pupil_id": each,
                "registered_by_id": guardian_id,
                "status": RegistrationStatus.PLACED,
                "registered_at": now,
                "placed_at": now,
            }
            for each in ids
        ),
    )


def _observe(places: list[int], series: Series, facilitator_id: int) -> None:
    """Every pupil came to every meeting, and was seen in every dimension."""
    dimensions = db.session.scalars(
        select(Dimension.id).where(Dimension.rubric_id == shipped_rubric().id)
    ).all()
    meetings = db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id)
    ).all()
    for meeting in meetings:
        _insert(
            Attendance,
            (
                {
                    "meeting_id": meeting.id,
                    "registration_id": place,
                    "status": AttendanceStatus.PRESENT,
                }
                for place in places
            ),
        )
        seen = _insert(
            Assessment,
            (
                {
                    "public_id": new_public_id(),
                    "meeting_id": meeting.id,
                    "registration_id": place,
                    "assessed_by_id": facilitator_id,
                    "assessed_at": meeting.ends_at,
                    "received_at": meeting.ends_at,
                    "note": "Tried two ways before asking for help.",
                }
                for place in places
            ),
        )
        _insert(
            ObservedLevel,
            (
                {
                    "assessment_id": assessment,
                    "dimension_id": dimension,
                    "level": (assessment + dimension) % 4 + 1,
                }
                for assessment in seen
                for dimension in dimensions
            ),
        )


def _look_at_themselves(places: list[int], account_id: int, now: datetime) -> None:
    """Every pupil answered every sentence, before and after, and wrote something."""
    asked = instrument("en")
    for occasion in (Occasion.BEFORE, Occasion.AFTER):
        words = "a lamp for the cat" if occasion is Occasion.AFTER else ""
        reports = _insert(
            SelfReport,
            (
                {
                    "registration_id": place,
                    "occasion": occasion,
                    "instrument": asked.name,
                    "language": "en",
                    "answered_at": now,
                    "signed_in_id": account_id,
                    "pleased": words,
                    "next_try": words,
                }
                for place in places
            ),
        )
        _insert(
            SelfAnswer,
            (
                {
                    "report_id": report,
                    "item": item.code,
                    "value": (report + place) % 4 + 1,
                }
                for report in reports
                for place, item in enumerate(asked.items)
            ),
        )
