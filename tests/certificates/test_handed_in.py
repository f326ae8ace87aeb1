import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from fablab.accounts.limits import limiter
from fablab.certificates.credential.baking import bake_png, bake_svg
from fablab.certificates.credential.keys import revoke_key
from fablab.certificates.credential.multibase import encode_key
from fablab.certificates.credential.proof import sign_document
from fablab.certificates.forms import handed_in as forms
from fablab.certificates.models import Certificate, Credential, StatusEntry
from fablab.certificates.pdf import certificate_pdf
from fablab.certificates.picture import Picture, picture_png, picture_svg
from fablab.certificates.queries.credentials import credential_attachment
from fablab.certificates.wording import design_of
from fablab.kernel.db import db, unit_of_work
from fablab.web.current import current_settings
from tests.certificates.factories import AFTERWARDS, make_certificate
from tests.certificates.signed import make_signed
from tests.support.pages import Browser, Page

PICTURE = Picture(topic="robots", title="Robots", issuer="FabLab")
HOLDS = "We signed it, and it holds"
ENDED = "We signed it, but it was replaced or revoked"


@pytest.fixture(autouse=True)
def _afterwards(app: Flask, clock_at: Callable[[datetime], None]) -> Iterator[None]:
    del app
    clock_at(AFTERWARDS)
    limiter.reset()
    yield
    limiter.reset()
    current_settings().credential_keys.unlink(missing_ok=True)


def hand_in(browser: Browser, data: bytes | str, name: str = "file") -> Page:
    content = data.encode() if isinstance(data, str) else data
    page = browser.get("/verify/file")
    return browser.submit(page, file=(BytesIO(content), name))


def verdict(page: Page) -> str:
    assert page.status == 200
    return page.text("#verdict")


def unsigned(credential: Credential) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(credential.signed)
    del document["proof"]
    return document


def test_a_file_of_each_kind_is_read_and_its_signature_checked(
    browser: Browser,
) -> None:
    certificate, credential = make_signed()
    text = credential.signed
    paper = certificate_pdf(design_of(certificate), credential_attachment(certificate))

    for data in (
        text,
        bake_png(picture_png(PICTURE), text),
        bake_svg(picture_svg(PICTURE), text),
        paper,
    ):
        page = hand_in(browser, data)
        assert verdict(page) == HOLDS
        assert "Laser-cut lamps" in page.text("main dl")
        assert "FabLab bielsko-biala" in page.text("main dl")
        assert page.headers["X-Robots-Tag"] == "noindex"


def test_our_very_file_is_told_from_one_whose_page_was_edited(browser: Browser) -> None:
    certificate, credential = make_signed()
    paper = certificate_pdf(design_of(certificate), credential_attachment(certificate))
    assert hashlib.sha256(paper).hexdigest() == credential.pdf_sha256
    edited = BytesIO()
    with pikepdf.open(BytesIO(paper)) as document:
        document.pages[0].contents_add(b"q 1 0 0 rg 0 0 500 500 re f Q")
        document.save(edited)

    ours, theirs = hand_in(browser, paper), hand_in(browser, edited.getvalue())

    assert (verdict(ours), verdict(theirs)) == (HOLDS, HOLDS)
    assert "This very file came from us." in ours.text(".verdict")
    assert ours.one(".verdict a")["href"] == f"/verify/{certificate.code}"
    warning = "What else the page or the picture shows may have been changed"
    assert warning in theirs.text(".verdict")
    assert theirs.soup.select(".verdict a") == []


@pytest.mark.parametrize("ending", ["revoked_at", "replaced_at"])
def test_a_certificate_that_ended_is_told_so(browser: Browser, ending: str) -> None:
    certificate, credential = make_signed()
    with unit_of_work():
        setattr(db.session.get_one(Certificate, certificate.id), ending, AFTERWARDS)

    assert verdict(hand_in(browser, credential.signed)) == ENDED


def test_a_credential_whose_pupil_was_erased_is_told_to_have_ended(
    browser: Browser,
) -> None:
    _, credential = make_signed()
    text = credential.signed
    with unit_of_work():
        db.session.delete(db.session.get_one(Credential, credential.id))

    assert verdict(hand_in(browser, text)) == ENDED


def test_one_that_the_database_does_not_know_is_still_told_from_a_forged_one(
    browser: Browser,
) -> None:
    _, credential = make_signed()
    text = credential.signed
    with unit_of_work():
        db.session.query(Credential).delete()
        db.session.query(StatusEntry).delete()

    page = hand_in(browser, text)

    assert verdict(page) == "We signed it, but our records no longer know it"
    assert verdict(hand_in(browser, text.replace("lamps", "lights"))) == (
        "It was changed after we signed it"
    )


