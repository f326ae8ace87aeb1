"""What a signature covers: the statements of a document, in their one fixed order.

RDF Dataset Canonicalization (W3C, 2024; URDNA2015) by pyld. JSON-LD drops in silence
what it does not know, so everything that could be dropped, or read in two ways, is
refused first (JSON-LD 1.1 calls this safe mode).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from pyld import jsonld

from fablab.certificates.credential.contexts import (
    CREDENTIALS,
    OPEN_BADGES,
    load_vocabulary,
)
from fablab.certificates.credential.errors import Flaw, Flawed

CONTEXT: Final = (CREDENTIALS, OPEN_BADGES)
MOST_NAMELESS: Final = 12
"""Objects without an id cost the canonicalisation time; ours have four."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_RELATIVE = "relative:/"
"""What pyld is to put before half an address, so that it can be told from a whole."""
_OPTIONS = {"documentLoader": load_vocabulary, "base": _RELATIVE}


def canonicalise(document: dict[str, Any], *, context: tuple[str, ...]) -> str:
    """The document's statements as canonical N-Quads.

    Args:
        document: as it was parsed, its `@context` included.
        context: the vocabularies that it has to name, in this order.

    Raises:
        Flawed: other vocabularies, or something that no signature would cover.
    """
    if document.get("@context") != list(context):
        raise Flawed(Flaw.WRONG_CONTEXT)
    _check_form({key: document[key] for key in document if key != "@context"})
    processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse)
    try:
        expanded = processor.expand(document, dict(_OPTIONS))
        _check_addresses(expanded)
        quads: str = jsonld.normalize(
            expanded,
            {"algorithm": "URDNA2015", "format": "application/n-quads", **_OPTIONS},
        )
    except jsonld.JsonLdError as error:
        raise Flawed(Flaw.UNDEFINED_TERM) from error
    return quads


def _check_form(document: dict[str, Any]) -> None:
    """Plain terms only, nothing empty, and each thing described in one place."""
    objects = list(_objects(document))
    ids = [str(each["id"]) for each in objects if "id" in each]
    if len(set(ids)) < len(ids):
        raise Flawed(Flaw.DOUBLED_KEY)
    if len(objects) - len(ids) > MOST_NAMELESS:
        raise Flawed(Flaw.TOO_LARGE)
    for each in objects:
        for key, value in each.items():
            values = value if isinstance(value, list) else [value]
            if not _TERM.fullmatch(key) or not values or not all(map(_is_said, values)):
                raise Flawed(Flaw.UNDEFINED_TERM)


def _is_said(value: object) -> bool:
    """Whether it is something, and no nameless node called by name."""
    if isinstance(value, str):
        return not value.startswith("_:") and not re.search("[\ud800-\udfff]", value)
    return value is not None and not isinstance(value, list) and value != {}


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)


def _check_addresses(expanded: object) -> None:
    """What is not a whole address would be left out, or could break out of a line."""
    for each in _objects(expanded):
        types = each.get("@type", [])
        named = [types] if isinstance(types, str) else list(types)
        named += [each["@id"]] if "@id" in each else []
        if not all(map(_is_whole, named)):
            raise Flawed(Flaw.UNDEFINED_TERM)


def _is_whole(address: object) -> bool:
    if not isinstance(address, str) or address.startswith(_RELATIVE):
        return False
    return _IRI.fullmatch(address) is not None


def _refuse(_term: object) -> None:
    raise Flawed(Flaw.UNDEFINED_TERM)
