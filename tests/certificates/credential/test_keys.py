from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fablab.certificates.credential.errors import UnknownKey
from fablab.certificates.credential.keys import (
    read_or_create_keys,
    revoke_key,
    rotate_key,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deeper" / "credential.keys"


def test_the_first_use_makes_a_key_that_only_its_owner_reads(file: Path) -> None:
    ring = read_or_create_keys(file, now=NOW)

    assert file.stat().st_mode & 0o777 == 0o600
    assert read_or_create_keys(file, now=LATER).keys == ring.keys
    assert ring.current.created_at == NOW
    assert ring.current.multikey.startswith("z6Mk")
    assert (
        ring.secret.public_key().public_bytes_raw()
        == ring.current.public.public_bytes_raw()
    )


def test_rotating_signs_anew_and_keeps_the_old_public_half_listed(file: Path) -> None:
    old = read_or_create_keys(file, now=NOW).current

    ring = rotate_key(file, now=LATER)

    assert [key.multikey for key in ring.keys][1:] == [old.multikey]
    assert ring.current.multikey != old.multikey
    assert (ring.keys[1].retired_at, ring.keys[1].revoked_at) == (LATER, None)
    assert read_or_create_keys(file, now=LATER).keys == ring.keys


def test_only_the_key_in_use_has_its_secret_in_the_file(file: Path) -> None:
    secret = read_or_create_keys(file, now=NOW).secret.private_bytes_raw().hex()

    rotate_key(file, now=LATER)

    assert secret not in file.read_text()
    assert [each.name for each in file.parent.iterdir() if "new" in each.name] == []


def test_revoking_the_key_in_use_makes_another_and_an_old_one_does_not(
    file: Path,
) -> None:
    first = read_or_create_keys(file, now=NOW).current.multikey

    ring = revoke_key(file, first, now=LATER)
    second = ring.current.multikey
    rotate_key(file, now=LATER)
    again = revoke_key(file, first, now=LATER + timedelta(days=1))

    assert second != first
    assert again.find(first) == ring.find(first)
    assert [key.revoked_at for key in again.keys] == [None, None, LATER]
    third = revoke_key(file, second, now=LATER)
    assert third.current == again.current


def test_a_key_that_is_none_of_ours_cannot_be_revoked(file: Path) -> None:
    read_or_create_keys(file, now=NOW)

    with pytest.raises(UnknownKey, match="There is no such key here"):
        revoke_key(file, "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", now=NOW)
