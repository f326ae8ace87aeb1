"""`tests/RULES.md` names the test of every rule that we took over from others."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(
    r"^\| (?P<rule>[A-Z]*\d+[a-z]?) \| .+? \| (?P<held>.+) \|$", re.MULTILINE
)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
DOES_NOT_APPLY = "does not apply: "
NUMBERED = [str(number) for number in (*range(1, 38), *range(45, 74), *range(92, 111))]
LEVELS = ["111", "112", "113", "114", "G7", "G8", "G9"]
CERTIFICATES = ["115", "116", "117", "118", "119", "120", "121", "G10"]
FAILURES = ["T1", "T2", "T6", "T7", "T8", "T19", "T22"]


def rows() -> dict[str, str]:
    found = ROW.findall((ROOT / "tests" / "RULES.md").read_text())
    assert len(dict(found)) == len(found), "a rule stands there twice"
    return dict(found)


def test_every_rule_is_on_the_list() -> None:
    missing = [
        rule
        for rule in NUMBERED + LEVELS + CERTIFICATES + FAILURES
        if rule not in rows()
    ]
    assert missing == []


@pytest.mark.parametrize("rule", rows(), ids=str)
def test_a_rule_has_its_test_or_the_reason_for_none(rule: str) -> None:
    held = rows()[rule]
    tests = TEST.findall(held)

    assert tests or held.startswith(DOES_NOT_APPLY)
    for file, name in tests:
        assert name in named_tests(ROOT / file)


def named_tests(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
