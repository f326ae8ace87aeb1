"""Telling families that there is a certificate, or that it was replaced."""

from datetime import datetime

from fablab.certificates.models import Certificate
from fablab.mail.services import queue_letter
from fablab.people.queries import guardians_to_tell
from fablab.series.queries import text_of


def tell_guardians(certificate: Certificate, *, now: datetime) -> None:
    """Queue one letter for each guardian in contact, once however often it is asked.

    No name but the pupil's given one, no number and no attachment travels by mail.
    """
    pupil = certificate.registration.pupil
    template = (
        "certificate_reissued" if certificate.replaces_id else "certificate_issued"
    )
    for guardian in guardians_to_tell(pupil):
        account = guardian.account
        text = text_of(certificate.registration.series, account.language)
        queue_letter(
            to=account.email,
            language=account.language,
            template=template,
            context={
                "name": account.name,
                "pupil": pupil.given_name,
                "series": text.title,
                "certificate_path": f"/family/certificates/{certificate.public_id}",
                "family_path": "/family/",
            },
            dedupe=f"{template}:{certificate.public_id}:{guardian.public_id}",
            now=now,
        )
