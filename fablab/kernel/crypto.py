"""Field encryption: what a thief of the database file must not read.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. The key lies in a file
outside the database; the row's public id and the field's name are bound in as
associated data, so that a sealed value cannot be moved to another row.
"""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The key is another one, or the value was changed or moved."""


class FieldCipher:
    """Seals and unseals single values with the key of this installation."""

    def __init__(self, key: bytes) -> None:
        self._aes = AESGCM(key)

    def seal(self, text: str, *, context: str) -> bytes:
        """Encrypt `text`; only the same `context` (field and row id) opens it again."""
        return self.seal_file(text.encode(), context=context)

    def seal_file(self, data: bytes, *, context: str) -> bytes:
        """Encrypt a file as `seal` does a text."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aes.encrypt(nonce, data, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> str:
        """The text that was sealed with the same context.

        Raises:
            CannotUnseal: wrong key, wrong row, or damaged data.
        """
        return self.unseal_file(sealed, context=context).decode()

    def unseal_file(self, sealed: bytes, *, context: str) -> bytes:
        """The file that was sealed with the same context.

        Raises:
            CannotUnseal: wrong key, wrong row, or damaged data.
        """
        nonce, data = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._aes.decrypt(nonce, data, context.encode())
        except InvalidTag as error:
            raise CannotUnseal(context) from error


def read_or_create_key(file: Path) -> bytes:
    """The 32-byte key in `file`; a new one, readable by its owner only, if missing."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(AESGCM.generate_key(bit_length=256))
    return file.read_bytes()
