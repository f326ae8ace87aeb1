import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from fablab.certificates.credential.reading import read_credential
from fablab.certificates.models import Credential
from fablab.certificates.picture import Picture, picture_png, picture_svg
from fablab.consent.services import load_texts
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Guardian
from fablab.web.current import current_settings
from tests.certificates.factories import AFTERWARDS, FIRST, make_certificate
from tests.certificates.signed import answer, make_signed
from tests.factories import make_guardian, make_pupil, sign_in_as
from tests.support.pages import Browser, Page


@pytest.fixture(autouse=True)
def _afterwards(app: Flask, clock_at: Callable[[datetime], None]) -> Iterator[None]:
    del app
    clock_at(AFTERWARDS)
    with unit_of_work():
        load_texts(now=FIRST)
    yield
    current_settings().credential_keys.unlink(missing_ok=True)


@pytest.fixture
def guardian(browser: Browser) -> Guardian:
    guardian = make_guardian()
    sign_in_as(browser, guardian.account)
    return guardian


def say(browser: Browser, page: Page, word: str) -> Page:
    form = "form[action$='/consents/credential']"
    return browser.submit(page, form, f"answer={word}", follow=True)


def files(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.soup.select("a[href*='/credential.']")]


def test_one_press_gives_three_files_and_the_pdf_carries_it_too(
    browser: Browser, guardian: Guardian
) -> None:
    pupil = make_pupil("Mira", guardian=guardian)
    certificate = make_certificate(pupil)
    page = browser.get(f"/family/pupils/{pupil.public_id}")
    assert files(page) == []

    page = say(browser, page, "yes")

    base = f"/family/certificates/{certificate.public_id}"
    assert files(page) == [f"{base}/credential.{end}" for end in ("png", "svg", "json")]
    signed = browser.download(f"{base}/credential.json")
    for ending in ("png", "svg"):
        picture = browser.download(f"{base}/credential.{ending}")
        assert json.loads(read_credential(picture)) == json.loads(signed)
    pdf = browser.download(f"{base}.pdf")
    assert read_credential(pdf) == signed
    with pikepdf.open(BytesIO(pdf)) as document:
        attached = document.attachments["credential.json"]
        assert attached.relationship == pikepdf.Name.Data


def test_it_is_off_until_somebody_asks_for_it(
    browser: Browser, guardian: Guardian
) -> None:
    pupil = make_pupil(guardian=guardian)
    certificate = make_certificate(pupil)
    base = f"/family/certificates/{certificate.public_id}"

    page = browser.get(f"/family/pupils/{pupil.public_id}")

    assert "A signed digital version?" in page.text("main")
    assert db.session.query(Credential).count() == 0
    for ending in ("json", "png", "svg"):
        missing = browser.get(f"{base}/credential.{ending}")
        assert missing.status == 404
        assert "There is no signed file of this certificate." in missing.text("main")
    with pikepdf.open(BytesIO(browser.download(f"{base}.pdf"))) as document:
        assert dict(document.attachments) == {}


def test_taking_the_yes_back_takes_the_files_away_at_once(
    browser: Browser, guardian: Guardian
) -> None:
    certificate, _ = make_signed(guardian=guardian)
    pupil = certificate.registration.pupil
    page = browser.get(f"/family/pupils/{pupil.public_id}")
    assert len(files(page)) == 3

    page = say(browser, page, "no")

    assert files(page) == []
    assert browser.get(f"/api/v1/credentials/{certificate.code}").status == 404
    assert b'"encodedList"' in browser.download("/status/1")


def test_what_could_not_be_signed_at_once_is_signed_by_a_button(
    browser: Browser, guardian: Guardian
) -> None:
    pupil = make_pupil("Mira", guardian=guardian)
    make_certificate(pupil)
    answer(pupil, guardian)
    page = browser.get(f"/family/pupils/{pupil.public_id}")

    form = "form[action$='/credential']:not([action*='/consents/'])"
    form += ":not([action*='/words/'])"

    done = browser.submit(page, form, follow=True)
    again = browser.submit(page, form, follow=True)

    assert done.texts("main > .notice") == ["The signed file is ready."]
    assert again.texts("main > .notice") == [
        "There is nothing to sign: it is ready, or not allowed."
    ]
    assert len(files(done)) == 3
    assert db.session.query(Credential).count() == 1


def test_a_pupil_who_is_old_enough_has_a_word_in_it(
    browser: Browser, guardian: Guardian
) -> None:
    pupil = make_pupil(
        "Mira", birth_date=AFTERWARDS.date().replace(year=2012), guardian=guardian
    )
    make_certificate(pupil)
    answer(pupil, guardian)
    page = browser.get(f"/family/pupils/{pupil.public_id}")
    form = "form[action$='/words/credential']"

    page = browser.submit(page, form, "answer=no", follow=True)

    assert "Mira said no: counts as no" in page.text("main")
    assert page.soup.select("button:-soup-contains('Make the signed file')") == []


def test_other_families_find_no_signed_file(
    browser: Browser, guardian: Guardian
) -> None:
    certificate, _ = make_signed(guardian=make_guardian("Somebody Else"))
    base = f"/family/certificates/{certificate.public_id}"
    del guardian

    for ending in ("json", "png", "svg"):
        assert browser.get(f"{base}/credential.{ending}").status == 404
    assert browser.post(f"{base}/credential").status in {400, 404}


def test_names_of_downloads_hold_no_number_and_no_name(
    browser: Browser, guardian: Guardian
) -> None:
    certificate, _ = make_signed(guardian=guardian)
    slug = certificate.registration.series.slug

    page = browser.get(f"/family/certificates/{certificate.public_id}/credential.png")

    assert page.headers["Content-Disposition"] == (
        f'attachment; filename="certificate-{slug}.png"'
    )


def test_the_picture_shows_the_series_and_nothing_of_the_pupil() -> None:
    picture = Picture(topic="robots", title="Robots & <friends>", issuer="FabLab")

    svg, png = picture_svg(picture), picture_png(picture)

    assert "Robots &amp; &lt;friends&gt;" in svg
    assert svg.count("<text") == 2
    with Image.open(BytesIO(png)) as drawn:
        assert (drawn.size, drawn.format, drawn.info) == ((640, 640), "PNG", {})
    assert picture_png(picture) == png


def test_a_long_title_becomes_smaller_and_is_never_cut() -> None:
    title = "Zaprojektuj, wytnij, złóż i zaprogramuj własną świecącą lampę " * 2

    svg = picture_svg(Picture(topic="robots", title=title, issuer="FabLab"))

    shown = [part.split("</text>")[0].split(">")[-1] for part in svg.split("<text")[1:]]
    assert " ".join(shown[:-1]) == title.strip()
