"""Every letter, in every language, from no more than its templates say they need."""

import re
from typing import Any

import pytest

from fablab.config import LANGUAGES, ROOT
from fablab.mail.rendering import render_letter
from fablab.web.current import current_settings

FOLDER = ROOT / "templates" / "mail"
LETTERS = sorted(
    file.stem
    for file in FOLDER.glob("*.txt")
    if file.with_suffix(".mjml").exists() and not file.stem.startswith("layout")
)
NEEDS = re.compile(r"\{# Needs ([^.]+)\.")
NUMBERS = {"minutes", "hours", "days", "count"}
ADDRESS = re.compile(r"http://localhost(/[\w/-]+)")

pytestmark = pytest.mark.usefixtures("app")


def _context(name: str, ending: str) -> dict[str, Any]:
    needs = NEEDS.search((FOLDER / f"{name}{ending}").read_text())
    assert needs, f"{name}{ending} does not say what it needs"
    return dict(_value(word.strip()) for word in needs.group(1).split(","))


def _value(word: str) -> tuple[str, Any]:
    if word.endswith("_url"):
        return f"{word.removesuffix('_url')}_path", f"/{word}"
    if word.endswith("_at"):
        return word, "2026-10-03T10:00:00+02:00"
    return word, 2 if word in NUMBERS else f"«{word} & Łęcka»"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_text_and_picture_say_the_same(name: str, language: str) -> None:
    context = _context(name, ".txt")
    assert _context(name, ".mjml") == context

    letter = render_letter(
        name, context=context, language=language, settings=current_settings()
    )

    assert 5 < len(letter.subject) < 120
    assert "&amp;" not in letter.subject + letter.text
    assert "& Łęcka»" in letter.text
    assert "<mj-" not in letter.html
    assert "&amp; Łęcka»" in letter.html
    assert set(ADDRESS.findall(letter.html)) == set(ADDRESS.findall(letter.text))


def test_there_are_letters() -> None:
    assert "sign_in_link" in LETTERS
