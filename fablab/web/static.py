"""Static files under a name that changes with them, so browsers may keep them.

The prefix is a hash of the whole static tree; relative imports of ES modules inherit
it, so no bundler is needed. An old prefix still finds the current file, uncached.
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

A_YEAR = 365 * 24 * 3600


def tree_version(folder: Path) -> str:
    """Ten hex digits that change when any file below `folder` does."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def serve_static(app: Flask, folder: Path) -> None:
    """Serve `folder` at `/s/<version>/…`; `url_for('static', filename=…)` knows it."""
    current = tree_version(folder)

    def static(version: str, filename: str) -> Response:
        response = send_from_directory(folder, filename, conditional=True)
        response.headers["Cache-Control"] = (
            f"public, max-age={A_YEAR}, immutable" if version == current else "no-cache"
        )
        return response

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    app.add_url_rule("/s/<version>/<path:filename>", "static", static)
    app.url_default_functions.setdefault(None, []).append(add_version)
