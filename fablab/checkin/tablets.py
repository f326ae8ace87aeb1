"""What every address for tablets shares: who asks, and how a body is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Request, Response, g, request
from flask_babel import gettext as _
from flask_smorest import Blueprint, abort
from webargs.flaskparser import FlaskParser

from fablab.checkin.queries.kiosks import KnownKiosk, live_kiosk
from fablab.kernel import clock
from fablab.web.mishaps import problem

MOST_EVENTS: Final = 500
"""In one batch."""
ACTS_BY: Final = "X-Staff-Pass"
"""The header that carries a staff member's pass."""

View = TypeVar("View", bound=Callable[..., Any])


class EnvelopeParser(FlaskParser):
    """Answers 422 to whatever cannot be read as JSON."""

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401 -- any JSON
        try:
            return super()._raw_load_json(req)
        except (ValueError, RecursionError):
            return abort(422)


class KioskBlueprint(Blueprint):
    """A blueprint that parses bodies as the contract wants it."""

    ARGUMENTS_PARSER = EnvelopeParser()


def kiosk_only(view: View) -> View:
    """Let in whoever carries the token of a live kiosk; all others get a 401."""

    @wraps(view)
    def check(*args: object, **kwargs: object) -> object:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            g.kiosk = live_kiosk(token.strip(), now=clock.now())
            if g.kiosk is not None:
                return view(*args, **kwargs)
        return _unknown_kiosk()

    return check  # type: ignore[return-value]  # wraps keeps the shape


def _unknown_kiosk() -> Response:
    answer = problem(401, _("This tablet is not set up, or was signed out."))
    answer.headers["WWW-Authenticate"] = 'Bearer realm="kiosk"'
    return answer


def current_kiosk() -> KnownKiosk:
    """The tablet that asks; for views that `kiosk_only` guards."""
    kiosk = g.kiosk
    assert isinstance(kiosk, KnownKiosk)  # noqa: S101 -- what kiosk_only found
    return kiosk
