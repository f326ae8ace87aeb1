import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from fablab.certificates.models import Certificate, NameTry
from fablab.certificates.services.names import (
    TRIES_FOR_A_NUMBER,
    TRIES_FROM_AN_ADDRESS,
    WITHIN,
    count_name_try,
)
from fablab.certificates.snapshot import same_name
from fablab.kernel.codes import new_certificate_code
from fablab.kernel.db import db, unit_of_work
from fablab.web.current import current_settings
from tests.certificates.factories import AFTERWARDS, make_certificate
from tests.factories import make_pupil
from tests.support.pages import Browser, Page

UNKNOWN = new_certificate_code()
YES = "Yes: “Łucja Żółć-Święcicka” stands on the certificate."
NO = (
    "No: this name does not stand on a certificate with that number. "
    "Compare the spelling once more."
)


def end(certificate: Certificate, **values: object) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(certificate, name, value)


def shape_of(page: Page) -> list[str]:
    """The elements of the page's main part, what stands in them left out."""
    inner = page.soup.select(".verdict dd *, svg *, script")
    return [tag.name for tag in page.one("main").find_all() if tag not in inner]


def work_for(browser: Browser, code: str) -> tuple[list[str], Counter[str]]:
    """The statements, and the calls of our own functions, that a look-up takes."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and "/fablab/certificates/" in frame.f_code.co_filename:
            calls[frame.f_code.co_name] += 1

    with counted() as statements:
        sys.setprofile(note)
        try:
            browser.get(f"/verify/{code}")
        finally:
            sys.setprofile(None)
    return [s for s in statements if "BEGIN" not in s], calls


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
        "Own project": "–",
        "Dates": "5–26 Sept 2026",
        "Hours": "8",
        "Meetings attended": "4 of 4",
        "Issued by": "FabLab bielsko-biala, Bielsko-Biała",
        "Issued on": "Wednesday, 30 September 2026",
        "Questions to": "lab@example.org",
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
    assert page.text(".verdict h2") == "There is a typing error in this number"
    assert "character by character" in page.text(".verdict header p")


@pytest.mark.parametrize(
    "typed", ["---", "x", "Ż", "'; --", "9" * 500, "%F0%9F%A6%8A", "%ff", "None"]
)
def test_whatever_is_typed_gets_an_answer(browser: Browser, typed: str) -> None:
    for path in ("/verify/", "/api/v1/certificates/"):
        answer = browser.get(f"{path}{typed}")
        assert answer.status == 200
        assert b"typing error" in answer.data or b'"unknown"' in answer.data


def test_pages_of_all_states_are_of_one_kind(browser: Browser) -> None:
    certificate = make_certificate()
    valid = browser.get(f"/verify/{certificate.code}")
    end(certificate, revoked_at=AFTERWARDS)
    revoked = browser.get(f"/verify/{certificate.code}")
    unknown = browser.get(f"/verify/{UNKNOWN}")
    pages = (valid, revoked, unknown)

    shapes = [shape_of(page) for page in (valid, revoked, unknown)]
    assert shapes[0] == shapes[1] == shapes[2]
    assert {str(page.one("meta[name=robots]")["content"]) for page in pages} == {
        "noindex"
    }
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
        ("Łucja Żółć-Święcicka", YES),
        ("  łucja   ŻÓŁĆ–święcicka", YES),
        ("Łucja", NO),
        ("Lucja Zolc-Swiecicka", NO),
    ],
)
def test_the_full_name_is_shown_only_to_who_types_it_as_printed(
    browser: Browser, typed: str, answer: str
) -> None:
    certificate = make_certificate(make_pupil("Łucja", "Żółć-Święcicka"))

    page = browser.submit(browser.get(f"/verify/{certificate.code}"), name=typed)

    assert page.status == 200
    assert page.text("#name-check .notice") == answer
    assert ("Łucja Żółć-Święcicka" in page.text("main")) == (answer == YES)
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
        "project_shown_on": None,
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


def test_an_unknown_number_costs_the_same_work_as_one_that_is_there(
    browser: Browser,
) -> None:
    certificate = make_certificate()
    browser.get(f"/verify/{certificate.code}")

    queries, calls = zip(
        *(work_for(browser, code) for code in (certificate.code, UNKNOWN)), strict=True
    )

    assert [[q.split()[0] for q in asked] for asked in queries] == [["SELECT"]] * 2
    assert queries[0] == queries[1]
    of_interest = {"read_snapshot", "dates_text", "hours_text", "topic_text"}
    assert [{n: c for n, c in one.items() if n in of_interest} for one in calls] == [
        dict.fromkeys(of_interest, 1)
    ] * 2


def test_a_typing_error_asks_nothing_of_the_database(browser: Browser) -> None:
    code = make_certificate().code
    mistyped = code[:-1] + ("3" if code[-1] != "3" else "4")

    for typed in (mistyped, code[:-1], f"{code}3", "O" * 25):
        queries, _calls = work_for(browser, typed)
        assert queries == []


def test_characters_that_stand_in_no_number_are_named_with_their_look_alikes(
    browser: Browser,
) -> None:
    code = make_certificate().code

    page = browser.get(f"/verify/O1{code[2:-1]}Ż")

    words = page.text(".verdict header p")
    assert "“1” stands in no number: perhaps it is T, L." in words
    assert "“O” stands in no number: perhaps it is Q, D." in words
    assert words.endswith("“Ż” stands in no number.")


def test_verifying_shows_what_was_certified_and_no_birth_date(browser: Browser) -> None:
    certificate = make_certificate(
        make_pupil("Łucja", "Żółć", birth_date=date(2013, 2, 28))
    )
    end(certificate, snapshot=certificate.snapshot | {"project_on": "2026-09-26"})

    page = browser.get(f"/verify/{certificate.code}")

    assert facts_on(page)["Own project"] == "shown on 26 Sept 2026"
    assert facts_on(page)["What was done"] == "Drew a lampCut it with the laser"
    for secret in ("2013", "28 Feb", "Level", "level"):
        assert secret not in page.text("main")
    assert page.soup.select("script") == []


@pytest.mark.parametrize("known", [True, False])
def test_names_cannot_be_guessed_on_and_on(
    browser: Browser, clock_at: Callable[[datetime], None], *, known: bool
) -> None:
    clock_at(AFTERWARDS)
    code = make_certificate().code if known else UNKNOWN
    page = browser.get(f"/verify/{code}")

    for number in range(TRIES_FOR_A_NUMBER):
        assert browser.submit(page, name=f"Name {number}").status == 200
    stopped = browser.submit(page, name="Mira Novak")

    assert stopped.status == 429
    assert stopped.text(".error-summary li") == (
        "Too many names were compared in a short time. Nothing is wrong with the "
        "certificate: please wait 15 minutes, then try again."
    )
    assert stopped.soup.select("#name-check .notice") == []
    assert stopped.value("[name=name]") == "Mira Novak"
    clock_at(AFTERWARDS + WITHIN)
    answer = browser.submit(page, name="Mira Novak").text("#name-check .notice")
    assert answer.startswith("Yes" if known else "No")


def test_from_one_address_not_even_the_names_of_many_numbers_can_be_guessed(
    browser: Browser,
) -> None:
    page = browser.get(f"/verify/{UNKNOWN}")
    now = datetime.now(UTC)
    with unit_of_work():
        for _ in range(TRIES_FROM_AN_ADDRESS):
            count_name_try(
                code=new_certificate_code(),
                address="127.0.0.1",
                secret=current_settings().secret_key,
                now=now,
            )

    assert browser.submit(page, name="Mira Novak").status == 429
    assert "127.0.0.1" not in str(db.session.query(NameTry.who_hash).all())
