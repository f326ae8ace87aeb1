"""What every address for tablets shares: who asks, and how a body is read."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Request, Response, g, request
from flask_babel import gettext as _
from flask_smorest import Blueprint, abort
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk, live_kiosk
from fablab.checkin.schemas import BatchSchema, ProblemSchema, ResultsSchema
from fablab.kernel import clock
from fablab.web.mishaps import problem

MOST_EVENTS: Final = 500
"""In one batch."""
ACTS_BY: Final = "X-Staff-Pass"
"""The header that carries a staff member's pass."""

PROBLEM: Final = "application/problem+json"

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

    def batches(self, view: View) -> View:
        """Let the view take a batch, and answer each item or refuse the whole."""
        for status in (503, 422, 413, 401):
            refuse = self.alt_response(
                status, schema=ProblemSchema, content_type=PROBLEM
            )
            view = refuse(view)
        answered: View = self.response(200, ResultsSchema)(view)
        taken: View = self.arguments(BatchSchema)(answered)
        return taken


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


def read_items(items: Sequence[object], schema: Schema) -> list[Any]:
    """What the schema makes of each item of a batch; None where it cannot be read."""
    return [_read(item, schema) for item in items]


def _read(item: object, schema: Schema) -> object | None:
    try:
        read: object = schema.load(item)  # type: ignore[arg-type]  # it checks that
    except (ValidationError, ValueError, OverflowError):
        return None
    return read


def results_of(
    items: Sequence[object], answers: Sequence[tuple[ScanOutcome, str]]
) -> dict[str, object]:
    """The body that answers a batch: for each item its own id, outcome and message."""
    results = []
    for item, (outcome, message) in zip(items, answers, strict=True):
        named = item.get("id") if isinstance(item, dict) else None
        known = named if isinstance(named, str) else None
        results.append({"id": known, "outcome": outcome, "message": message})
    return {"results": results}
