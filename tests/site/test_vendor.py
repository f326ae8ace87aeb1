"""What others wrote and we ship: listed, unchanged, and from nowhere in particular."""

import hashlib
import json
import re
from pathlib import Path
from typing import TypedDict

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
TOOLING = {
    ".npmrc",
    "package-lock.json",
    "package.json",
    "vendor.json",
    "vendor.mjs",
}


class Package(TypedDict):
    name: str
    version: str
    licence: str
    files: dict[str, str]


def listed_packages() -> list[Package]:
    packages: list[Package] = json.loads((VENDOR / "vendor.json").read_text())[
        "packages"
    ]
    return packages


def vendored_files() -> set[str]:
    return {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and "node_modules" not in path.parts
    }


def test_every_vendored_file_is_listed_and_every_listed_file_is_there() -> None:
    listed = {file for package in listed_packages() for file in package["files"]}

    assert vendored_files() == listed | TOOLING


def test_every_vendored_file_is_the_one_that_was_listed() -> None:
    sums = {
        file: sha256
        for package in listed_packages()
        for file, sha256 in package["files"].items()
    }

    assert sums == {
        file: hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() for file in sums
    }


def test_every_package_names_its_licence_and_has_the_version_asked_for() -> None:
    asked = json.loads((VENDOR / "package.json").read_text())["dependencies"]

    assert {p["name"]: p["version"] for p in listed_packages()} == asked
    assert [p["name"] for p in listed_packages() if not p["licence"]] == []


def test_the_lock_file_holds_sums_and_no_registry() -> None:
    lock = json.loads((VENDOR / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, e in packages.items() if "integrity" not in e] == []
    assert re.findall(r"https?://\S*(?:registry|npm)\S*", json.dumps(lock)) == []
