"""Which language a visitor reads, and how to offer the others."""

from urllib.parse import quote, urlencode

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale

from fablab.config import LANGUAGES
from fablab.web.current import current_settings

_WITHOUT_COOKIES = "/api/"
_A_YEAR = 365 * 24 * 3600


def set_up_languages(app: Flask) -> None:
    """Let flask-babel speak the visitor's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        __file__.removesuffix("language.py") + "translations"
    )
    Babel(app, locale_selector=choose_language)
    app.after_request(_remember_choice)
    app.jinja_env.globals.update(
        languages=list(LANGUAGES.items()), language_url=language_url
    )
    app.context_processor(lambda: {"language": current_language()})


def choose_language() -> str:
    """`?lang`, then the account's, the cookie's, the browser's, the installation's."""
    if not has_request_context():
        return current_settings().default_language
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    for known in (g.get("account_language"), request.cookies.get(cookie_name())):
        if known in LANGUAGES:
            return str(known)
    accepted = request.accept_languages.best_match(list(LANGUAGES))
    return accepted or current_settings().default_language


def current_language() -> str:
    """The code of the language that this answer is written in."""
    locale = get_locale()
    return locale.language if locale else current_settings().default_language


def cookie_name() -> str:
    """The cookie that keeps a choice; bound to the host where the site is https."""
    return "__Host-language" if current_settings().is_https else "language"


def language_url(code: str) -> str:
    r"""The address of this page in another language, its other parameters kept.

    The path is quoted: browsers take the backslash of `/\host` for another slash.
    """
    others = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    path = quote(f"/{request.path.lstrip('/')}")
    return f"{path}?{urlencode([*others, ('lang', code)])}"


def _remember_choice(response: Response) -> Response:
    asked = request.args.get("lang", "")
    changed = asked in LANGUAGES and request.cookies.get(cookie_name()) != asked
    if changed and not request.path.startswith(_WITHOUT_COOKIES):
        response.set_cookie(
            cookie_name(),
            asked,
            max_age=_A_YEAR,
            secure=current_settings().is_https,
            httponly=True,
            samesite="Lax",
        )
    response.vary.update(["Accept-Language", "Cookie"])
    response.headers["Content-Language"] = current_language()
    return response
