"""What a pupil has made: the series that are over, with their certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fablab.assessments.models import WorkPhoto
from fablab.assessments.queries.photos import work_photos
from fablab.certificates.queries import OwnCertificate, certificates_of
from fablab.family.queries.home import is_over
from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.family import registrations_of

STRIP = 4
"""So many photos stand beside each series; all of them are on their own page."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A series that is over, its valid certificate if any, and its newest photos."""

    registration: Registration
    certificate: OwnCertificate | None
    photos: Sequence[WorkPhoto]


def portfolio_of(
    pupil: Pupil, guardian: Guardian, *, now: datetime
) -> Sequence[Finished]:
    """The pupil's finished series in which there was a place, the newest first."""
    certificates = {
        certificate.registration_id: certificate
        for certificate in certificates_of([pupil.id]).get(pupil.id, [])
    }
    finished = [
        one
        for one in (line.registration for line in registrations_of(guardian))
        if one.pupil_id == pupil.id
        and one.status is RegistrationStatus.PLACED
        and is_over(one, now=now)
    ]
    photos = work_photos([one.id for one in finished])
    return [
        Finished(
            registration=one,
            certificate=certificates.get(one.id),
            photos=photos.get(one.id, [])[:STRIP],
        )
        for one in finished
    ]
