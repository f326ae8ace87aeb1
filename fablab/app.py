"""The composition root: builds the app from settings, extensions and features."""

import functools
import importlib
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, render_template, request
from flask_migrate import Migrate
from flask_smorest import Api
from flask_wtf import CSRFProtect
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from fablab.accounts.access import lock_by_default, public
from fablab.accounts.limits import limiter
from fablab.certificates.pades import check_seal
from fablab.config import ROOT, Settings
from fablab.kernel.crypto import FieldCipher, read_or_create_key
from fablab.kernel.db import db, set_up_engine
from fablab.mail.health import check_outbox
from fablab.web.compression import compress_public_answers
from fablab.web.current import Installation, install
from fablab.web.headers import set_headers
from fablab.web.health import add_checks, live, ready
from fablab.web.icons import icon
from fablab.web.language import set_up_languages
from fablab.web.logs import log_requests
from fablab.web.mishaps import set_up_errors
from fablab.web.static import serve_static
from fablab.web.styleguide import styleguide_context
from fablab.web.telephones import set_up_telephones
from fablab.web.times import set_up_times

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "Youngster FabLab"
MEGABYTE = 1024 * 1024

PAGES = (
    "series",
    "accounts",
    "registrations",
    "checkin",
    "assessments",
    "certificates",
    "reports",
    "family",
    "staff",
    "privacy",
)
MORE_PAGES = ("assessments.routes.rubrics",)
"""Pages of a feature that have an address of their own."""

APIS = ("series", "checkin", "assessments", "certificates")

csrf = CSRFProtect()


def create_app(settings: Settings) -> Flask:
    """Build the app for these settings."""
    app = Flask(
        "fablab",
        instance_path=str(settings.instance),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.config.from_mapping(_configuration(settings))
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    key = read_or_create_key(settings.instance / "field.key")
    install(app, Installation(settings=settings, cipher=FieldCipher(key)))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    _add_extensions(app, settings)
    _add_features(app)
    set_up_errors(app)
    _add_globals(app, settings)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_https else "session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_PARTS": 200,
        "API_TITLE": NAME,
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
        "BABEL_DEFAULT_LOCALE": settings.default_language,
    }


def _engine_options(database_url: str) -> dict[str, Any]:
    silent = {"hide_parameters": True}  # a failed statement is logged, without names
    if make_url(database_url).get_backend_name() != "sqlite":
        return {"pool_pre_ping": True, **silent}
    try:
        return {"module": importlib.import_module("pysqlite3.dbapi2"), **silent}
    except ImportError:
        return {**silent}


def _add_extensions(app: Flask, settings: Settings) -> None:
    compress_public_answers(app)
    log_requests(app)
    app.before_request(_refuse_nul)
    db.init_app(app)
    with app.app_context():
        set_up_engine(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    csrf.init_app(app)
    set_up_languages(app)
    set_up_times(app)
    set_up_telephones(app)
    lock_by_default(app)
    limiter.init_app(app)
    set_headers(app, is_https=settings.is_https)
    serve_static(app, ROOT / "static")
    _open_to_all(app, "static")


def _add_features(app: Flask) -> None:
    for feature in PAGES:
        app.register_blueprint(importlib.import_module(f"fablab.{feature}.routes").bp)
    for pages in MORE_PAGES:
        app.register_blueprint(importlib.import_module(f"fablab.{pages}").bp)
    api = Api(app)
    for feature in APIS:
        blueprint = importlib.import_module(f"fablab.{feature}.api").bp
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint)
    _open_to_all(app, "api-docs.openapi_json")
    add_checks(app, check_outbox, check_seal)
    app.add_url_rule("/live", "live", public(live))
    app.add_url_rule("/ready", "ready", public(ready))
    app.add_url_rule("/styleguide", "styleguide", public(_styleguide))


def _open_to_all(app: Flask, endpoint: str) -> None:
    """Declare a library's view public: bound methods hold no attributes themselves."""
    view: Callable[..., Any] = app.view_functions[endpoint]
    opened: Callable[..., Any] = functools.partial(view)
    functools.update_wrapper(opened, view)
    app.view_functions[endpoint] = public(opened)


def _add_globals(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(icon=icon, site_name=NAME, is_demo=settings.demo)


def _styleguide() -> str:
    return render_template("web/styleguide.html", **styleguide_context())


def _refuse_nul() -> None:
    """Stop addresses that no honest browser sends before any feature sees them."""
    values = [request.path, *request.args.keys(), *request.args.values()]
    if any("\x00" in value for value in values):
        abort(400)
