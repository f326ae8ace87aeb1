"""The keys that sign credentials: one file outside the database, one key in use.

Whoever has the file can sign in our name, so that only its owner may read it. Keys
that are no longer in use lose their secret half and stay listed: what they signed
keeps counting, until they are revoked.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from filelock import FileLock

from fablab.certificates.credential.errors import UnknownKey
from fablab.certificates.credential.multibase import decode_key, encode_key

_MOMENTS = ("created_at", "retired_at", "revoked_at")


@dataclass(frozen=True, kw_only=True)
class IssuerKey:
    """The public half of one key as a Multikey, and when it was what."""

    multikey: str
    created_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def public(self) -> Ed25519PublicKey:
        """What signatures are checked with."""
        return decode_key(self.multikey)


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """Every key there ever was, the newest first, and the secret half of that one."""

    keys: tuple[IssuerKey, ...]
    secret: Ed25519PrivateKey

    @property
    def current(self) -> IssuerKey:
        """The key in use."""
        return self.keys[0]

    def find(self, multikey: str) -> IssuerKey | None:
        """The key of that name, if it is ours."""
        return next((key for key in self.keys if key.multikey == multikey), None)


def read_or_create_keys(file: Path, *, now: datetime) -> KeyRing:
    """The keys in the file; with a first one, made now, if there is none yet."""
    if not file.exists():
        with _alone(file):
            if not file.exists():
                _write(file, _with_new_key((), now=now))
    return _read(file)


def rotate_key(file: Path, *, now: datetime) -> KeyRing:
    """Sign with a new key from now on; what the old one signed keeps counting."""
    with _alone(file):
        ring = _with_new_key(_keys_in(file), now=now)
        _write(file, ring)
    return ring


def revoke_key(file: Path, multikey: str, *, now: datetime) -> KeyRing:
    """Let nothing count any more that the key signed; a new one follows if need be.

    A key that was revoked before stays revoked since then.

    Raises:
        UnknownKey: it is none of ours.
    """
    with _alone(file):
        ring = _read(file)
        key = ring.find(multikey)
        if key is None:
            raise UnknownKey
        revoked = replace(key, revoked_at=key.revoked_at or now)
        keys = tuple(revoked if each is key else each for each in ring.keys)
        ring = (
            _with_new_key(keys, now=now)
            if key is ring.current
            else replace(ring, keys=keys)
        )
        _write(file, ring)
    return ring


def _with_new_key(old: Sequence[IssuerKey], *, now: datetime) -> KeyRing:
    secret = Ed25519PrivateKey.generate()
    new = IssuerKey(multikey=encode_key(secret.public_key()), created_at=now)
    retired = (replace(key, retired_at=key.retired_at or now) for key in old)
    return KeyRing(keys=(new, *retired), secret=secret)


def _keys_in(file: Path) -> tuple[IssuerKey, ...]:
    return _read(file).keys if file.exists() else ()


def _read(file: Path) -> KeyRing:
    stored = json.loads(file.read_text())
    secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored["secret"]))
    return KeyRing(keys=tuple(map(_key, stored["keys"])), secret=secret)


def _key(stored: dict[str, Any]) -> IssuerKey:
    moments = {
        name: datetime.fromisoformat(stored[name]) for name in _MOMENTS if stored[name]
    }
    return IssuerKey(multikey=stored["multikey"], **moments)


def _write(file: Path, ring: KeyRing) -> None:
    """Replace the file at once, so that nobody ever reads half of it."""
    stored = {
        "secret": ring.secret.private_bytes_raw().hex(),
        "keys": [asdict(key) for key in ring.keys],
    }
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as target:
        json.dump(stored, target, default=datetime.isoformat, indent=1)
        target.flush()
        os.fsync(target.fileno())
    new.replace(file)


def _alone(file: Path) -> FileLock:
    file.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(f"{file}.lock", timeout=10)
