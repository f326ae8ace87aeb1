"""Consents, attendance and levels that a teacher's report is made of."""

from datetime import datetime, timedelta

from fablab.accounts.models import Account
from fablab.assessments.models import Dimension
from fablab.assessments.services.levels import Answer, record_levels
from fablab.consent.models import Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import load_texts, record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian, Guardianship, Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from tests.factories import OPENING_DAY


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
) -> None:
    """A guardian's yes or no to sharing results with the pupil's present school."""
    with unit_of_work():
        load_texts(now=OPENING_DAY)
        record_consent(
            guardian=db.session.merge(guardian or guardian_of(pupil)),
            pupil=db.session.merge(pupil),
            text=current_text(Purpose.SHARE_WITH_SCHOOL, "en"),
            answer=answer,
            route=Route.FAMILY_PAGE,
            now=at,
        )


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
