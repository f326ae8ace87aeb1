"""Keys that stand for somebody in a file, the same in every file of this installation.

HMAC-SHA256 (RFC 2104) of the row's public id: whoever lacks the secret can neither find
the person nor make the key of another one.
"""

import hashlib
import hmac
from enum import StrEnum

from fablab.kernel.codes import ALPHABET

LENGTH = 10


class KeyOf(StrEnum):
    """Whom a key stands for; bound into it, so that keys of two kinds never meet."""

    PUPIL = "teacher report: pupil"
    OBSERVER = "teacher report: observer"


def pseudonym(kind: KeyOf, public_id: str, *, secret: str) -> str:
    """The key of this pupil or observer: 10 characters, 44 bits."""
    message = f"{kind}\n{public_id}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _position in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
