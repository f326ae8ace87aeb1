from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest

from fablab.accounts.models import Account, Role
from fablab.certificates.models import CertificatePicture, SeriesWording, SiteDesign
from fablab.kernel.db import db
from tests.certificates.designs import draw_logo, draw_signature
from tests.certificates.factories import (
    AFTERWARDS,
    make_coordinator,
    make_held_series,
)
from tests.factories import make_account, make_site, sign_in_as
from tests.support.pages import Browser, Page
from tests.support.paper import only_page, text_of

DESIGN = "/staff/site/certificates"


@pytest.fixture(autouse=True)
def _afterwards(app: object, clock_at: Callable[[datetime], None]) -> None:
    del app
    clock_at(AFTERWARDS)


@pytest.fixture
def coordinator(browser: Browser) -> Account:
    account = make_coordinator()
    sign_in_as(browser, account)
    return account


def seen(page: Page) -> str:
    """What the preview says, its lines joined."""
    return " ".join(page.texts("#preview svg text"))


def add(browser: Browser, kind: str, data: bytes, page: Page | None = None) -> Page:
    return browser.submit(
        page or browser.get(DESIGN),
        form="form[enctype]",
        kind=kind,
        picture=(BytesIO(data), "picture.png"),
        follow=True,
    )


@pytest.mark.usefixtures("coordinator")
def test_the_page_shows_how_a_certificate_looks_before_anything_is_saved(
    browser: Browser,
) -> None:
    page = browser.get(DESIGN)

    assert page.soup.h1 is not None
    assert page.soup.h1.text == "Certificates of FabLab bielsko-biala"
    assert "Zoë Brontë-Hughes" in seen(page)
    assert "Ewa Lis" in seen(page)
    assert page.one("#preview svg")["viewbox"] == "0 0 841.89 595.276"
    assert db.session.query(SiteDesign).count() == 0


@pytest.mark.usefixtures("coordinator")
def test_previewing_shows_what_was_entered_and_saves_nothing(browser: Browser) -> None:
    page = browser.submit(
        browser.get(DESIGN),
        button="act=preview",
        orientation="portrait",
        colour_by="own",
        colour="#00529B",
        signer="Jan Kowalski",
        heading_uk="Диплом",
        role_uk="директор",
        shown_language="uk",
        shown_name="longest",
    )

    assert page.status == 200
    assert page.one("#preview svg")["viewbox"] == "0 0 595.276 841.89"
    said = seen(page)
    assert "Диплом" in said
    assert "Jan Kowalski директор" in said
    assert "Brzęczyszczykiewiczówna" in said
    assert "#00529b" in str(page.one("#preview svg"))
    assert page.value("[name=signer]") == "Jan Kowalski"
    assert db.session.query(SiteDesign).count() == 0


@pytest.mark.usefixtures("coordinator")
def test_the_preview_as_a_file_is_the_page_that_would_be_printed(
    browser: Browser,
) -> None:
    page = browser.submit(
        browser.get(DESIGN),
        button="act=paper",
        heading_pl="Dyplom",
        shown_language="pl",
    )

    assert page.headers["Content-Type"] == "application/pdf"
    text = text_of(page.data)
    assert "Dyplom otrzymuje Łucja Żółć-Święcicka" in text
    assert text.endswith("Preview – this certifies nothing")


@pytest.mark.usefixtures("coordinator")
def test_saving_makes_a_version_that_the_page_shows_again(browser: Browser) -> None:
    page = browser.submit(
        browser.get(DESIGN),
        button="act=save",
        orientation="portrait",
        accent="#aaddff",
        lead_en="goes to",
        follow=True,
    )

    assert page.texts("main > .notice") == [
        "Saved. The next certificates look like this."
    ]
    assert page.value("[name=accent]") == "#aaddff"
    assert page.value("[name=lead_en]") == "goes to"
    (design,) = db.session.query(SiteDesign)
    assert (design.version, design.made_by.name) == (1, "Ewa Lis")
    assert design.texts == {"en": {"lead": "goes to"}}


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize("act", ["save", "preview"])
def test_what_cannot_be_printed_is_named_at_its_field_and_kept(
    browser: Browser, act: str
) -> None:
    page = browser.submit(
        browser.get(DESIGN),
        button=f"act={act}",
        colour_by="own",
        colour="#ffee00",
        signer="山田",
        intro_de="für {name}",
        heading_en="x" * 61,
    )

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "Use 60 characters at most",
        (
            "We cannot fill in “{name}”. What can stand in braces: {pupil} {series} "
            "{site} {city} {hours} {meetings} {dates} {place} {day}. "
            "Write nothing else in braces."
        ),
        "White letters on #ffee00 can hardly be read. Choose a darker colour.",
        (
            "We cannot print these letters of “山田”: 山 田. "
            "Write them in the Latin or Cyrillic alphabet, then try again."
        ),
    ]
    assert page.value("[name=intro_de]") == "für {name}"
    assert page.soup.select("#preview svg.sheet") == []
    assert db.session.query(SiteDesign).count() == 0


