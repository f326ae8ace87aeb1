"""An independent implementation agrees with ours, offline, in both directions.

openbadgeslib checks the proof with its own vendored vocabularies, that the JSON is
just what the proof covers, the types, the window of validity, and the bits and the
proof of the status list. It takes the key from us: it does not know `/issuer`.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from openbadgeslib import baking
from openbadgeslib.ob3.ldp import (
    OB3LdpVerifier,
    add_data_integrity_proof,
    verify_data_integrity_proof,
)
from openbadgeslib.ob3.status import (
    check_credential_status,
    decode_encoded_list,
    set_indices,
)
from openbadgeslib.ob3.status_list import encode_bitstring
from openbadgeslib.ob3.verifier import OB3VerificationError

from fablab.certificates.credential.baking import bake_png, bake_svg
from fablab.certificates.credential.checking import check_credential
from fablab.certificates.credential.proof import sign_document
from fablab.certificates.credential.reading import read_credential
from fablab.certificates.credential.status import (
    CONTEXT,
    encode_list,
    is_revoked,
    list_document,
)
from tests.certificates.credential.test_baking import SVG, png
from tests.certificates.credential.test_checking import (
    BASE,
    ISSUER,
    KEY,
    NOW,
    RING,
    SECRET,
    SIGNED,
    UNSIGNED,
)

PUBLIC_PEM = KEY.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
SECRET_PEM = SECRET.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
METHOD = f"{ISSUER}#{KEY.multikey}"


def status_list(*revoked: int) -> dict[str, Any]:
    document = list_document(
        address=f"{BASE}/status/1",
        issuer=ISSUER,
        revoked=revoked,
        valid_from=NOW,
    )
    return sign_document(
        document, key=SECRET, method=METHOD, created=NOW, context=CONTEXT
    )


def test_what_we_sign_verifies_there() -> None:
    credential = OB3LdpVerifier(PUBLIC_PEM).verify(json.dumps(SIGNED))

    assert credential.issuer.id == ISSUER
    assert credential.achievement.name == "Lampa wycięta laserem"


def test_what_was_tampered_with_is_refused_there_too() -> None:
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(PUBLIC_PEM).verify(SIGNED | {"name": "Something else"})


def test_our_status_list_is_read_and_its_signature_checked_there() -> None:
    credential = OB3LdpVerifier(PUBLIC_PEM).verify(SIGNED)
    held, revoked = status_list(1, 94566, 94568), status_list(94567)

    check_credential_status(credential, lambda _: json.dumps(held).encode())
    with pytest.raises(OB3VerificationError, match="is set at index 94567"):
        check_credential_status(credential, lambda _: json.dumps(revoked).encode())
    verify_data_integrity_proof(held, PUBLIC_PEM)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(held | {"validFrom": "2020-01-01"}, PUBLIC_PEM)


def test_what_is_signed_there_verifies_here() -> None:
    document = add_data_integrity_proof(
        UNSIGNED, SECRET_PEM, METHOD, created=datetime(2026, 6, 20, 12, tzinfo=UTC)
    )

    assert check_credential(document, issuer=ISSUER, ring=RING, now=NOW)
    assert document == SIGNED
    verify_data_integrity_proof(SIGNED, PUBLIC_PEM)


def test_pictures_baked_here_are_read_there_and_the_other_way_round() -> None:
    text = json.dumps(SIGNED)
    key, svg = baking.ITXT_KEYWORD_OB3, bake_svg(SVG, text).encode()

    assert baking.extract_png(bake_png(png(), text), keyword=key) == text
    assert read_credential(baking.bake_png(png(), text, keyword=key)) == text.encode()
    found = baking.extract_svg(svg, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    assert json.loads(found or "") == SIGNED
    theirs = baking.bake_svg(
        SVG.encode(),
        text,
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=True,
    )
    assert read_credential(theirs) == text.encode()


def test_the_bits_of_a_list_are_the_same_in_both() -> None:
    bits = [0, 9, 94567]

    assert set_indices(decode_encoded_list(encode_list(bits))) == set(bits)
    for bit in bits:
        assert is_revoked(encode_bitstring(bits), bit)
    assert not is_revoked(encode_bitstring(bits), 10)
