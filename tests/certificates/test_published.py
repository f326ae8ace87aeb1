import gzip
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyld import jsonld

from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.contexts import load_vocabulary
from fablab.certificates.credential.keys import revoke_key, rotate_key
from fablab.certificates.credential.proof import check_proof
from fablab.certificates.credential.status import CONTEXT as LIST_CONTEXT
from fablab.certificates.signing import issuer_keys
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_settings
from tests.certificates.factories import AFTERWARDS, make_certificate
from tests.certificates.signed import make_signed
from tests.factories import make_series
from tests.support.pages import Browser

LINKED = {"Accept": "application/ld+json, application/json"}


@pytest.fixture(autouse=True)
def _afterwards(app: Flask, clock_at: Callable[[datetime], None]) -> Iterator[None]:
    del app
    clock_at(AFTERWARDS)
    yield
    current_settings().credential_keys.unlink(missing_ok=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def linked(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(path, headers=LINKED)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    document: dict[str, Any] = json.loads(answer.data)
    return document


def undefined_in(document: dict[str, Any]) -> list[str]:
    """The terms that no vocabulary of the document knows."""
    dropped: list[str] = []
    processor = jsonld.JsonLdProcessor(on_property_dropped=dropped.append)
    processor.expand(document, {"documentLoader": load_vocabulary})
    return dropped


def test_every_key_there_ever_was_is_published_with_its_days(
    client: FlaskClient,
) -> None:
    file = current_settings().credential_keys
    first = issuer_keys(now=AFTERWARDS).current.multikey
    second = rotate_key(file, now=AFTERWARDS).current.multikey
    third = revoke_key(file, second, now=AFTERWARDS).current.multikey
    address, day = "http://localhost/issuer", "2026-09-30T08:00:00Z"

    document = linked(client, "/issuer")

    assert undefined_in(document) == []
    assert (document["id"], document["type"]) == (address, ["Profile"])
    assert [
        {name: key[name] for name in key.keys() - {"type", "controller", "id"}}
        for key in document["verificationMethod"]
    ] == [
        {"publicKeyMultibase": third},
        {"publicKeyMultibase": second, "expires": day, "revoked": day},
        {"publicKeyMultibase": first, "expires": day},
    ]
    assert document["assertionMethod"] == [f"{address}#{third}", f"{address}#{first}"]
    assert "secret" not in json.dumps(document)


def test_people_read_the_same_as_a_page(browser: Browser) -> None:
    first = issuer_keys(now=AFTERWARDS).current.multikey
    rotate_key(current_settings().credential_keys, now=AFTERWARDS)

    page = browser.get("/issuer")

    states = [row.split()[-1] for row in page.texts("tbody td:last-child")]
    assert states == ["use", "counts"]
    assert page.texts("tbody th")[1] == first
    assert "Accept" in page.headers["Vary"]


def test_an_achievement_says_what_it_takes_to_people_and_programs(
    browser: Browser, client: FlaskClient
) -> None:
    series = make_certificate().registration.series
    path = f"/achievements/{series.slug}"

    document, page = linked(client, path), browser.get(path)

    assert undefined_in(document) == []
    assert document["@context"] == list(CONTEXT)
    assert document["id"] == f"http://localhost{path}"
    narrative = document["criteria"]["narrative"]
    assert narrative in page.text("main")
    assert page.text("h1") == document["name"] == "Laser-cut lamps"


def test_an_own_project_is_part_of_what_it_takes_where_a_series_asks_for_one(
    client: FlaskClient,
) -> None:
    series = make_certificate().registration.series
    with unit_of_work():
        series.project_needed = True

    document = linked(client, f"/achievements/{series.slug}")

    assert document["criteria"]["narrative"].endswith("and showed an own project.")


def test_it_stays_when_the_series_is_cancelled_and_a_draft_has_none(
    browser: Browser,
) -> None:
    series = make_certificate().registration.series
    draft = make_series(published_at=None)
    with unit_of_work():
        series.cancelled_at = AFTERWARDS

    assert browser.get(f"/achievements/{series.slug}").status == 200
    assert browser.get(f"/achievements/{draft.slug}").status == 404
    assert browser.get("/achievements/unknown").status == 404


def test_the_status_list_is_signed_and_sets_the_bits_of_what_ended(
    client: FlaskClient,
) -> None:
    certificate, ended = make_signed()
    _, holds = make_signed("Jan")
    with unit_of_work():
        certificate.revoked_at = AFTERWARDS

    document = linked(client, "/status/1")

    check_proof(
        document, key=issuer_keys(now=AFTERWARDS).current.public, context=LIST_CONTEXT
    )
    packed = document["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    found = [
        bits[each.entry.list_index // 8] >> (7 - each.entry.list_index % 8) & 1
        for each in (ended, holds)
    ]
    assert found == [1, 0]
    assert sum(byte.bit_count() for byte in bits) == 1
    assert document["id"] == "http://localhost/status/1"


def test_there_is_a_first_list_from_the_beginning_and_no_second_before_its_time(
    browser: Browser,
) -> None:
    assert browser.get("/status/1").headers["Content-Type"] == "application/vc"
    assert browser.get("/status/2").status == 404


def test_who_knows_the_number_gets_the_credential_if_the_family_wants_one(
    client: FlaskClient,
) -> None:
    certificate, credential = make_signed()
    without = make_certificate()

    answer = client.get(f"/api/v1/credentials/{certificate.code.lower()}")
    refused = client.get(f"/api/v1/credentials/{without.code}")
    unknown = client.get("/api/v1/credentials/unknown")

    assert answer.get_data(as_text=True) == credential.signed
    assert answer.mimetype == "application/vc"
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.get_data() == unknown.get_data()
