"""What a browser sends and keeps: the token of its drafts, and what was typed."""

import re

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from fablab.registrations.services.drafts import DRAFT_LASTS
from fablab.web.current import current_settings

FIELD = re.compile(r"[a-z_]{1,40}(-[0-9]-[a-z_]{1,40}(-(day|month|year))?)?", re.ASCII)
MOST_FIELDS = 150
LONGEST_VALUE = 2000
NOT_KEPT = frozenset({"csrf_token", "submission_key", "press"})

Typed = list[tuple[str, str]]


def draft_token() -> str:
    """The token that finds this browser's drafts, empty if it has none."""
    return request.cookies.get(_cookie(), "")


def keep_token(response: Response, token: str) -> None:
    """Let the browser keep the token as long as the draft is kept."""
    response.set_cookie(
        _cookie(),
        token,
        max_age=DRAFT_LASTS,
        secure=current_settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def sent_fields() -> MultiDict[str, str]:
    """What was sent, as far as a form of ours could have: the rest is let go.

    Names are those of our boxes, of at most ten blocks; what is too long even for a
    friendly refusal is cut.
    """
    pairs = [
        (name, value[:LONGEST_VALUE])
        for name, value in request.form.items(multi=True)
        if FIELD.fullmatch(name)
    ]
    return MultiDict(pairs[:MOST_FIELDS])


def typed_of(fields: MultiDict[str, str]) -> Typed:
    """What of it is worth keeping."""
    return [
        (name, value)
        for name, value in fields.items(multi=True)
        if name not in NOT_KEPT
    ]


def pressed() -> tuple[str, str]:
    """Which button it was and what it is about: ("remove", "children-1")."""
    act, _, subject = request.form.get("press", "").partition(" ")
    return act, subject


def without_block(typed: Typed, block: str) -> Typed:
    """What was typed but for one block; those after it move up when they are shown."""
    return [(name, value) for name, value in typed if not name.startswith(f"{block}-")]


def _cookie() -> str:
    return "__Host-draft" if current_settings().is_https else "draft"
