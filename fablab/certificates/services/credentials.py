"""Keeping credentials that were signed, and letting go of those nobody wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from fablab.audit.services import record_event
from fablab.certificates.models import Certificate, Credential, StatusEntry
from fablab.certificates.queries.credentials import (
    certificates_to_sign,
    refused_credentials,
)
from fablab.certificates.services.ended import when_ended
from fablab.certificates.services.papers import forget_carrying
from fablab.kernel.db import db

SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class SignedCredential:
    """A credential as it was signed, before anything of it is kept."""

    certificate: str
    credential_id: str
    subject_id: str
    list_number: int
    list_index: int
    key: str
    signed: str
    pdf_sha256: str


def keep_credentials(
    signed: Sequence[SignedCredential], *, now: datetime
) -> list[Credential]:
    """Keep what was signed outside the lock, as far as it is still wanted.

    A certificate that ended meanwhile, has its credential already or whose family
    has changed its mind gets none; nor does one whose place was taken meanwhile.

    Args:
        signed: new ones; `certificate` is the public id.
        now: the aware instant.

    Returns:
        Those that were kept, flushed.
    """
    wanted = {each.public_id: each for each in certificates_to_sign(now=now)}
    taken = _taken({each.list_number for each in signed})
    kept = []
    for each in signed:
        place = (each.list_number, each.list_index)
        certificate = wanted.pop(each.certificate, None)
        if certificate is not None and place not in taken:
            taken.add(place)
            kept.append(_keep(each, certificate, now=now))
    return kept


def renew_signature(
    *, credential: Credential, signed: str, key: str, pdf_sha256: str
) -> None:
    """Put a signature by another key in the place of one that counts no longer."""
    credential.signed, credential.key = signed, key
    credential.pdf_sha256 = pdf_sha256
    forget_carrying(credential.certificate)
    db.session.flush()


def drop_refused_credentials(*, now: datetime) -> int:
    """Delete the credentials that families no longer want, which revokes them.

    The bit stays set for ever, and points to nobody any more.

    Returns:
        How many were deleted.
    """
    refused = refused_credentials(now=now)
    for credential in refused:
        record_event(
            actor=SYSTEM,
            action="credential.dropped",
            subject_kind="certificate",
            subject=credential.certificate.public_id,
            now=now,
        )
        forget_carrying(credential.certificate)
        db.session.delete(credential)
    db.session.flush()
    return len(refused)


@when_ended("credential")
def forget_credential(
    certificate: Certificate, *, forgotten: bool, now: datetime
) -> None:
    """Delete the credential of a pupil who is being erased, which revokes it.

    Of a certificate that was replaced or revoked it stays, and its list says so.
    """
    del now
    if forgotten:
        db.session.execute(
            delete(Credential)
            .where(Credential.certificate_id == certificate.id)
            .execution_options(synchronize_session=False)
        )


def _keep(
    each: SignedCredential, certificate: Certificate, *, now: datetime
) -> Credential:
    credential = Credential(
        certificate=certificate,
        entry=StatusEntry(
            list_number=each.list_number, list_index=each.list_index, made_at=now
        ),
        credential_id=each.credential_id,
        subject_id=each.subject_id,
        key=each.key,
        signed=each.signed,
        pdf_sha256=each.pdf_sha256,
        created_at=now,
    )
    db.session.add(credential)
    db.session.flush()
    record_event(
        actor=SYSTEM,
        action="credential.made",
        subject_kind="certificate",
        subject=certificate.public_id,
        now=now,
    )
    return credential


def _taken(list_numbers: set[int]) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(StatusEntry.list_number, StatusEntry.list_index).where(
            StatusEntry.list_number.in_(list_numbers)
        )
    )
    return {(number, index) for number, index in rows}
