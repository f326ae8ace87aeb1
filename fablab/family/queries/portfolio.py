"""What a pupil has made: the series that are over, with their certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fablab.certificates.queries import OwnCertificate, certificates_of
from fablab.family.queries.home import is_over
from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.family import registrations_of


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A series that is over, and the pupil's valid certificate if there is one."""

    registration: Registration
    certificate: OwnCertificate | None


def portfolio_of(
    pupil: Pupil, guardian: Guardian, *, now: datetime
) -> Sequence[Finished]:
    """The pupil's finished series in which there was a place, the newest first."""
    certificates = {
        certificate.registration_id: certificate
        for certificate in certificates_of([pupil.id]).get(pupil.id, [])
    }
    return [
        Finished(registration=one, certificate=certificates.get(one.id))
        for one in (line.registration for line in registrations_of(guardian))
        if one.pupil_id == pupil.id
        and one.status is RegistrationStatus.PLACED
        and is_over(one, now=now)
    ]
