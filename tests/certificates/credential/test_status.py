import gzip
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fablab.certificates.credential.canonical import canonicalise
from fablab.certificates.credential.status import (
    CONTEXT,
    LENGTH,
    encode_list,
    is_revoked,
    list_document,
)


@given(st.sets(st.integers(0, LENGTH - 1), max_size=30))
def test_exactly_the_revoked_bits_are_set(revoked: set[int]) -> None:
    encoded = encode_list(revoked)

    assert all(is_revoked(encoded, index) for index in revoked)
    beside = {index + 1 for index in revoked if index + 1 < LENGTH} - revoked
    assert not any(is_revoked(encoded, index) for index in beside)


def test_an_empty_list_is_short_and_long_enough_to_hide_in() -> None:
    encoded = encode_list([])

    assert len(encoded) < 80
    assert len(unpacked(encoded)) * 8 == 131_072


@pytest.mark.parametrize(
    ("index", "byte", "value"), [(0, 0, 128), (7, 0, 1), (8, 1, 128), (94567, 11820, 1)]
)
def test_the_leftmost_bit_is_the_first(index: int, byte: int, value: int) -> None:
    assert unpacked(encode_list([index]))[byte] == value


def test_the_list_says_nothing_that_its_vocabulary_does_not_know() -> None:
    document = list_document(
        address="https://fablab.example/status/1",
        issuer="https://fablab.example/issuer",
        revoked=[5],
        valid_from=datetime(2026, 11, 28, tzinfo=UTC),
    )

    assert "encodedList" in canonicalise(document, context=CONTEXT)


def unpacked(encoded: str) -> bytes:
    assert encoded.startswith("u")
    assert "=" not in encoded
    packed = encoded[1:]
    return gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
