"""Reading JSON that a stranger wrote: small, flat, and to be read in one way only."""

import json
from typing import Any, Final

from fablab.certificates.credential.errors import Flaw, Flawed

MOST_BYTES: Final = 32 * 1024
DEEPEST: Final = 12


def parse_credential(data: bytes) -> dict[str, Any]:
    """The object that the JSON text holds.

    Raises:
        Flawed: too large, no JSON in UTF-8, a key twice, nested too deeply.
    """
    if len(data) > MOST_BYTES:
        raise Flawed(Flaw.TOO_LARGE)
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_doubles,
            parse_constant=_refuse,
        )
    except RecursionError as error:
        raise Flawed(Flaw.TOO_DEEP) from error
    except ValueError as error:
        raise Flawed(Flaw.NO_JSON) from error
    if not isinstance(document, dict):
        raise Flawed(Flaw.NO_JSON)
    if _depth(document) > DEEPEST:
        raise Flawed(Flaw.TOO_DEEP)
    return document


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Flawed(Flaw.DOUBLED_KEY)
    return found


def _refuse(constant: str) -> None:
    """JSON knows neither NaN nor infinity, though Python's reader does."""
    raise ValueError(constant)


def _depth(document: dict[str, Any]) -> int:
    """How many objects and lists lie within each other, counted level by level."""
    level: list[Any] = [document]
    depth = 0
    while level:
        depth += 1
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
    return depth
