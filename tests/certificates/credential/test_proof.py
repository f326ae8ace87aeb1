from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.errors import Flaw, Flawed
from fablab.certificates.credential.multibase import (
    decode_base58,
    decode_key,
    encode_base58,
    encode_key,
)
from fablab.certificates.credential.proof import (
    check_proof,
    hash_document,
    hash_proof,
    sign_document,
)
from tests.certificates.credential.vector import (
    DOCUMENT,
    DOCUMENT_HASH,
    METHOD,
    MULTIKEY,
    PROOF_HASH,
    PROOF_VALUE,
    PUBLIC,
    SEED,
)

CREATED = datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))


def signed() -> dict[str, Any]:
    return sign_document(DOCUMENT, key=KEY, method=METHOD, created=CREATED)


def flaw_of(document: dict[str, Any]) -> Flaw:
    with pytest.raises(Flawed) as found:
        check_proof(document, key=KEY.public_key())
    return found.value.flaw


def test_the_official_vector_comes_out_byte_by_byte() -> None:
    document = signed()
    proof = {name: document["proof"][name] for name in document["proof"]}

    assert proof.pop("proofValue") == PROOF_VALUE
    assert hash_document(DOCUMENT, CONTEXT).hex() == DOCUMENT_HASH
    assert hash_proof(proof, CONTEXT).hex() == PROOF_HASH
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }


def test_the_official_key_is_written_and_read_as_multikey() -> None:
    assert encode_key(KEY.public_key()) == MULTIKEY
    assert decode_key(MULTIKEY).public_bytes_raw().hex() == PUBLIC


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\x01", b"\xff" * 64])
def test_base58_gives_back_what_it_was_given(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == data


@pytest.mark.parametrize("text", ["", "6Mk", "z0OIl", "uAAAA", "z" + "1" * 300])
def test_what_is_no_base58_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no base58btc"):
        decode_base58(text)


@pytest.mark.parametrize("text", ["z6Mk", "z" + MULTIKEY[2:], encode_base58(b"\xed")])
def test_what_is_no_ed25519_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no Ed25519 key"):
        decode_key(text)


def test_what_was_signed_is_found_unchanged_in_a_list_of_one_proof_too() -> None:
    document = signed()

    check_proof(document, key=KEY.public_key())
    check_proof(document | {"proof": [document["proof"]]}, key=KEY.public_key())


def test_every_text_of_the_document_is_covered() -> None:
    for path in (
        ("validFrom",),
        ("name",),
        ("issuer", "name"),
        ("credentialSubject", "id"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "achievement", "criteria", "narrative"),
    ):
        document = deepcopy(signed())
        part = document
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] += "1"
        assert flaw_of(document) is Flaw.CHANGED, path


def test_another_key_a_cut_signature_and_a_later_date_do_not_fit() -> None:
    document, proof = signed(), signed()["proof"]
    other = Ed25519PrivateKey.generate().public_key()

    with pytest.raises(Flawed):
        check_proof(document, key=other)
    for changed in (
        {"proofValue": PROOF_VALUE[:-1]},
        {"proofValue": "no base58"},
        {"created": "2011-01-01T19:23:24Z"},
    ):
        assert flaw_of(document | {"proof": proof | changed}) is Flaw.CHANGED


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"proofPurpose": "authentication"}, Flaw.WRONG_PURPOSE),
        ({"cryptosuite": "eddsa-jcs-2022"}, Flaw.OTHER_SUITE),
        ({"type": "Ed25519Signature2020"}, Flaw.OTHER_SUITE),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, Flaw.WRONG_SHAPE),
        ({"made_up": "unknown"}, Flaw.UNDEFINED_TERM),
    ],
)
def test_a_proof_of_another_kind_is_named(
    changed: dict[str, object], flaw: Flaw
) -> None:
    document = signed()

    assert flaw_of(document | {"proof": document["proof"] | changed}) is flaw


@pytest.mark.parametrize("proof", [None, [], [1, 2], "z", {"type": "x"}])
def test_no_proof_is_no_proof(proof: object) -> None:
    assert flaw_of(DOCUMENT | {"proof": proof}) is Flaw.NO_PROOF
