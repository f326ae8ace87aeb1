"""Binary values as text: base58btc, and Ed25519 keys written with it.

Multibase and Multikey as in W3C Controlled Identifiers v1.0, sections 2.2.2 and 2.4;
the alphabet is that of Bitcoin.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE58BTC = "z"
_ED25519 = b"\xed\x01"
_KEY_BYTES = 32
_MOST_LETTERS = 200


def encode_base58(data: bytes) -> str:
    """Multibase text of the bytes: `z` and base58btc."""
    number, letters = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[digit] + letters
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _BASE58BTC + _ALPHABET[0] * zeros + letters


def decode_base58(text: str) -> bytes:
    """The bytes in a multibase text.

    Raises:
        ValueError: it is not base58btc, or too long to be a key or a signature.
    """
    letters = text.removeprefix(_BASE58BTC)
    if letters == text or len(text) > _MOST_LETTERS or not set(letters) <= set(_VALUES):
        raise ValueError("no base58btc")
    number = 0
    for letter in letters:
        number = number * len(_ALPHABET) + _VALUES[letter]
    zeros = len(letters) - len(letters.lstrip(_ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def encode_key(key: Ed25519PublicKey) -> str:
    """The public key as a Multikey: `z6Mk…`."""
    return encode_base58(_ED25519 + key.public_bytes_raw())


def decode_key(multikey: str) -> Ed25519PublicKey:
    """The public key that a Multikey names.

    Raises:
        ValueError: it is no Ed25519 Multikey.
    """
    data = decode_base58(multikey)
    raw = data.removeprefix(_ED25519)
    if raw == data or len(raw) != _KEY_BYTES:
        raise ValueError("no Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw)
