import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from fablab.certificates.models import Certificate
from fablab.certificates.snapshot import same_name
from fablab.kernel.codes import new_certificate_code
from fablab.kernel.db import db, unit_of_work
from tests.certificates.factories import AFTERWARDS, make_certificate
from tests.factories import make_pupil
from tests.support.pages import Browser, Page

UNKNOWN = new_certificate_code()


def end(certificate: Certificate, **values: object) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(certificate, name, value)


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def facts_on(page: Page) -> dict[str, str]:
    return dict(zip(page.texts(".verdict dt"), page.texts(".verdict dd"), strict=True))


def test_a_valid_number_shows_what_was_certified(browser: Browser) -> None:
    certificate = make_certificate(make_pupil("Łucja", "Żółć"))

    page = browser.get(f"/verify/{certificate.code}")

    assert page.status == 200
    assert page.text(".verdict h2") == "This certificate is valid"
    assert facts_on(page) == {
        "Certificate number": " ".join(re.findall(".{5}", certificate.code)),
        "Initials of the pupil": "Ł. Ż.",
        "Workshop series": "Laser-cut lamps",
        "Topic": "Laser cutting",
        "What was done": "Drew a lampCut it with the laser",
        "Dates": "5–26 Sept 2026",
        "Hours": "8",
        "Meetings attended": "4 of 4",
        "Issued by": "FabLab bielsko-biala, Bielsko-Biała",
        "Issued on": "Wednesday, 30 September 2026",
    }


def test_no_page_gives_away_more_than_initials(browser: Browser) -> None:
    certificate = make_certificate(make_pupil("Łucja", "Żółć"))

    for path in ("/verify/", "/api/v1/certificates/"):
        answer = browser.get(f"{path}{certificate.code}").data.decode()
        for secret in ("ucja", "ółć", "2014", "Ana Novak", "Ewa Lis"):
            assert secret not in answer


def test_replaced_and_revoked_ones_say_so_and_since_when(browser: Browser) -> None:
    certificate = make_certificate()

    end(certificate, replaced_at=AFTERWARDS)
    page = browser.get(f"/verify/{certificate.code}")
    assert page.text(".verdict h2") == "This certificate was replaced by a newer one"
    assert page.text(".verdict header p") == (
        "It ended on Wednesday, 30 September 2026. "
        "Ask for the newer one: only that counts."
    )

    end(
        certificate,
        replaced_at=None,
        revoked_at=AFTERWARDS + timedelta(hours=15),
        revoke_reason="Wrong person",
    )
    page = browser.get(f"/verify/{certificate.code}")
    assert page.text(".verdict h2") == "This certificate was revoked"
    assert "Thursday, 1 October 2026" in page.text(".verdict header p")
    assert "Wrong person" not in page.data.decode()
    assert facts_on(page)["Initials of the pupil"] == "M. N."


@pytest.mark.usefixtures("app")
def test_an_unknown_number_and_a_mistyped_one_are_told_apart(browser: Browser) -> None:
    page = browser.get(f"/verify/{UNKNOWN}")
    assert page.status == 200
    assert page.text(".verdict h2") == "We do not know this number"
    assert page.text(".verdict header p").startswith("No certificate with this number")

    mistyped = UNKNOWN[:-1] + ("3" if UNKNOWN[-1] != "3" else "4")
    page = browser.get(f"/verify/{mistyped}")
    assert page.text(".verdict h2") == "We do not know this number"
    assert "just be mistyped" in page.text(".verdict header p")


@pytest.mark.parametrize(
    "typed", ["---", "x", "Ż", "'; --", "9" * 500, "%F0%9F%A6%8A", "%ff", "None"]
)
def test_whatever_is_typed_gets_an_answer(browser: Browser, typed: str) -> None:
    for path in ("/verify/", "/api/v1/certificates/"):
        answer = browser.get(f"{path}{typed}")
        assert answer.status == 200
        assert b"know this number" in answer.data or b'"unknown"' in answer.data


def test_pages_of_all_states_are_of_one_kind(browser: Browser) -> None:
    certificate = make_certificate()
    valid = browser.get(f"/verify/{certificate.code}")
    end(certificate, revoked_at=AFTERWARDS)
    revoked = browser.get(f"/verify/{certificate.code}")
    unknown = browser.get(f"/verify/{UNKNOWN}")

    lengths = [len(page.data) for page in (valid, revoked, unknown)]
    assert max(lengths) < 2 * min(lengths)
    assert {page.headers["X-Robots-Tag"] for page in (valid, revoked, unknown)} == {
        "noindex"
    }
    assert {page.status for page in (valid, revoked, unknown)} == {200}


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        " {1} ",
        "{2}",
        "https://fablab.example.org/verify/{0}",
        "https://fablab.example.org/verify/{0}/",
    ],
)
def test_the_number_may_be_typed_in_many_ways(browser: Browser, shape: str) -> None:
    code = make_certificate().code
    grouped = " ".join(re.findall(".{5}", code))
    typed = shape.format(code, grouped.lower(), grouped.replace(" ", "-"))

    page = browser.get("/verify")
    answer = browser.submit(page, code=typed)

    assert page.headers["X-Robots-Tag"] == "noindex"
    assert (answer.status, answer.location) == (303, f"/verify/{code}")
    page = browser.get(f"/verify/{grouped.lower().replace(' ', '%20')}")
    assert page.text(".verdict h2") == "This certificate is valid"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("typed", ["", "  ", " - / "])
