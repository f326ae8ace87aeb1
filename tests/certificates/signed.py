"""Certificates whose families want them signed."""

from collections.abc import Iterable
from datetime import datetime

from fablab.certificates.models import Certificate, Credential
from fablab.certificates.queries.credentials import credential_of
from fablab.certificates.signing import sign_wanted_credentials
from fablab.consent.models import Purpose, Route
from fablab.consent.queries import current_text
from fablab.consent.services import load_texts, record_consent
from fablab.kernel.db import unit_of_work
from fablab.people.models import Guardian, Pupil
from tests.certificates.factories import AFTERWARDS, FIRST, make_certificate
from tests.factories import make_guardian, make_pupil


def answer(
    pupil: Pupil, guardian: Guardian, *, yes: bool = True, now: datetime = AFTERWARDS
) -> None:
    """The guardian's answer on the family page."""
    with unit_of_work():
        load_texts(now=FIRST)
        record_consent(
            guardian=guardian,
            pupil=pupil,
            text=current_text(Purpose.CREDENTIAL, "en"),
            answer=yes,
            route=Route.FAMILY_PAGE,
            now=now,
        )


def sign(*, now: datetime = AFTERWARDS, pupils: Iterable[int] | None = None) -> int:
    """Sign what is wanted, as after a press of a button."""
    return sign_wanted_credentials(
        now=now, pupil_ids=None if pupils is None else list(pupils)
    )


def make_signed(
    name: str = "Mira", *, guardian: Guardian | None = None
) -> tuple[Certificate, Credential]:
    """A certificate and its credential."""
    guardian = guardian or make_guardian()
    pupil = make_pupil(name, guardian=guardian)
    certificate = make_certificate(pupil)
    answer(pupil, guardian)
    assert sign(pupils=[pupil.id]) == 1
    credential = credential_of(certificate)
    assert credential is not None
    return certificate, credential
