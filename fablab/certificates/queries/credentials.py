"""Reading credentials: whose are to be signed, which hold, what a file may be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from fablab.certificates.credential.status import LENGTH
from fablab.certificates.models import Certificate, Credential, StatusEntry
from fablab.certificates.queries.lookup import is_valid
from fablab.consent.models import Consent, PupilAnswer, Purpose
from fablab.consent.queries import ConsentState, allowed, consent_states
from fablab.kernel.codes import CERTIFICATE_LENGTH
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.registrations.models import Registration
from fablab.series.models import Series
from fablab.series.queries import is_public, with_parts
from fablab.sites.models import Site

FULL = LENGTH // 2
"""So many places of a list are given away; then the next one begins."""
REFUSED = {ConsentState.NO, ConsentState.CONFLICT}


class Standing(StrEnum):
    """What a place in a status list says."""

    HOLDS = "holds"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class FreePlaces:
    """The list that is being filled, and the places of it that are taken."""

    list_number: int
    taken: frozenset[int]


def credential_of(certificate: Certificate) -> Credential | None:
    """The certificate's signed twin, if the family wanted one."""
    return db.session.scalar(
        select(Credential).where(Credential.certificate_id == certificate.id)
    )


def credential_attachment(certificate: Certificate) -> dict[str, bytes]:
    """What the certificate's PDF carries along, by name: the credential or nothing."""
    found = credential_of(certificate)
    return {"credential.json": found.signed.encode()} if found else {}


def credential_by_code(code: str) -> Credential:
    """The credential of the certificate with this tidy number.

    It is there after the certificate has ended too: its status list says so.

    Raises:
        NotFound: there is no such number, or the family wants no credential.
    """
    found = db.session.scalar(
        select(Credential)
        .join(Credential.certificate)
        .where(Certificate.code == code[: CERTIFICATE_LENGTH + 1])
    )
    if found is None:
        raise NotFound(N_("There is no credential under this number."))
    return found


def certificates_to_sign(
    *, now: datetime, pupil_ids: Collection[int] | None = None
) -> Sequence[Certificate]:
    """The valid certificates whose families want a credential and have none yet.

    Args:
        now: the aware instant.
        pupil_ids: look only at these pupils.
    """
    query = (
        select(Certificate)
        .join(Certificate.registration)
        .outerjoin(Credential, Credential.certificate_id == Certificate.id)
        .where(is_valid(), Credential.id.is_(None))
        .options(joinedload(Certificate.registration).joinedload(Registration.series))
        .order_by(Certificate.id)
    )
    asked = (
        select(Consent.pupil_id)
        .where(Consent.purpose == Purpose.CREDENTIAL, Consent.answer)
        .distinct()
    )
    query = query.where(Registration.pupil_id.in_(asked))
    if pupil_ids is not None:
        query = query.where(Registration.pupil_id.in_(pupil_ids))
    found = db.session.scalars(query).all()
    pupils = {certificate.registration.pupil_id for certificate in found}
    willing = allowed(pupils, Purpose.CREDENTIAL, now=now)
    return [each for each in found if each.registration.pupil_id in willing]


def credentials_signed_with(keys: Collection[str]) -> Sequence[Credential]:
    """The credentials whose signature one of these keys made."""
    return db.session.scalars(
        select(Credential)
        .where(Credential.key.in_(keys))
        .options(joinedload(Credential.certificate), joinedload(Credential.entry))
        .order_by(Credential.id)
    ).all()


def refused_credentials(*, now: datetime) -> Sequence[Credential]:
    """The credentials that a guardian, or a pupil who is old enough, has refused since.

    A yes that has merely lapsed refuses nothing.
    """
    said_no = [
        select(said.pupil_id).where(
            said.purpose == Purpose.CREDENTIAL, said.answer.is_(False)
        )
        for said in (Consent, PupilAnswer)
    ]
    found = db.session.scalars(
        select(Credential)
        .join(Credential.certificate)
        .join(Certificate.registration)
        .where(or_(*(Registration.pupil_id.in_(pupils) for pupils in said_no)))
        .options(
            joinedload(Credential.certificate).joinedload(Certificate.registration)
        )
    ).all()
    pupils = {each.certificate.registration.pupil_id for each in found}
    states = consent_states(pupils, now=now)
    return [
        each
        for each in found
        if states[each.certificate.registration.pupil_id][Purpose.CREDENTIAL] in REFUSED
    ]


def free_places() -> FreePlaces:
    """Where a new credential gets its bit."""
    number = db.session.scalar(select(func.max(StatusEntry.list_number))) or 1
    taken = db.session.scalars(
        select(StatusEntry.list_index).where(StatusEntry.list_number == number)
    ).all()
    if len(taken) >= FULL:
        return FreePlaces(list_number=number + 1, taken=frozenset())
    return FreePlaces(list_number=number, taken=frozenset(taken))


def revoked_places(list_number: int) -> set[int]:
    """The indices of one list whose bit is set.

    Raises:
        NotFound: nothing was ever given a place in a list of that number.
    """
    rows = db.session.execute(
        select(StatusEntry.list_index, _holds())
        .outerjoin(Credential, Credential.entry_id == StatusEntry.id)
        .outerjoin(Certificate, Certificate.id == Credential.certificate_id)
        .where(StatusEntry.list_number == list_number)
    ).all()
    if not rows and list_number != 1:
        raise NotFound(N_("There is no status list of this number."))
    return {index for index, holds in rows if not holds}


def standing_of(list_number: int, list_index: int) -> Standing:
    """What one place of a list says."""
    holds = db.session.scalar(
        select(_holds())
        .select_from(StatusEntry)
        .outerjoin(Credential, Credential.entry_id == StatusEntry.id)
        .outerjoin(Certificate, Certificate.id == Credential.certificate_id)
        .where(
            StatusEntry.list_number == list_number,
            StatusEntry.list_index == list_index,
        )
    )
    if holds is None:
        return Standing.UNKNOWN
    return Standing.HOLDS if holds else Standing.ENDED


def certificate_of_file(sha256: str) -> Certificate | None:
    """The certificate whose PDF, with or without the credential, is just this file."""
    return db.session.scalar(
        select(Certificate)
        .outerjoin(Credential, Credential.certificate_id == Certificate.id)
        .where(or_(Certificate.pdf_sha256 == sha256, Credential.pdf_sha256 == sha256))
        .limit(1)
    )


def issuing_sites() -> Sequence[str]:
    """The names of the FabLabs that issue here, the first one first."""
    return db.session.scalars(select(Site.name).order_by(Site.id)).all()


def awarded_series(slug: str) -> Series:
    """The series that credentials point to, cancelled or not, its texts loaded.

    Raises:
        NotFound: there is none, or nobody has seen it yet.
    """
    awarded = (
        select(Registration.series_id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .distinct()
    )
    found = db.session.scalar(
        with_parts(
            select(Series).where(
                Series.slug == slug, or_(is_public(), Series.id.in_(awarded))
            )
        )
    )
    if found is None:
        raise NotFound(N_("Nothing is awarded under this address."))
    return found


def _holds() -> ColumnElement[bool]:
    """Whether the joined row is a credential whose certificate is valid."""
    return Credential.id.is_not(None) & is_valid()
