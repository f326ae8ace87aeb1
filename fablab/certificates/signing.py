"""Signing credentials: worded in the certificate's language, outside the lock.

What is asked of the database is read first, then signed, and only then kept; what
has changed meanwhile is not kept. Call none of it in a unit of work.
"""

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_babel import force_locale

from fablab.certificates.credential.document import (
    credential_document,
    issuer_profile,
)
from fablab.certificates.credential.keys import (
    KeyRing,
    read_or_create_keys,
    revoke_key,
)
from fablab.certificates.credential.proof import sign_document
from fablab.certificates.credential.status import LENGTH
from fablab.certificates.models import Certificate
from fablab.certificates.papers import DrawnPaper, draw_paper
from fablab.certificates.queries.credentials import (
    certificates_to_sign,
    credentials_signed_with,
    free_places,
)
from fablab.certificates.services import (
    SignedCredential,
    keep_credentials,
    renew_signature,
)
from fablab.certificates.snapshot import read_snapshot
from fablab.certificates.wording import achievement_of
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_settings

FILE = "credential.json"


def issuer_keys(*, now: datetime) -> KeyRing:
    """The installation's keys; the first one is made when it is needed."""
    return read_or_create_keys(current_settings().credential_keys, now=now)


def issuer_address() -> str:
    """Where everybody finds who we are and which keys are ours."""
    return current_settings().url("/issuer")


def sign_as_issuer(
    document: dict[str, Any], *, now: datetime, **options: tuple[str, ...]
) -> dict[str, Any]:
    """The document, signed with the key in use."""
    ring = issuer_keys(now=now)
    method = f"{issuer_address()}#{ring.current.multikey}"
    return sign_document(
        document, key=ring.secret, method=method, created=now, **options
    )


def sign_wanted_credentials(
    *, now: datetime, pupil_ids: Collection[int] | None = None
) -> int:
    """Make the credentials that families want and do not have yet.

    Args:
        now: the aware instant.
        pupil_ids: only those of these pupils.

    Returns:
        How many were made.
    """
    certificates = certificates_to_sign(now=now, pupil_ids=pupil_ids)
    if not certificates:
        return 0
    places = free_places()
    taken = set(places.taken)
    signed, papers = [], {}
    for certificate in certificates:
        index = _draw_place(taken)
        taken.add(index)
        new, paper = _sign_new(certificate, places.list_number, index, now=now)
        signed.append(new)
        papers[new.certificate] = paper
    with unit_of_work():
        kept = keep_credentials(signed, now=now)
        for credential in kept:
            certificate = credential.certificate
            papers[certificate.public_id].keep(certificate, now=now)
    return len(kept)


def revoke_issuer_key(multikey: str, *, now: datetime) -> int:
    """Revoke a key, and sign anew what it had signed and still holds.

    Returns:
        How many credentials were signed anew; families download them again.

    Raises:
        UnknownKey: it is none of ours.
    """
    ring = revoke_key(current_settings().credential_keys, multikey, now=now)
    return _sign_anew(ring, now=now)


def _sign_anew(ring: KeyRing, *, now: datetime) -> int:
    revoked = [key.multikey for key in ring.keys if key.revoked_at]
    renewed = []
    for credential in credentials_signed_with(revoked):
        document = json.loads(credential.signed)
        del document["proof"]
        text = _text(sign_as_issuer(document, now=now))
        paper = _draw(credential.certificate, text, now=now)
        renewed.append((credential.id, text, paper))
    with unit_of_work():
        current = {each.id: each for each in credentials_signed_with(revoked)}
        for number, text, paper in renewed:
            if number in current:
                renew_signature(
                    credential=current[number],
                    signed=text,
                    key=ring.current.multikey,
                    pdf_sha256=paper.sha256,
                )
                paper.keep(current[number].certificate, now=now)
    return len(renewed)


def _sign_new(
    certificate: Certificate, list_number: int, index: int, *, now: datetime
) -> tuple[SignedCredential, DrawnPaper]:
    settings, facts = current_settings(), read_snapshot(certificate.snapshot)
    credential_id, subject_id = uuid4().urn, uuid4().urn
    with force_locale(facts.language):
        achievement = achievement_of(certificate)
    document = credential_document(
        credential_id=credential_id,
        subject_id=subject_id,
        issuer=issuer_profile(base_url=settings.base_url, name=facts.site),
        achievement=achievement,
        status_list=settings.url(f"/status/{list_number}"),
        status_index=index,
        valid_from=certificate.issued_at,
    )
    text = _text(sign_as_issuer(document, now=now))
    paper = _draw(certificate, text, now=now)
    new = SignedCredential(
        certificate=certificate.public_id,
        credential_id=credential_id,
        subject_id=subject_id,
        list_number=list_number,
        list_index=index,
        key=issuer_keys(now=now).current.multikey,
        signed=text,
        pdf_sha256=paper.sha256,
    )
    return new, paper


def _draw(certificate: Certificate, credential: str, *, now: datetime) -> DrawnPaper:
    return draw_paper(certificate, {FILE: credential.encode()}, now=now)


def _draw_place(taken: Collection[int]) -> int:
    """A free place of the list; at most half of them are taken."""
    while (index := secrets.randbelow(LENGTH)) in taken:
        pass
    return index


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
