"""What our credential says: what was achieved, never by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.keys import IssuerKey
from fablab.certificates.credential.proof import instant
from fablab.certificates.credential.status import PURPOSE

ENTRECOMP: Final = "https://doi.org/10.2791/593884"
"""EntreComp: The Entrepreneurship Competence Framework (European Commission, 2016)."""
COMPETENCES: Final = ("EntreComp: Creativity", "EntreComp: Taking the initiative")


_SECURITY: Final = "https://w3id.org/security#"
_DATE: Final = "http://www.w3.org/2001/XMLSchema#dateTime"
KEY_WORDS: Final = {
    "Multikey": f"{_SECURITY}Multikey",
    "verificationMethod": {"@id": f"{_SECURITY}verificationMethod", "@type": "@id"},
    "assertionMethod": {"@id": f"{_SECURITY}assertionMethod", "@type": "@id"},
    "controller": {"@id": f"{_SECURITY}controller", "@type": "@id"},
    "publicKeyMultibase": {
        "@id": f"{_SECURITY}publicKeyMultibase",
        "@type": f"{_SECURITY}multibase",
    },
    "expires": {"@id": f"{_SECURITY}expiration", "@type": _DATE},
    "revoked": {"@id": f"{_SECURITY}revoked", "@type": _DATE},
}
"""What W3C Controlled Identifiers v1.0 calls keys and what they are for."""


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What a series is awarded for, in the language of the certificate."""

    address: str
    language: str
    name: str
    description: str
    criteria: str


def issuer_profile(*, base_url: str, name: str) -> dict[str, Any]:
    """The issuer as it stands in every credential."""
    return {
        "id": f"{base_url}/issuer",
        "type": ["Profile"],
        "name": name,
        "url": base_url,
    }


def issuer_document(
    *, base_url: str, name: str, keys: Sequence[IssuerKey]
) -> dict[str, Any]:
    """The issuer as published at its own address, with every key that ever signed.

    A key `expires` when another one took its place, which ends no signature, and
    is `revoked` when it does.
    """
    profile = issuer_profile(base_url=base_url, name=name)
    return {
        "@context": [*CONTEXT, KEY_WORDS],
        **profile,
        "verificationMethod": [_method(key, profile["id"]) for key in keys],
        "assertionMethod": [
            f"{profile['id']}#{key.multikey}" for key in keys if not key.revoked_at
        ],
    }


def _method(key: IssuerKey, issuer: str) -> dict[str, str]:
    ended = {"expires": key.retired_at, "revoked": key.revoked_at}
    return {
        "id": f"{issuer}#{key.multikey}",
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": key.multikey,
    } | {name: instant(moment) for name, moment in ended.items() if moment}


def credential_document(
    *,
    credential_id: str,
    subject_id: str,
    issuer: dict[str, Any],
    achievement: Achievement,
    status_list: str,
    status_index: int,
    valid_from: datetime,
) -> dict[str, Any]:
    """An Open Badges 3.0 credential that is yet to be signed.

    No `awardedDate`: the vocabulary 3.0.3 gives it a type that it does not define.

    Args:
        credential_id: a random `urn:uuid:`.
        subject_id: another one, made for this credential alone, so that two of one
            pupil cannot be told to belong together.
        issuer: of `issuer_profile`.
        achievement: what was achieved.
        status_list: where the list is published that says whether it is revoked.
        status_index: its place in the list, drawn at random.
        valid_from: the aware instant of issuing the certificate.
    """
    return {
        "@context": list(CONTEXT),
        "id": credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": issuer,
        "validFrom": instant(valid_from),
        "name": achievement.name,
        "credentialSubject": {
            "id": subject_id,
            "type": ["AchievementSubject"],
            "achievement": achievement_document(achievement),
        },
        "credentialStatus": {
            "id": f"{status_list}#{status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(status_index),
            "statusListCredential": status_list,
        },
    }


def achievement_document(achievement: Achievement) -> dict[str, Any]:
    """What was achieved, as it stands in the credential and at its own address."""
    return {
        "id": achievement.address,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "inLanguage": achievement.language,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
        "alignment": [
            {"type": ["Alignment"], "targetName": name, "targetUrl": ENTRECOMP}
            for name in COMPETENCES
        ],
    }
