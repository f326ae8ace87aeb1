"""Refusals and mishaps as pages and as problem JSON (RFC 9457)."""

from datetime import date, datetime
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, SecurityError

from fablab.kernel.errors import N_, Busy, DomainError, SeveralReasons
from fablab.web.times import day, moment

_log = structlog.get_logger("fablab.errors")
_API = "/api/"
_MESSAGES = {
    400: N_("The browser sent something that we cannot read. Go back and try again."),
    403: N_("This page is not for this account."),
    404: N_("We looked everywhere, but there is no such page."),
    405: N_("This page cannot be used in that way. Go back and try again."),
    410: N_("This page is no longer there."),
    413: N_("That is more than we can take in at once. Send less, or smaller files."),
    429: N_("Too many attempts in a short time. Please wait a few minutes."),
    500: N_("Something broke on our side, not on yours. We have been told."),
}
RETRY_SECONDS = 3


def worded(error: DomainError) -> str:
    """The refusal's sentence in the visitor's language; of several, all of them."""
    if isinstance(error, SeveralReasons):
        return " ".join(worded(reason) for reason in error.reasons)
    values = {
        name: gettext(value) if name.endswith("_label") else _as_read(value)
        for name, value in error.values.items()
        if isinstance(value, str) or not name.endswith("_label")
    }
    return str(gettext(error.message, **values))


def _as_read(value: object) -> object:
    """A date or a time in words; a time is read in the zone that it was given in."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def set_up_errors(app: Flask) -> None:
    """Answer every refusal and every mishap with a sentence."""
    app.register_error_handler(DomainError, _refuse)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _apologise)


def problem(status: int, detail: str, **members: object) -> Response:
    """Problem JSON for the API."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = jsonify(body | members)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _answer(status: int, message: str) -> Response:
    if request.path.startswith(_API):
        return problem(status, message)
    page = render_template("error.html", message=message, status=status)
    return Response(page, status)


def _refuse(error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 -- what Flask calls it with
    response = _answer(error.status, worded(error))
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _explain(error: Exception) -> Response | HTTPException:
    assert isinstance(error, HTTPException)  # noqa: S101 -- what Flask calls it with
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error
    if isinstance(error, SecurityError):
        return Response("Bad request: unknown host.", 400, mimetype="text/plain")
    status = error.code or 500
    message = gettext(_MESSAGES.get(status, _MESSAGES[400]))
    response = _answer(status, message)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _apologise(error: Exception) -> Response:
    _log.exception("unexpected", exc_info=error, request_id=g.get("request_id"))
    return _answer(500, gettext(_MESSAGES[500]))
