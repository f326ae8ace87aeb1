"""The two vocabularies that our credentials are written in, word for word.

- `credentials-v2.json`: https://www.w3.org/ns/credentials/v2, part of the W3C
  Recommendation Verifiable Credentials Data Model v2.0 (15 May 2025), under the W3C
  Software and Document License.
- `ob-3.0.3.json`: https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json, part of
  1EdTech Open Badges 3.0, free to use for implementing the specification.

What a signature covers depends on these words, so their SHA-256 are pinned, and
nothing is ever fetched instead of them.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_PINNED = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "ob-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}


class UnknownVocabulary(Exception):
    """A vocabulary is asked for that is none of the two, or not word for word."""


@cache
def vocabulary(address: str) -> dict[str, Any]:
    """The vocabulary of exactly this address.

    Raises:
        UnknownVocabulary: there is none here, or its file was changed.
    """
    if address not in _PINNED:
        raise UnknownVocabulary(address)
    name, sha256 = _PINNED[address]
    data = (Path(__file__).parent / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UnknownVocabulary(f"{name} is not the file that was pinned")
    words: dict[str, Any] = json.loads(data)
    return words


def load_vocabulary(address: str, _options: object = None) -> dict[str, Any]:
    """The same in the form that pyld asks for; never looks anywhere else."""
    return {
        "contextUrl": None,
        "documentUrl": address,
        "contentType": "application/ld+json",
        "document": vocabulary(address),
    }
