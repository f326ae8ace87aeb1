"""What the documents promise: settings and commands are in them, records are short."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fablab.cli import fablab

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "fablab" / "config.py"
RECORD_LINES = 25


def document(name: str) -> str:
    file = ROOT / name
    assert file.exists(), f"there is no {name}"
    return file.read_text()


def settings() -> list[str]:
    """Every FABLAB_* variable that config.py reads."""
    code = CONFIG.read_text()
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]*[A-Z])\"", code)
    named = re.findall(r"\"FABLAB_([A-Z_]+)\"", code)
    return sorted({f"FABLAB_{name}" for name in read + named})


def commands(command: click.Command = fablab, words: str = "fablab") -> Iterator[str]:
    """Every command of the command line, as it is typed."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from commands(one, f"{words} {name}")
    else:
        yield words


def test_settings_are_found_at_all() -> None:
    assert {"FABLAB_BASE_URL", "FABLAB_SMTP_HOST", "FABLAB_INSTANCE"} <= set(settings())


def test_every_setting_is_in_the_readme() -> None:
    readme = document("README.md")

    assert [name for name in settings() if f"`{name}`" not in readme] == []


def test_every_command_is_in_the_readme() -> None:
    readme = document("README.md")

    assert [words for words in commands() if words not in readme] == []


def test_the_readme_names_no_setting_that_is_not_read() -> None:
    named = set(re.findall(r"FABLAB_[A-Z_]+[A-Z]", document("README.md")))

    assert sorted(named - set(settings()) - {"FABLAB_TEST_POSTGRES_URL"}) == []


@pytest.mark.parametrize("name", ["CHANGELOG.md", "DECISIONS.md", "LICENSE"])
def test_the_document_is_there(name: str) -> None:
    assert document(name).strip() != ""


def test_decisions_are_numbered_in_their_order_and_short() -> None:
    parts = re.split(r"^## ", document("DECISIONS.md"), flags=re.MULTILINE)[1:]
    records = [part for part in parts if re.match(r"\d", part)]
    numbers = [int(re.match(r"\d+", record)[0]) for record in records]  # type: ignore[index]  # they begin with one

    assert numbers == list(range(1, len(records) + 1))
    assert numbers != []
    too_long = [r.splitlines()[0] for r in records if len(_lines(r)) > RECORD_LINES]
    assert too_long == []


def _lines(record: str) -> list[str]:
    return record.strip().splitlines()


def test_no_document_names_a_package_registry_or_a_folder_of_a_machine() -> None:
    pattern = re.compile(r"pypi\.org|npmjs\.|(?<![\w.])/(?:home|root|Users)/\w")
    files = [*ROOT.glob("*.md"), *ROOT.glob("*.lock"), ROOT / "Makefile"]

    assert [file.name for file in files if pattern.search(file.read_text())] == []
