"""Answers on the tablet that staff hand over."""

from io import BytesIO

import pytest
from PIL import Image

from fablab.consent.models import Consent, Evidence, EvidenceKind, Purpose, Route
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import Agreement, RegistrationStatus
from tests.registrations.desk_factories import (
    QUEUE,
    Desk,
    count,
    make_desk,
    only,
    signature,
)
from tests.support.pages import Browser


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return make_desk(browser)


def test_a_signed_answer_is_kept_with_its_signature(desk: Desk) -> None:
    page = desk.browser.get(desk.path("tablet"))

    desk.browser.submit(
        page, taking_part="yes", photos_site="no", signature=signature()
    )

    given, agreement, drawn = only(Consent), only(Agreement), only(Evidence)
    assert (given.purpose, given.answer) == (Purpose.PHOTOS_SITE, False)
    for kept in (given, agreement):
        assert (kept.route, kept.entered_by) == (Route.TABLET, desk.coordinator)
        assert kept.evidence == drawn
    assert (drawn.kind, drawn.media_type) == (EvidenceKind.SIGNATURE, "image/png")
    assert desk.registration.status is RegistrationStatus.PLACED


def test_the_signature_can_be_looked_at_again(desk: Desk) -> None:
    page = desk.browser.get(desk.path("tablet"))
    desk.browser.submit(page, photos_site="no", signature=signature())
    told = desk.browser.get(f"{QUEUE}/pupils/{desk.pupil.public_id}")

    seen = desk.browser.click(told, "Look at the signature")

    picture = Image.open(BytesIO(seen.data))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (960, 320))


@pytest.mark.parametrize(
    ("drawn", "refusal"),
    [
        ("", "Please sign in the box, with a finger or a pen."),
        (signature(signed=False), "Please sign in the box, with a finger or a pen."),
        (
            "data:image/png;base64,%%%",
            "The signature did not arrive. Please sign once more.",
        ),
        (
            "data:image/png;base64," + "QUFB" * 200_000,
            "The signature did not arrive. Please sign once more.",
        ),
        (
            "data:image/png;base64,QUFB",
            "We cannot read this file. Choose a PDF, or a photo as JPEG, PNG or WebP.",
        ),
    ],
    ids=["none", "empty box", "no picture", "too large", "other file"],
)
def test_without_a_signature_nothing_is_kept(
    desk: Desk, drawn: str, refusal: str
) -> None:
    page = desk.browser.get(desk.path("tablet"))

    refused = desk.browser.submit(page, photos_site="yes", signature=drawn)

    if refused.status != 413:
        assert refused.texts(".error-summary li") == [refusal]
        assert refused.one("[name=photos_site][value=yes]").has_attr("checked")
    assert count(Consent) == count(Evidence) == 0


def test_a_signature_stays_when_the_form_comes_back(desk: Desk) -> None:
    page = desk.browser.get(desk.path("tablet"))

    refused = desk.browser.submit(page, leaving_alone="yes", signature=signature())

    assert refused.status == 422
    assert refused.value("[name=signature]") == signature()


def test_the_tablet_speaks_the_language_of_the_guardian(desk: Desk) -> None:
    with unit_of_work():
        desk.guardian.account.language = "de"

    page = desk.browser.get(desk.path("tablet"))

    assert page.one("html")["lang"] == "de"
    assert "Dürfen wir" in page.text("main form")
    desk.browser.submit(page, photos_site="no", signature=signature())
    assert only(Consent).text.language == "de"


def test_the_page_in_the_guardians_hands_leads_nowhere(desk: Desk) -> None:
    page = desk.browser.get(desk.path("tablet"))

    assert page.soup.select("body > :not(main, .skip) a, nav") == []


def test_afterwards_the_tablet_shows_thanks_and_nothing_of_anybody(
    desk: Desk,
) -> None:
    page = desk.browser.get(desk.path("tablet"))

    done = desk.browser.submit(
        page, photos_site="no", signature=signature(), follow=True
    )

    assert done.text("main") == (
        "Thank you! Your answers are kept. Please give the tablet back to our team. "
        "Our team: go on"
    )
    shown = done.data.decode()
    for name in ("Mira", "Novak", "Ana", "Celina"):
        assert name not in shown
    assert done.texts("a[href]:not(.skip)") == ["Our team: go on"]


def test_without_scripts_the_page_asks_for_paper(desk: Desk) -> None:
    page = desk.browser.get(desk.path("tablet"))

    assert "ask our team for a form on paper" in page.text("noscript")
    assert page.one("[data-module=signature]").has_attr("hidden")
