"""Answers for tests: of guardians and of pupils."""

from datetime import date, datetime, time

from fablab.consent.models import Consent, PupilAnswer, Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import record_consent, record_pupil_answer
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Pupil
from tests.factories import OPENING_DAY
from tests.registrations.factories import guardian_of_pupil, load_all_texts


def say(
    guardian: Guardian,
    pupil: Pupil,
    *,
    answer: bool,
    purpose: Purpose = Purpose.PHOTOS_INTERNAL,
    at: datetime = OPENING_DAY,
    from_time: time | None = None,
    from_day: date | None = None,
) -> Consent:
    """Let a guardian answer on the family page; leaving alone from that day on."""
    leaving = purpose is Purpose.LEAVING_ALONE and answer
    with unit_of_work():
        return record_consent(
            guardian=db.session.merge(guardian),
            pupil=db.session.merge(pupil),
            text=current_text(purpose, "en"),
            answer=answer,
            route=Route.FAMILY_PAGE,
            now=at,
            from_day=(from_day or at.date()) if leaving else None,
            from_time=from_time if leaving else None,
        )


def allow(
    pupil: Pupil, *purposes: Purpose, answer: bool = True, at: datetime = OPENING_DAY
) -> None:
    """Let the pupil's first guardian say yes (or no) to each of these."""
    load_all_texts()
    for purpose in purposes:
        say(guardian_of_pupil(pupil), pupil, answer=answer, purpose=purpose, at=at)


def pupil_says(
    pupil: Pupil,
    *,
    answer: bool,
    purpose: Purpose = Purpose.PHOTOS_INTERNAL,
    at: datetime = OPENING_DAY,
) -> PupilAnswer:
    """Let the pupil press a button on the family page."""
    with unit_of_work():
        return record_pupil_answer(
            pupil=db.session.merge(pupil),
            purpose=purpose,
            answer=answer,
            route=Route.FAMILY_PAGE,
            now=at,
        )
