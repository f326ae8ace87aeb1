import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

from fablab.certificates.credential import contexts
from fablab.certificates.credential.canonical import CONTEXT, canonicalise
from fablab.certificates.credential.contexts import (
    UnknownVocabulary,
    load_vocabulary,
    vocabulary,
)
from fablab.certificates.credential.errors import Flaw, Flawed
from fablab.certificates.credential.parsing import DEEPEST, MOST_BYTES, parse_credential
from tests.certificates.credential.vector import DOCUMENT


def flaw_of(changed: dict[str, Any]) -> Flaw:
    with pytest.raises(Flawed) as found:
        canonicalise(DOCUMENT | changed, context=CONTEXT)
    return found.value.flaw


@pytest.mark.parametrize(
    "address",
    [
        "https://www.w3.org/2018/credentials/v1",
        "https://www.w3.org/ns/credentials/v2/",
        "http://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "file:///etc/passwd",
        "https://evil.example/context.json",
    ],
)
def test_no_vocabulary_is_loaded_but_the_two_that_lie_here(address: str) -> None:
    with pytest.raises(UnknownVocabulary):
        load_vocabulary(address)


def test_canonicalising_never_touches_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert canonicalise(DOCUMENT, context=CONTEXT).endswith(" .\n")
    with pytest.raises(Flawed):
        canonicalise(
            DOCUMENT | {"@context": ["https://evil.example/context.json"]},
            context=("https://evil.example/context.json",),
        )


def test_a_vocabulary_with_one_changed_byte_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in Path(contexts.__file__).parent.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes() + b" ")
    monkeypatch.setattr(contexts, "__file__", str(tmp_path / "__init__.py"))
    vocabulary.cache_clear()
    try:
        with pytest.raises(UnknownVocabulary, match="not the file that was pinned"):
            vocabulary(contexts.CREDENTIALS)
    finally:
        vocabulary.cache_clear()


@pytest.mark.parametrize(
    "context",
    [
        list(reversed(CONTEXT)),
        [CONTEXT[0]],
        [*CONTEXT, {"extra": "https://evil.example/extra"}],
        CONTEXT[0],
        None,
    ],
)
def test_vocabularies_are_named_in_their_order_and_no_others(context: object) -> None:
    assert flaw_of({"@context": context}) is Flaw.WRONG_CONTEXT


@pytest.mark.parametrize(
    "changed",
    [
        {"madeUp": "no vocabulary knows this"},
        {"schema:name": "an address for a term"},
        {"https://schema.org/name": "an address for a term"},
        {"@graph": [{"id": "urn:x:y"}]},
        {"@included": [{"id": "urn:x:y"}]},
        {"type": ["VerifiableCredential", "NoSuchCredential"]},
        {"id": "relative"},
        {"id": "urn:x> <urn:a> <urn:b> .\n<urn:c"},
        {"id": "_:b0"},
        {"name": None},
        {"name": []},
        {"name": {}},
        {"name": [["nested"]]},
        {"name": "half a character \ud83d"},
        {"credentialSubject": {"@context": {"a": "urn:a"}, "id": "urn:x:y"}},
    ],
)
def test_whatever_no_signature_would_cover_is_refused(changed: dict[str, Any]) -> None:
    assert flaw_of(changed) is Flaw.UNDEFINED_TERM


def test_one_thing_described_in_two_places_is_refused() -> None:
    twice = {"id": DOCUMENT["id"], "type": ["AchievementSubject"]}

    assert flaw_of({"credentialSubject": twice}) is Flaw.DOUBLED_KEY


def test_many_nameless_things_are_refused_before_they_cost_time() -> None:
    many = [{"type": ["Evidence"], "name": "same"} for _ in range(40)]

    assert flaw_of({"evidence": many}) is Flaw.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"{" + b" " * MOST_BYTES + b"}", Flaw.TOO_LARGE),
        (b"", Flaw.NO_JSON),
        (b"[]", Flaw.NO_JSON),
        (b'{"a": NaN}', Flaw.NO_JSON),
        (b'{"a": "\xff"}', Flaw.NO_JSON),
        (b'{"a": 1} trailing', Flaw.NO_JSON),
        (b'{"a": {"b": 1, "b": 2}}', Flaw.DOUBLED_KEY),
        (b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST + b" " * 9, None),
        (b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), Flaw.TOO_DEEP),
        (b'{"a":' + b"[" * 15_000 + b"]" * 15_000 + b"}", Flaw.TOO_DEEP),
    ],
)
def test_only_small_flat_unambiguous_json_is_read(
    data: bytes, flaw: Flaw | None
) -> None:
    if flaw is None:
        assert parse_credential(data)
        return
    with pytest.raises(Flawed) as found:
        parse_credential(data)
    assert found.value.flaw is flaw


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_credential(b'\xef\xbb\xbf{"a": "b"}') == {"a": "b"}
