"""The list of guards that `make mutants` switches off fits the code."""

import ast
from pathlib import Path

import pytest

from tests.mutants.guards import GUARDS, ROOT, Guard

ASKED_FOR = {
    "age limit",
    "deadline",
    "overlap",
    "lock",
    "single use",
    "expiry",
    "purpose of a link",
    "latest answer",
    "conflict",
    "second guardian's data",
    "group all-or-none",
    "queue order",
    "offer deadline",
    "idempotency key",
    "school share",
}


def test_every_guard_that_children_rely_on_is_on_the_list() -> None:
    assert {guard.name for guard in GUARDS} >= ASKED_FOR


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_names_a_line_and_a_test_that_are_there(guard: Guard) -> None:
    changed = guard.switched_off(ROOT)

    if guard.file.endswith(".py"):
        ast.parse(changed)
    file, name = guard.test.split("::")
    assert name in defined_in(ROOT / file)


def defined_in(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