def test_a_credential_that_was_changed_is_found_out(browser: Browser) -> None:
    _, credential = make_signed()

    page = hand_in(browser, credential.signed.replace("Laser-cut", "Hand-cut"))

    assert verdict(page) == "It was changed after we signed it"
    assert page.soup.select(".verdict dl") == []


def test_somebody_elses_key_and_somebody_elses_credential_are_theirs(
    browser: Browser,
) -> None:
    _, credential = make_signed()
    key = Ed25519PrivateKey.generate()
    document, theirs = unsigned(credential), encode_key(key.public_key())
    forged = sign_document(
        document,
        key=key,
        method=f"http://localhost/issuer#{theirs}",
        created=AFTERWARDS,
    )
    other = document | {"issuer": {"id": "https://b.example", "type": ["Profile"]}}
    foreign = sign_document(
        other, key=key, method=f"https://b.example#{theirs}", created=AFTERWARDS
    )

    for each, sentence in (
        (forged, "the key that signed it is none of ours"),
        (foreign, "somebody else issued it"),
    ):
        page = hand_in(browser, json.dumps(each))
        assert verdict(page) == "It was signed by somebody else"
        assert sentence in page.text(".verdict")


def test_a_signature_by_a_revoked_key_counts_no_longer(browser: Browser) -> None:
    _, credential = make_signed()
    revoke_key(current_settings().credential_keys, credential.key, now=AFTERWARDS)

    page = hand_in(browser, credential.signed)

    assert verdict(page) == "We cannot confirm it"
    assert "The key that signed it is revoked" in page.text(".verdict")


@pytest.mark.parametrize(
    "data",
    [
        b"just text",
        b"%PDF-1.7 broken",
        picture_png(PICTURE),
        picture_svg(PICTURE).encode(),
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt",
        b"\0" * 1000,
    ],
)
def test_a_file_without_a_credential_is_told_so(browser: Browser, data: bytes) -> None:
    page = hand_in(browser, data)

    assert verdict(page) == "There is no credential in this file"
    assert "type its number instead" in page.text(".verdict")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ('{"a": 1, "a": 2}', "says the same thing twice"),
        ('{"@context": []}', "does not name the vocabularies of Open Badges 3.0"),
        ('{"a":' + "[" * 5000 + "]" * 5000 + "}", "nested deeper"),
        ('{"a": "' + "x" * 40_000 + '"}', "larger than any that we issue"),
        ('{"a": NaN}', "it is no proper JSON"),
    ],
)
def test_json_that_nobody_signs_is_refused_in_words(
    browser: Browser, data: str, sentence: str
) -> None:
    page = hand_in(browser, data)

    assert verdict(page) == "We cannot confirm it"
    assert sentence in page.text(".verdict")


def test_a_pdf_without_a_credential_is_known_by_its_every_byte(
    browser: Browser,
) -> None:
    certificate = make_certificate()
    paper = certificate_pdf(design_of(certificate))
    with unit_of_work():
        row = db.session.get_one(Certificate, certificate.id)
        row.pdf_sha256 = hashlib.sha256(paper).hexdigest()

    page = hand_in(browser, paper)
    edited = hand_in(browser, paper + b"\n")
    with unit_of_work():
        db.session.get_one(Certificate, certificate.id).revoked_at = AFTERWARDS
    ended = hand_in(browser, paper)

    assert verdict(page) == "We issued this very file"
    assert page.one(".verdict a")["href"] == f"/verify/{certificate.code}"
    assert verdict(edited) == "There is no credential in this file"
    assert verdict(ended) == "We issued this very file, but it was replaced or revoked"


def test_no_file_and_one_that_is_too_large_are_refused_on_the_form(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 1000)
    none = browser.submit(browser.get("/verify/file"))
    large = hand_in(browser, b"x" * 1001)

    assert none.texts(".error-summary li") == ["Choose a file (again, if you did)"]
    assert large.texts(".error-summary li") == ["The file is larger than 2 MB"]
    assert (none.status, large.status) == (422, 422)


def test_the_page_for_numbers_leads_to_the_one_for_files_and_back(
    browser: Browser,
) -> None:
    page = browser.click(browser.get("/verify"), "Check its signature")

    assert page.text("h1") == "Check a file"
    assert browser.click(page, "Type a number instead").text("h1") == (
        "Verify a certificate"
    )


def test_nothing_of_the_file_is_kept(browser: Browser) -> None:
    hand_in(browser, b"%PDF secret words", "secret.pdf")

    page = browser.get("/verify/file")
    assert "secret" not in page.text("main")
    assert db.session.query(Credential).count() == 0


def test_who_hands_in_too_many_files_has_to_wait(browser: Browser) -> None:
    page = browser.get("/verify/file")

    answers = [browser.submit(page).status for _ in range(31)]

    assert answers == [422] * 30 + [429]
