import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fablab.cli import fablab


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABLAB_INSTANCE", str(tmp_path))
    assert run("init").exit_code == 0


def run(*words: str) -> Result:
    return CliRunner().invoke(fablab, list(words))


def keys(*words: str) -> Sequence[dict[str, str | None]]:
    found: Sequence[dict[str, str | None]] = json.loads(
        run("key", *words, "--json").stdout
    )
    return found


def test_initialising_makes_the_first_key() -> None:
    (key,) = keys("list")

    assert str(key["key"]).startswith("z6Mk")
    assert (key["retired_at"], key["revoked_at"]) == (None, None)


def test_rotating_puts_a_new_key_first_and_keeps_the_old_one() -> None:
    (old,) = keys("list")

    new, kept = keys("rotate")

    assert (kept["key"], kept["revoked_at"]) == (old["key"], None)
    assert kept["retired_at"] is not None
    assert keys("list") == [new, kept]
    lines = run("key", "list").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["in", "replaced"]


def test_revoking_is_said_and_a_new_key_takes_over() -> None:
    (old,) = keys("list")

    answer = run("key", "revoke", str(old["key"]))

    assert "Signed anew: 0." in answer.stderr
    assert [line.split()[1] for line in answer.stdout.splitlines()] == ["in", "revoked"]


def test_a_key_that_is_none_of_ours_is_refused_in_words() -> None:
    answer = run("key", "revoke", "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")

    assert answer.exit_code == 1
    assert str(answer.exception) == (
        "There is no such key here. `fablab key list` shows all."
    )