def test_an_empty_number_is_asked_for_again(browser: Browser, typed: str) -> None:
    page = browser.submit(browser.get("/verify"), code=typed)

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Type the number that stands on the certificate"
    ]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Łucja Żółć-Święcicka", "Yes: this name stands on the certificate."),
        ("  łucja   ŻÓŁĆ–święcicka", "Yes: this name stands on the certificate."),
        ("Łucja", "No: another name stands on the certificate."),
        ("Lucja Zolc-Swiecicka", "No: another name stands on the certificate."),
    ],
)
def test_the_name_is_compared_but_never_shown(
    browser: Browser, typed: str, answer: str
) -> None:
    certificate = make_certificate(make_pupil("Łucja", "Żółć-Święcicka"))

    page = browser.submit(browser.get(f"/verify/{certificate.code}"), name=typed)

    assert page.status == 200
    assert page.text("#name-check .notice").startswith(answer)
    assert page.value("[name=name]") == typed.strip()


def test_no_name_typed_is_refused_in_words(browser: Browser) -> None:
    certificate = make_certificate()

    page = browser.submit(browser.get(f"/verify/{certificate.code}"), name=" ")

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Type the name that stands on the certificate"
    ]


def test_names_are_the_same_whatever_apostrophe_and_composition() -> None:
    assert same_name("Мар\u2019яна Щербак", "мар'яна  щербак")
    assert same_name("Zoe\u0308 Weiß", "ZOË WEISS")
    assert not same_name("Мар’яна Щербак", "Маряна Щербак")
    assert not same_name("", "a")


def read(browser: Browser, code: str) -> dict[str, Any]:
    page = browser.get(f"/api/v1/certificates/{code}")
    assert page.status == 200
    found: dict[str, Any] = json.loads(page.data)
    return found


def test_the_api_says_the_same_as_the_page(browser: Browser) -> None:
    certificate = make_certificate()

    assert read(browser, certificate.code.lower()) == {
        "code": certificate.code,
        "status": "valid",
        "pupil": "M. N.",
        "series": "Laser-cut lamps",
        "topic": "laser-cutting",
        "language": "en",
        "done": ["Drew a lamp", "Cut it with the laser"],
        "starts_on": "2026-09-05",
        "ends_on": "2026-09-26",
        "meetings_attended": 4,
        "meetings_held": 4,
        "hours": 8.0,
        "issuer": {"name": "FabLab bielsko-biala", "city": "Bielsko-Biała"},
        "issued_on": "2026-09-30",
        "ended_on": None,
        "url": f"http://localhost/verify/{certificate.code}",
    }


def test_the_api_knows_all_four_states(browser: Browser) -> None:
    certificate = make_certificate()
    states = [read(browser, UNKNOWN)["status"], read(browser, certificate.code)]
    end(certificate, replaced_at=AFTERWARDS)
    replaced = read(browser, certificate.code)
    end(certificate, replaced_at=None, revoked_at=AFTERWARDS)
    revoked = read(browser, certificate.code)

    assert states[0] == "unknown"
    assert (replaced["status"], replaced["ended_on"]) == ("replaced", "2026-09-30")
    assert (revoked["status"], revoked["ended_on"]) == ("revoked", "2026-09-30")


def test_an_unknown_number_has_every_member_empty(browser: Browser) -> None:
    certificate = make_certificate()
    answer = read(browser, UNKNOWN)

    assert answer.keys() == read(browser, certificate.code).keys()
    told = {name for name, value in answer.items() if value is not None}
    assert told == {"code", "status", "url"}


def test_the_api_is_described(app: Flask, browser: Browser) -> None:
    del app
    described = json.loads(browser.download("/api/v1/openapi.json"))

    answer = described["paths"]["/api/v1/certificates/{code}"]["get"]["responses"]
    schema = answer["200"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rsplit("/", 1)[-1]
    members = described["components"]["schemas"][name]["properties"]
    assert members["status"]["enum"] == ["valid", "replaced", "revoked", "unknown"]


def test_one_look_up_is_one_query(browser: Browser) -> None:
    certificate = make_certificate()
    for code in (certificate.code, UNKNOWN):
        with counted() as statements:
            browser.get(f"/verify/{code}")
        assert [s.split()[0] for s in statements if "BEGIN" not in s] == ["SELECT"]
