"""Templates and static files: they compile, have a home, and keep to our own rules."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from fablab.config import LANGUAGES

ROOT = Path(__file__).parents[2]
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
FEATURES = {path.parent.name for path in ROOT.glob("fablab/*/__init__.py")}
LOOK = {"components"}
SHARED = {"css", "img", "vendor"}
NAMESPACES = {"www.w3.org"}

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def pages() -> list[Path]:
    """Templates that a browser is sent: letters are under no policy of ours."""
    return sorted(path for path in TEMPLATES.rglob("*.html"))


def own_files() -> list[Path]:
    """All templates, and what we wrote ourselves of the static files: no pictures."""
    static = (
        path
        for path in STATIC.rglob("*")
        if "vendor" not in path.parts and path.is_file() and path.suffix != ".png"
    )
    return sorted([*(p for p in TEMPLATES.rglob("*") if p.is_file()), *static])


def found(pattern: str, files: list[Path]) -> list[str]:
    """`file:line: text` of every match."""
    return [hit for path in files for hit in _matches(re.compile(pattern), path)]


def _matches(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    text = re.sub(r"\{#.*?#\}", _blank, path.read_text(), flags=re.DOTALL)
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield f"{path.relative_to(ROOT)}:{line}: {match[0].strip()[:80]}"


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


@on_sqlite
def test_every_template_compiles(app: Flask) -> None:
    names = app.jinja_env.list_templates()

    assert len(names) >= len(pages())
    for name in names:
        app.jinja_env.get_template(name)


def test_every_folder_of_templates_is_a_feature_or_holds_macros() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}

    assert sorted(folders - FEATURES - LOOK) == []


def test_every_folder_of_static_files_is_a_feature_or_shared() -> None:
    folders = {path.name for path in STATIC.iterdir() if path.is_dir()}

    assert sorted(folders - FEATURES - SHARED) == []


def test_no_template_holds_what_the_policy_blocks() -> None:
    inline = r"""<[^<>]*\s(style|on[a-z]+)\s*=\s*["']|<style\b|javascript:"""
    script = r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)"

    assert found(inline, pages()) == []
    assert found(script, pages()) == []


def test_nothing_of_ours_names_a_foreign_host() -> None:
    hosts = "|".join(re.escape(host) for host in NAMESPACES)

    assert found(rf"https?://(?!{hosts})[\w.-]+", own_files()) == []


def test_pages_compose_and_only_macros_draw_fields() -> None:
    composed = [
        path
        for path in pages()
        if "{% extends" in path.read_text() and not path.name.startswith("kiosk")
    ]
    choice = "hidden|radio|checkbox"

    pattern = rf"<(input(?![^>]*type=.({choice}))|select|textarea)\b[^>]*"
    assert found(pattern, composed) == []


def test_every_template_is_used() -> None:
    sources = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.*"))
    code = "\n".join(path.read_text() for path in (ROOT / "fablab").rglob("*.py"))
    names = [path.relative_to(TEMPLATES).as_posix() for path in pages()]
    named = [name for name in names if Path(name).stem not in LANGUAGES]

    assert [name for name in named if f'"{name}"' not in sources + code] == []