@pytest.mark.usefixtures("coordinator")
def test_pictures_are_added_chosen_and_printed(browser: Browser) -> None:
    add(browser, "logo", draw_logo())
    page = add(browser, "signature", draw_signature())

    assert page.texts("main > .notice") == [
        "The picture is here. Choose it below, then save."
    ]
    logo = page.value("[name=logo][value]:not([value=''])")
    signature = page.value("[name=signature][value]:not([value=''])")
    page = browser.submit(page, button="act=preview", logo=logo, signature=signature)
    assert len(page.soup.select("#preview image")) == 2
    pdf = browser.submit(page, button="act=paper", logo=logo, signature=signature)
    assert len(only_page(pdf.data).images) == 2
    browser.submit(page, button="act=save", logo=logo, signature=signature)
    kept = db.session.query(SiteDesign).one().logo
    assert kept is not None
    assert kept.public_id == logo
    picture = browser.get(str(page.one("img.thumbnail")["src"]))
    assert picture.headers["Content-Type"] == "image/png"


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Choose a picture: PNG, JPEG or WebP."),
        (
            b"<svg/>",
            "We cannot read this file. Choose a picture as PNG, JPEG or WebP.",
        ),
    ],
)
def test_a_file_that_is_no_picture_is_refused_in_words(
    browser: Browser, data: bytes, message: str
) -> None:
    page = add(browser, "logo", data)

    assert page.status == 422
    assert page.texts(".error-summary li") == [message]
    assert db.session.query(CertificatePicture).count() == 0


@pytest.mark.usefixtures("coordinator")
def test_a_series_has_words_of_its_own(browser: Browser) -> None:
    series = make_held_series()
    path = f"/staff/series/{series.slug}/certificates/words"
    page = browser.get(f"/staff/series/{series.slug}/certificates")
    assert page.one(f"a[href='{path}']").text.strip() == "Words on the certificates"

    page = browser.submit(
        browser.get(path),
        button="act=preview",
        shown_language="en",
        intro_en="for {hours} hours at the laser",
    )
    assert "for 12.5 hours at the laser Laser-cut lamps Drew a lamp" in seen(page)
    assert db.session.query(SeriesWording).count() == 0

    page = browser.submit(page, button="act=save", follow=True)
    assert page.texts("main > .notice") == ["Saved. The next certificates say this."]
    assert db.session.query(SeriesWording).one().texts == {
        "en": {"intro": "for {hours} hours at the laser"}
    }

    refused = browser.submit(page, button="act=save", intro_en="{{ 7 * 7 }}")
    assert refused.status == 422
    assert "We cannot fill in “{”" in refused.texts(".error-summary li")[0]


@pytest.mark.usefixtures("coordinator")
def test_the_words_of_a_series_as_a_file(browser: Browser) -> None:
    series = make_held_series()
    page = browser.get(f"/staff/series/{series.slug}/certificates/words")

    pdf = browser.submit(
        page, button="act=paper", heading_pl="Prawo jazdy na laser", shown_language="pl"
    ).data

    assert "Prawo jazdy na laser otrzymuje" in text_of(pdf)


def test_another_site_is_not_to_be_found(browser: Browser) -> None:
    home = make_site()
    sign_in_as(browser, make_coordinator(make_site("ventosa")))

    assert browser.get(f"{DESIGN}?site={home.slug}").status == 404
    page = browser.get(DESIGN)
    assert page.soup.h1 is not None
    assert page.soup.h1.text == "Certificates of FabLab ventosa"


def test_a_facilitator_may_not_design(browser: Browser) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(DESIGN).status == 403
