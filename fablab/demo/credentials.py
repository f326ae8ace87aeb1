"""Some of the season's families want their certificates signed, and get them."""

from datetime import datetime

from sqlalchemy import func, select

from fablab.certificates.models import Certificate
from fablab.certificates.queries import is_valid
from fablab.certificates.signing import sign_wanted_credentials
from fablab.consent.models import Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import record_consent
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardianship
from fablab.registrations.models import Registration

TOGETHER = 2


def sign_some(*, now: datetime) -> None:
    """Let both guardians of pupils who have two say yes, and sign for them."""
    with unit_of_work():
        for guardianship in _guardianships():
            language = guardianship.guardian.account.language
            record_consent(
                guardian=guardianship.guardian,
                pupil=guardianship.pupil,
                text=current_text(Purpose.CREDENTIAL, language),
                answer=True,
                route=Route.FAMILY_PAGE,
                now=now,
            )
    sign_wanted_credentials(now=now)


def _guardianships() -> list[Guardianship]:
    """Of the pupils with a certificate and two guardians."""
    certified = (
        select(Registration.pupil_id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .where(is_valid())
    )
    two = (
        select(Guardianship.pupil_id)
        .where(Guardianship.ended_at.is_(None))
        .group_by(Guardianship.pupil_id)
        .having(func.count() == TOGETHER)
    )
    return list(
        db.session.scalars(
            select(Guardianship)
            .where(
                Guardianship.pupil_id.in_(certified),
                Guardianship.pupil_id.in_(two),
                Guardianship.ended_at.is_(None),
            )
            .order_by(Guardianship.id)
        )
    )
