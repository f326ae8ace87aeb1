"""Codes that people read, and links that open once.

The alphabet has no vowels (no accidental words), no Y and Z (safe on QWERTZ
keyboards) and no look-alikes. The check character is Luhn modulo 22: it finds every
single mistyped character and nearly every swap of neighbours (Luhn 1960, generalised
to base n).
"""

import hashlib
import re
import secrets

ALPHABET = "346789BCDFGHJKLMNPQRTW"
CARD_PREFIX = "FL"
PAPER_PREFIX = "PF"
PAPER_LENGTH = 16
GROUP_LENGTH = 8
CERTIFICATE_LENGTH = 25

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def check_character(text: str) -> str:
    """The Luhn-mod-22 check character for `text`, which is in the alphabet."""
    total = 0
    for position, letter in enumerate(reversed(text)):
        value = _VALUES[letter] * (2 if position % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def random_code(length: int) -> str:
    """`length` random characters of the alphabet, 4.46 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_public_id() -> str:
    """A name for a row that may show outside: 20 characters, 89 random bits."""
    return random_code(20)


def new_card_code() -> str:
    """A card's code: `FL`, 13 random characters and their check character."""
    body = random_code(13)
    return f"{CARD_PREFIX}{body}{check_character(body)}"


def new_paper_code() -> str:
    """A printed form's code: `PF`, 13 random characters and their check character."""
    body = random_code(PAPER_LENGTH - len(PAPER_PREFIX) - 1)
    return f"{PAPER_PREFIX}{body}{check_character(body)}"


def is_paper_code(text: str) -> bool:
    """Whether a tidy text is well formed as a printed form's code."""
    is_known = len(text) == PAPER_LENGTH and set(text) <= _VALUES.keys()
    body = text.removeprefix(PAPER_PREFIX)
    return is_known and body != text and check_character(body[:-1]) == body[-1]


def new_certificate_code() -> str:
    """A certificate's number: 24 random characters and their check character."""
    body = random_code(CERTIFICATE_LENGTH - 1)
    return f"{body}{check_character(body)}"


def new_kiosk_code() -> str:
    """What a person types to enrol a tablet: 8 characters, valid for minutes."""
    return random_code(8)


def new_group_code() -> str:
    """What friends tell each other to get places together: 8 characters."""
    return random_code(GROUP_LENGTH)


def tidy(text: str) -> str:
    """What somebody typed or scanned, without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\-–—]+", "", text).upper()


def is_certificate_code(text: str) -> bool:
    """Whether a tidy text is well formed as a certificate's number."""
    is_known = len(text) == CERTIFICATE_LENGTH and set(text) <= _VALUES.keys()
    return is_known and check_character(text[:-1]) == text[-1]


def grouped(code: str, size: int) -> str:
    """The code in groups of `size`, as it is printed and read aloud."""
    return " ".join(code[i : i + size] for i in range(0, len(code), size))


def new_token() -> str:
    """A secret for a link or a device: 256 random bits, safe in URLs."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """SHA-256 of a random secret in hex: what is stored in its place.

    Anything has a hash, even half a character that JSON can name but UTF-8 cannot.
    """
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
