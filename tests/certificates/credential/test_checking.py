import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fablab.certificates.credential.checking import Signed, check_credential
from fablab.certificates.credential.document import (
    Achievement,
    credential_document,
    issuer_profile,
)
from fablab.certificates.credential.errors import Flaw, Flawed
from fablab.certificates.credential.keys import IssuerKey, KeyRing
from fablab.certificates.credential.multibase import encode_key
from fablab.certificates.credential.parsing import parse_credential
from fablab.certificates.credential.proof import sign_document

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
BASE = "https://fablab.example"
ISSUER = f"{BASE}/issuer"
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = IssuerKey(multikey=encode_key(SECRET.public_key()), created_at=NOW)
RING = KeyRing(keys=(KEY,), secret=SECRET)
UNSIGNED = credential_document(
    credential_id="urn:uuid:6f0f5e1a-7a4c-4c9e-9d7b-0d6c0c0c2f11",
    subject_id="urn:uuid:1c7a3f60-58a5-4c7b-8f6a-93b1f2a0d9b7",
    issuer=issuer_profile(base_url=BASE, name="FabLab Bielsko-Biała"),
    achievement=Achievement(
        address=f"{BASE}/achievements/laser-cut-lamps",
        language="pl",
        name="Lampa wycięta laserem",
        description="Projekt lampy. Cięcie laserem.",
        criteria="Udział w co najmniej 6 z 8 zajęć.",
    ),
    status_list=f"{BASE}/status/1",
    status_index=94567,
    valid_from=NOW,
)


def signed(document: dict[str, Any] = UNSIGNED, **proof: str) -> dict[str, Any]:
    done = sign_document(
        document, key=SECRET, method=f"{ISSUER}#{KEY.multikey}", created=NOW
    )
    return done | {"proof": done["proof"] | proof}


SIGNED = signed()


def flaw_of(
    document: dict[str, Any], ring: KeyRing = RING, now: datetime = NOW
) -> Flaw:
    with pytest.raises(Flawed) as found:
        check_credential(document, issuer=ISSUER, ring=ring, now=now)
    return found.value.flaw


def test_what_we_signed_says_what_we_wrote() -> None:
    assert check_credential(SIGNED, issuer=ISSUER, ring=RING, now=NOW) == Signed(
        credential_id="urn:uuid:6f0f5e1a-7a4c-4c9e-9d7b-0d6c0c0c2f11",
        issuer="FabLab Bielsko-Biała",
        name="Lampa wycięta laserem",
        language="pl",
        description="Projekt lampy. Cięcie laserem.",
        criteria="Udział w co najmniej 6 z 8 zajęć.",
        valid_from=NOW,
        status_list=1,
        status_index=94567,
    )


def test_a_retired_key_still_counts_and_a_revoked_one_does_not() -> None:
    later = NOW + timedelta(days=1)
    retired = replace(RING, keys=(replace(KEY, retired_at=NOW),))
    revoked = replace(RING, keys=(replace(KEY, revoked_at=later),))

    assert check_credential(SIGNED, issuer=ISSUER, ring=retired, now=later)
    assert check_credential(SIGNED, issuer=ISSUER, ring=revoked, now=NOW)
    assert flaw_of(SIGNED, revoked, later) is Flaw.REVOKED_KEY


def test_a_key_that_is_not_in_our_list_is_somebody_elses() -> None:
    other = Ed25519PrivateKey.generate()
    method = f"{ISSUER}#{encode_key(other.public_key())}"
    forged = sign_document(UNSIGNED, key=other, method=method, created=NOW)

    assert flaw_of(forged) is Flaw.OTHER_KEY
    assert flaw_of(signed(verificationMethod=f"https://evil#{KEY.multikey}")) is (
        Flaw.OTHER_KEY
    )
    assert flaw_of(signed(verificationMethod=ISSUER)) is Flaw.OTHER_KEY


def test_a_forger_who_names_our_key_is_found_out() -> None:
    method = f"{ISSUER}#{KEY.multikey}"
    forged = sign_document(
        UNSIGNED, key=Ed25519PrivateKey.generate(), method=method, created=NOW
    )

    assert flaw_of(forged) is Flaw.CHANGED


@pytest.mark.parametrize(
    "issuer", ["https://evil.example/issuer", {"id": "https://evil"}, None, ["x"]]
)
def test_who_says_that_somebody_else_issued_it_is_taken_at_their_word(
    issuer: object,
) -> None:
    assert flaw_of(SIGNED | {"issuer": issuer}) is Flaw.OTHER_ISSUER


@pytest.mark.parametrize(
    "changed",
    [
        {"credentialStatus": None},
        {"credentialStatus": UNSIGNED["credentialStatus"] | {"statusListIndex": "1"}},
        {"type": ["OpenBadgeCredential", "VerifiableCredential"]},
    ],
)
def test_what_is_signed_and_not_built_as_ours_is_not_guessed_at(
    changed: dict[str, Any],
) -> None:
    document = {k: v for k, v in (UNSIGNED | changed).items() if v is not None}

    assert flaw_of(signed(document)) is Flaw.WRONG_SHAPE


def test_revocation_cannot_be_dodged_by_moving_the_status_elsewhere() -> None:
    moved = deepcopy(SIGNED)
    status = moved["credentialStatus"]
    moved["credentialStatus"] = {"id": status["id"], "type": status["type"]}
    moved["credentialSubject"]["achievement"]["image"] = status

    assert flaw_of(moved) is Flaw.DOUBLED_KEY


def test_one_that_is_to_count_later_does_not_count_yet() -> None:
    assert flaw_of(SIGNED, now=NOW - timedelta(seconds=1)) is Flaw.NOT_YET


def test_each_flaw_has_a_sentence_of_its_own() -> None:
    sentences = {str(Flawed(flaw)) for flaw in Flaw}

    assert len(sentences) == len(Flaw)


def texts(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text of the credential."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from texts(each, (*path, place))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(texts(SIGNED))), st.data())
def test_any_changed_character_of_any_value_is_noticed(
    path: tuple[Any, ...], data: st.DataObject
) -> None:
    document = deepcopy(SIGNED)
    part = document
    for step in path[:-1]:
        part = part[step]
    text = part[path[-1]]
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[place]))
    part[path[-1]] = text[:place] + letter + text[place + 1 :]

    assert flaw_of(document)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(json.dumps(SIGNED)) - 1), st.integers(0, 255))
def test_no_changed_byte_of_the_file_makes_it_say_something_else(
    place: int, byte: int
) -> None:
    data = bytearray(json.dumps(SIGNED).encode())
    data[place] = byte
    try:
        document = parse_credential(bytes(data))
        found = check_credential(document, issuer=ISSUER, ring=RING, now=NOW)
    except Flawed:
        return
    assert found == check_credential(SIGNED, issuer=ISSUER, ring=RING, now=NOW)
    assert document == SIGNED
