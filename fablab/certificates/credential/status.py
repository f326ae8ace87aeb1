"""Which credentials are revoked: one bit each, published as a list nobody can read.

Bitstring Status List v1.0 (W3C Recommendation, 15 May 2025). The bits of a list are
published as a whole, so that asking for one tells nobody which one was asked for.
"""

import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from fablab.certificates.credential.contexts import CREDENTIALS
from fablab.certificates.credential.proof import instant

LENGTH: Final = 131_072
"""Bits of a list, the least that the recommendation allows (section 3.2)."""
PURPOSE: Final = "revocation"
CONTEXT: Final = (CREDENTIALS,)
_BITS = 8
_BASE64URL = "u"


def encode_list(revoked: Collection[int]) -> str:
    """The list as multibase text of the compressed bits, the leftmost bit first.

    Equal lists give equal text.

    Args:
        revoked: indices from 0 to `LENGTH` - 1.
    """
    bits = bytearray(LENGTH // _BITS)
    for index in revoked:
        bits[index // _BITS] |= 0b1000_0000 >> index % _BITS
    packed = urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0))
    return _BASE64URL + packed.decode().rstrip("=")


def is_revoked(encoded: str, index: int) -> bool:
    """Whether the bit of the index is set in a list that we encoded."""
    packed = encoded.removeprefix(_BASE64URL)
    bits = gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return bool(bits[index // _BITS] & 0b1000_0000 >> index % _BITS)


def list_document(
    *,
    address: str,
    issuer: str,
    revoked: Collection[int],
    valid_from: datetime,
) -> dict[str, Any]:
    """The list as a credential that is yet to be signed.

    Args:
        address: where it is published.
        issuer: the id of who issues the credentials that point to it.
        revoked: the indices whose bit is set.
        valid_from: since when the list reads so.
    """
    return {
        "@context": list(CONTEXT),
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(valid_from),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode_list(revoked),
        },
    }
