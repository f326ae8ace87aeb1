"""Signing and checking: Data Integrity with `eddsa-rdfc-2022`.

W3C Verifiable Credential Data Integrity 1.0, section 4, and Data Integrity EdDSA
Cryptosuites v1.0, section 3.2 (both 15 May 2025).
"""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fablab.certificates.credential.canonical import CONTEXT, canonicalise
from fablab.certificates.credential.errors import Flaw, Flawed
from fablab.certificates.credential.multibase import decode_base58, encode_base58

SUITE: Final = "eddsa-rdfc-2022"
PURPOSE: Final = "assertionMethod"
_ALWAYS = {"type": "DataIntegrityProof", "cryptosuite": SUITE}


def sign_document(
    document: dict[str, Any],
    *,
    key: Ed25519PrivateKey,
    method: str,
    created: datetime,
    context: tuple[str, ...] = CONTEXT,
) -> dict[str, Any]:
    """The document with its proof.

    Args:
        document: without a proof.
        key: signs it.
        method: where the key's public half is found: the issuer's id, `#`, Multikey.
        created: the aware instant of signing.
        context: the vocabularies the document names.

    Raises:
        Flawed: it holds something that no signature would cover.
    """
    proof = {
        **_ALWAYS,
        "created": instant(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    hashes = hash_proof(proof, context) + hash_document(document, context)
    return document | {"proof": proof | {"proofValue": encode_base58(key.sign(hashes))}}


def check_proof(
    document: dict[str, Any],
    *,
    key: Ed25519PublicKey,
    context: tuple[str, ...] = CONTEXT,
) -> None:
    """Make sure that the document is the one that was signed with the key.

    Raises:
        Flawed: it is not, or it cannot be told.
    """
    proof = dict(proof_of(document))
    try:
        signature = decode_base58(proof.pop("proofValue"))
    except ValueError as error:
        raise Flawed(Flaw.CHANGED) from error
    unsigned = {name: document[name] for name in document if name != "proof"}
    hashes = hash_proof(proof, context) + hash_document(unsigned, context)
    try:
        key.verify(signature, hashes)
    except InvalidSignature as error:
        raise Flawed(Flaw.CHANGED) from error


def proof_of(document: dict[str, Any]) -> dict[str, str]:
    """The document's one proof, which is of the kind that we make.

    Raises:
        Flawed: there is none or another one.
    """
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict) or "proofValue" not in proof:
        raise Flawed(Flaw.NO_PROOF)
    if not all(isinstance(value, str) for value in proof.values()):
        raise Flawed(Flaw.WRONG_SHAPE)
    if {name: proof.get(name) for name in _ALWAYS} != _ALWAYS:
        raise Flawed(Flaw.OTHER_SUITE)
    if proof.get("proofPurpose") != PURPOSE:
        raise Flawed(Flaw.WRONG_PURPOSE)
    return proof


def hash_document(document: dict[str, Any], context: tuple[str, ...]) -> bytes:
    """SHA-256 of the document's statements, without its proof."""
    return hashlib.sha256(canonicalise(document, context=context).encode()).digest()


def hash_proof(proof: dict[str, str], context: tuple[str, ...]) -> bytes:
    """SHA-256 of what the proof says of itself, in the document's vocabularies."""
    return hash_document({"@context": list(context)} | proof, context)


def instant(moment: datetime) -> str:
    """The aware instant as `xsd:dateTimeStamp` in UTC: 2026-06-20T12:00:05Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
