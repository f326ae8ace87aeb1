import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from fablab.certificates.models import Certificate
from fablab.certificates.services import reissue_certificate
from fablab.certificates.sharing import SIDE, share_png, share_svg
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil, Relation
from fablab.people.services import add_guardianship
from fablab.web.topic_art import topic_art
from tests.certificates.factories import (
    AFTERWARDS,
    make_certificate,
    make_coordinator,
)
from tests.factories import make_guardian, make_pupil, sign_in_as
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser

ENDINGS = ("", ".png", ".svg", ".pdf")


@pytest.fixture
def certificate(browser: Browser) -> Certificate:
    """That of Łucja Żółć, whose mother is signed in."""
    mother = make_guardian("Ana Żółć")
    certificate = make_certificate(make_pupil("Łucja", "Żółć", guardian=mother))
    sign_in_as(browser, mother.account)
    return certificate


def address(certificate: Certificate, ending: str = "") -> str:
    return f"/family/certificates/{certificate.public_id}{ending}"


def test_the_page_celebrates_and_leads_to_picture_and_paper(
    browser: Browser, certificate: Certificate
) -> None:
    page = browser.get(address(certificate))

    assert page.text("h1") == "Hooray, Łucja!"
    assert page.texts(".made li") == ["Drew a lamp", "Cut it with the laser"]
    assert page.one(".moment img")["alt"] == (
        "I made it! Laser-cut lamps, FabLab bielsko-biala"
    )
    links = [str(link["href"]) for link in page.soup.select(".moment a")]
    assert links == [address(certificate, end) for end in (".pdf", ".png", ".svg")]
    assert page.soup.select_one("button[data-module=share][hidden]")
    assert f"/verify/{certificate.code}" in page.text("main")


def test_the_picture_to_share_holds_no_personal_data(
    browser: Browser, certificate: Certificate
) -> None:
    drawn = browser.download(address(certificate, ".svg")).decode()
    picture = browser.download(address(certificate, ".png"))

    for word in ("I made it!", "Laser-cut lamps", "FabLab bielsko-biala"):
        assert word in drawn
    for secret in ("Łucja", "Żółć", certificate.code, certificate.public_id, "Ana"):
        assert secret not in drawn
    image = Image.open(io.BytesIO(picture))
    assert (image.size, image.info) == ((SIDE, SIDE), {})


def test_pictures_of_two_pupils_of_a_series_are_the_same() -> None:
    words = {"heading": "I made it!", "title": "Lamps", "site": "FabLab"}

    first = share_png(topic="robots", **words)
    share_png.cache_clear()

    assert share_png(topic="robots", **words) == first
    assert len(first) < 120_000


@pytest.mark.parametrize("topic", ["robots", "laser-cutting", "textiles", "unknown"])
def test_every_topic_is_drawn_in_its_colour(topic: str) -> None:
    words = {"heading": "Udało się!", "title": "Łódź " * 12, "site": "FabLab"}

    image = Image.open(io.BytesIO(share_png(topic=topic, **words))).convert("RGB")

    colour = topic_art(topic).colour
    near = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    corner = image.getpixel((5, 5))
    assert isinstance(corner, tuple)
    assert max(abs(a - b) for a, b in zip(corner, near, strict=True)) < 8
    assert colour in share_svg(topic=topic, **words)


def test_markup_in_a_title_is_drawn_as_it_is() -> None:
    drawn = share_svg(topic="robots", heading="<b>", title="R & D <script>", site="x")

    assert "&lt;b&gt;" in drawn
    assert "R &amp; D &lt;script&gt;" in drawn


def test_a_pupil_of_age_celebrates_alone(browser: Browser) -> None:
    pupil = make_pupil("Nela", "Kos", birth_date=date(2007, 5, 1))
    certificate = make_certificate(pupil)
    own = make_guardian("Nela Kos")
    with unit_of_work():
        add_guardianship(
            guardian=own,
            pupil=db.session.get_one(Pupil, pupil.id),
            relation=Relation.SELF,
        )
    sign_in_as(browser, own.account)

    assert browser.get(address(certificate)).text("h1") == "Hooray, Nela!"
    page = browser.get(f"/family/pupils/{pupil.public_id}/portfolio")
    assert page.text("h1") == "What Nela has made"


@pytest.mark.parametrize("ending", ENDINGS)
def test_other_families_find_nothing(
    browser: Browser, certificate: Certificate, ending: str
) -> None:
    sign_in_as(browser, make_guardian("Somebody Else").account)

    assert browser.get(address(certificate, ending)).status == 404


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_replaced_is_celebrated_no_longer(
    browser: Browser, certificate: Certificate, ending: str
) -> None:
    by = make_coordinator()
    with unit_of_work():
        new = reissue_certificate(
            certificate=certificate, by=by, reason="Spelling", now=AFTERWARDS
        )

    assert browser.get(address(certificate, ending)).status == 410
    assert browser.get(address(new)).status == 200


def test_the_portfolio_shows_what_was_made_and_its_certificate(
    browser: Browser, certificate: Certificate
) -> None:
    load_all_texts()
    pupil = certificate.registration.pupil

    page = browser.get(f"/family/pupils/{pupil.public_id}")
    page = browser.get(str(page.one("main a[href$='/portfolio']")["href"]))

    assert page.text("h1") == "What Łucja has made"
    assert page.text(".card h2") == "Laser-cut lamps"
    assert "8 hours, 4 of 4 meetings" in page.text(".card .facts")
    assert page.texts(".made li") == ["Drew a lamp", "Cut it with the laser"]
    assert page.one(".card a.btn")["href"] == address(certificate)
    paper = PdfReader(io.BytesIO(browser.download(address(certificate, ".pdf"))))
    assert len(paper.pages) == 1


def test_a_finished_workshop_without_a_certificate_stands_there_too(
    browser: Browser, certificate: Certificate
) -> None:
    pupil = certificate.registration.pupil
    with unit_of_work():
        certificate.revoked_at = AFTERWARDS

    page = browser.get(f"/family/pupils/{pupil.public_id}/portfolio")

    assert page.texts(".made li") == ["Drew a lamp", "Cut it with the laser"]
    assert page.texts(".card .hint") == ["There is no certificate for it."]


def test_a_portfolio_without_anything_finished_says_so(browser: Browser) -> None:
    mother = make_guardian()
    pupil = make_pupil(guardian=mother)
    sign_in_as(browser, mother.account)

    page = browser.get(f"/family/pupils/{pupil.public_id}/portfolio")

    assert page.text(".empty h2") == "Nothing is finished yet"
    sign_in_as(browser, make_guardian("Somebody Else").account)
    assert browser.get(f"/family/pupils/{pupil.public_id}/portfolio").status == 404
