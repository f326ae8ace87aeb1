"""Consents, attendance and levels that a teacher's report is made of."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta

from fablab.accounts.models import Account
from fablab.assessments.models import (
    Assessment,
    Dimension,
    ObservedLevel,
    Occasion,
    Rubric,
    SelfAnswer,
    SelfReport,
)
from fablab.assessments.queries.compass import instrument
from fablab.assessments.services.levels import Answer, record_levels
from fablab.consent.models import ConsentText, Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import load_texts, record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.sites.models import School
from tests.assessments.factories import make_attendance, make_place, meetings_of
from tests.factories import OPENING_DAY, make_pupil, saved


def guardian_of(pupil: Pupil) -> Guardian:
    """The first of the pupil's guardians."""
    found = db.session.query(Guardianship).filter_by(pupil_id=pupil.id)
    return found.order_by(Guardianship.id).limit(1).one().guardian


def answer_sharing(
    pupil: Pupil,
    *,
    answer: bool,
    guardian: Guardian | None = None,
    at: datetime = OPENING_DAY + timedelta(days=1),
    version: str = "",
) -> None:
    """A guardian's yes or no to sharing results with the pupil's present school.

    To the words that count now, or to an earlier version.
    """
    with unit_of_work():
        load_texts(now=OPENING_DAY)
        record_consent(
            guardian=db.session.merge(guardian or guardian_of(pupil)),
            pupil=db.session.merge(pupil),
            text=_sharing_text(version),
            answer=answer,
            route=Route.FAMILY_PAGE,
            now=at,
        )


def _sharing_text(version: str) -> ConsentText:
    if not version:
        return current_text(Purpose.SHARE_WITH_SCHOOL, "en")
    found = db.session.query(ConsentText).filter_by(
        purpose=Purpose.SHARE_WITH_SCHOOL, version=version, language="en"
    )
    return found.one()


def give_level(
    meeting: Meeting,
    registration: Registration,
    code: str,
    level: int | None,
    *,
    by: Account,
    note: str = "",
    minutes: int = 60,
) -> None:
    """A level that a facilitator gave an hour after the meeting began, or later."""
    with unit_of_work():
        record_levels(
            meeting=db.session.get_one(Meeting, meeting.id),
            dimension=db.session.query(Dimension).filter_by(code=code).one(),
            answers=[Answer(registration.public_id, level, note)],
            by=db.session.get_one(Account, by.id),
            now=meeting.starts_at + timedelta(minutes=minutes),
        )


def give_by_newer_rubric(
    meeting: Meeting, registration: Registration, level: int, *, by: Account
) -> None:
    """A level of the first dimension, by a version 2.0 that says it in other words."""
    old = db.session.query(Rubric).order_by(Rubric.id).limit(1).one()
    content, first = deepcopy(old.content), deepcopy(old.dimensions[0].content)
    for entry in content["levels"]:
        entry["label"] = {"en": f"Newly {entry['label']['en'].lower()}"}
    first["title"] = {"en": "Having ideas"}
    rubric = Rubric(code=old.code, version="2.0", content=content)
    dimension = Dimension(
        rubric=rubric,
        code=old.dimensions[0].code,
        domain=old.dimensions[0].domain,
        position=1,
        content=first,
    )
    assessment = Assessment(
        meeting=meeting,
        registration=registration,
        assessed_by=by,
        assessed_at=meeting.ends_at,
        received_at=meeting.ends_at,
    )
    with unit_of_work():
        db.session.add(rubric)
        db.session.add(
            ObservedLevel(assessment=assessment, dimension=dimension, level=level)
        )


def confirm_levels(
    series: Series, school: School, levels: Sequence[int | None], *, by: Account
) -> list[Pupil]:
    """A pupil of class 7a for each level, seen at it at the first two meetings.

    None is a pupil who was seen once only.
    """
    first, second = meetings_of(series)[:2]
    dimension = db.session.query(Dimension).order_by(Dimension.position).first()
    assert dimension is not None
    pupils = []
    for number, level in enumerate(levels):
        pupil = make_pupil(f"Ola{number}", "Bąk", school=school)
        with unit_of_work():
            db.session.merge(pupil).class_name = "7a"
        answer_sharing(pupil, answer=True)
        place = make_place(series, pupil)
        for meeting in (first, second):
            make_attendance(meeting, place)
            assessment = Assessment(
                meeting=meeting,
                registration=place,
                assessed_by=by,
                assessed_at=meeting.ends_at,
                received_at=meeting.ends_at,
            )
            row = ObservedLevel(
                assessment=assessment,
                dimension=dimension,
                level=level or (1 if meeting is first else None),
            )
            saved(row)
        pupils.append(pupil)
    return pupils


def answer_compass(
    registration: Registration,
    occasion: Occasion,
    answers: Mapping[str, int | None],
    *,
    pleased: str = "",
    next_try: str = "",
    at: datetime | None = None,
) -> SelfReport:
    """A pupil's self-report; sentences that are not in `answers` are left out."""
    report = saved(
        SelfReport(
            registration=registration,
            occasion=occasion,
            instrument=instrument("en").name,
            language="en",
            answered_at=at or registration.registered_at,
            signed_in=guardian_of(registration.pupil).account,
            pleased=pleased,
            next_try=next_try,
        )
    )
    for item, value in answers.items():
        saved(SelfAnswer(report=report, item=item, value=value))
    return report


def write_own_words(
    registration: Registration, *, pleased: str = "", next_try: str = ""
) -> SelfReport:
    """What a pupil writes after the series, every sentence of the compass left out."""
    return answer_compass(
        registration, Occasion.AFTER, {}, pleased=pleased, next_try=next_try
    )
