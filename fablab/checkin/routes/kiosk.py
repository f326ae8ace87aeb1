"""The tablet's app: one page, its service worker and its manifest."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Response, jsonify, render_template, url_for
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.checkin.routes.blueprint import bp
from fablab.config import ROOT
from fablab.web.language import current_language

STATIC: Final = ROOT / "static"
KEPT: Final = (
    "checkin/*",
    "css/kit.css",
    "img/favicon.svg",
    "vendor/fonts/*.woff2",
    "vendor/idb/index.js",
    "vendor/zxing/share.js",
    "vendor/zxing/reader/*",
)


@bp.get("/kiosk/")
@public
def kiosk() -> str:
    """Show the kiosk; its script does the rest, also without a network."""
    return render_template("checkin/kiosk.html")


@bp.get("/kiosk/sw.js")
@public
def service_worker() -> Response:
    """The worker that keeps the kiosk's files; another page or file, another worker."""
    page = render_template("checkin/kiosk.html")
    files = [url_for("static", filename=name) for name in kept_files()]
    files.append(url_for("checkin.manifest"))
    version = hashlib.sha256("\n".join([page, *files]).encode()).hexdigest()[:12]
    script = render_template(
        "checkin/sw.js.jinja",
        version=version,
        page=url_for("checkin.kiosk"),
        files=files,
    )
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/kiosk/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a tablet needs to put the kiosk on its home screen."""
    answer = jsonify(
        name=_("Check-in") + " – Youngster FabLab",
        short_name=_("Check-in"),
        lang=current_language(),
        start_url=url_for("checkin.kiosk"),
        scope=url_for("checkin.kiosk"),
        display="standalone",
        background_color="#fffaf3",
        theme_color="#1d1b3a",
        icons=[
            _icon("favicon.svg", "any", "image/svg+xml"),
            _icon("icon-192.png", "192x192"),
            _icon("icon-512.png", "512x512"),
            _icon("icon-maskable-512.png", "512x512", purpose="maskable"),
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def kept_files() -> tuple[str, ...]:
    """The static files that the kiosk needs without a network, in a fixed order."""
    found = (path for pattern in KEPT for path in sorted(STATIC.glob(pattern)))
    return tuple(_name(path) for path in found if path.is_file())


def _icon(
    name: str, sizes: str, kind: str = "image/png", *, purpose: str = "any"
) -> dict[str, str]:
    source = url_for("static", filename=f"img/{name}")
    return {"src": source, "sizes": sizes, "type": kind, "purpose": purpose}


def _name(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()
