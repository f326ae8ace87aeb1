"""Whether a credential that somebody shows us is one of ours, and unchanged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.errors import Flaw, Flawed
from fablab.certificates.credential.keys import KeyRing
from fablab.certificates.credential.proof import check_proof, proof_of
from fablab.certificates.credential.status import LENGTH

_TYPES = ["VerifiableCredential", "OpenBadgeCredential"]


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What a credential of ours says; `status_list` is the list's number."""

    credential_id: str
    issuer: str
    name: str
    language: str
    description: str
    criteria: str
    valid_from: datetime
    status_list: int
    status_index: int


def check_credential(
    document: dict[str, Any], *, issuer: str, ring: KeyRing, now: datetime
) -> Signed:
    """What the credential says, if a key of ours signed exactly that.

    Whether it was revoked is not looked at: that stands in the list it points to.

    Args:
        document: as it was parsed.
        issuer: our own address.
        ring: our keys.
        now: the aware instant.

    Raises:
        Flawed: it is not ours, was changed, or does not count for another reason.
    """
    if document.get("@context") != list(CONTEXT):
        raise Flawed(Flaw.WRONG_CONTEXT)
    proof = proof_of(document)
    if _issuer_of(document) != issuer:
        raise Flawed(Flaw.OTHER_ISSUER)
    owner, _, multikey = str(proof.get("verificationMethod")).partition("#")
    key = ring.find(multikey) if owner == issuer else None
    if key is None:
        raise Flawed(Flaw.OTHER_KEY)
    if key.revoked_at is not None and key.revoked_at <= now:
        raise Flawed(Flaw.REVOKED_KEY)
    check_proof(document, key=key.public)
    signed = _read(document)
    if signed.valid_from > now:
        raise Flawed(Flaw.NOT_YET)
    return signed


def _issuer_of(document: dict[str, Any]) -> object:
    profile = document.get("issuer")
    return profile.get("id") if isinstance(profile, dict) else profile


def _read(document: dict[str, Any]) -> Signed:
    """What it says; it is signed, so that it is as we build them, or was once."""
    try:
        achievement = document["credentialSubject"]["achievement"]
        status = document["credentialStatus"]
        address, _, index = status["id"].partition("#")
        entry = status["statusListIndex"], status["statusListCredential"]
        number = int(address.rpartition("/")[2])
        if (index, address) != entry or document["type"] != _TYPES:
            raise Flawed(Flaw.WRONG_SHAPE)
        if not 0 <= int(index) < LENGTH:
            raise Flawed(Flaw.WRONG_SHAPE)
        return Signed(
            credential_id=document["id"],
            issuer=document["issuer"]["name"],
            name=document["name"],
            language=achievement["inLanguage"],
            description=achievement["description"],
            criteria=achievement["criteria"]["narrative"],
            valid_from=datetime.fromisoformat(document["validFrom"]),
            status_list=number,
            status_index=int(index),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Flawed(Flaw.WRONG_SHAPE) from error
