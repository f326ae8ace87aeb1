import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fablab.accounts.models import Account
from fablab.certificates.errors import (
    UnknownGap,
    UnknownPicture,
    UnprintableLetters,
    Unreadable,
)
from fablab.certificates.models import (
    Certificate,
    Orientation,
    PictureKind,
    SiteDesign,
)
from fablab.certificates.pdf import certificate_pdf
from fablab.certificates.queries.designs import current_design, current_wording
from fablab.certificates.services.designs import (
    SUN,
    Draft,
    add_picture,
    change_design,
    change_wording,
)
from fablab.certificates.wording import design_of
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.certificates.designs import draw_logo, draw_signature
from tests.certificates.factories import (
    AFTERWARDS,
    issue,
    make_coordinator,
    make_held_series,
    make_visitor,
)
from tests.factories import make_guardian, make_pupil, make_site
from tests.support.paper import only_page, text_of

pytestmark = pytest.mark.usefixtures("app")
OURS = Draft()


def change(site: Site, draft: Draft, by: Account | None = None) -> SiteDesign:
    by = by or make_coordinator(site)
    with unit_of_work():
        return change_design(site=site, draft=draft, by=by, now=AFTERWARDS)


def word(series: Series, **words: str) -> None:
    by = make_coordinator(series.site)
    with unit_of_work():
        change_wording(series=series, texts={"en": words}, by=by, now=AFTERWARDS)


def make_picture(site: Site, kind: PictureKind, data: bytes) -> str:
    by = make_coordinator(site)
    with unit_of_work():
        picture = add_picture(site=site, kind=kind, data=data, by=by, now=AFTERWARDS)
    return picture.public_id


def make_own_draft(site: Site) -> Draft:
    return Draft(
        orientation=Orientation.PORTRAIT,
        colour="#00529b",
        accent="#ffd900",
        logo=make_picture(site, PictureKind.LOGO, draw_logo()),
        signature=make_picture(site, PictureKind.SIGNATURE, draw_signature()),
        signer="Jan Kowalski",
        texts={"en": {"heading": "Diploma", "role": "director"}},
    )


def certify(series: Series, name: tuple[str, str] = ("Mira", "Novak")) -> Certificate:
    make_visitor(series, came_to=range(4), pupil=make_pupil(*name))
    (certificate,) = issue(series)
    return certificate


def paper(certificate: Certificate) -> bytes:
    return certificate_pdf(design_of(certificate))


def test_an_issued_certificate_keeps_its_bytes_whatever_is_changed_later() -> None:
    series = make_held_series()
    plain = certify(series)
    before = paper(plain)
    change(series.site, make_own_draft(series.site))
    word(series, intro="for building a lamp")
    own = certify(series, ("Jan", "Adamek"))
    own_before = paper(own)

    change(series.site, replace(OURS, colour="#333333", signer="Someone Else"))
    word(series, intro="for something else")

    db.session.expire_all()
    assert paper(plain) == before
    assert paper(own) == own_before
    assert hashlib.sha256(before) != hashlib.sha256(own_before)
    assert "Diploma" in text_of(own_before)
    assert "for building a lamp" in text_of(own_before)
    assert "Jan Kowalski director" in text_of(own_before)
    assert len(only_page(own_before).images) == 2


def test_the_next_certificates_look_as_the_newest_version_says() -> None:
    series = make_held_series()
    change(series.site, replace(OURS, signer="First Signer"))
    change(series.site, replace(OURS, signer="Second Signer"))

    certificate = certify(series)

    assert certificate.design is current_design(series.site_id)
    assert "Second Signer" in text_of(paper(certificate))


def test_versions_count_up_and_an_unchanged_design_makes_none() -> None:
    site = make_site()

    first = change(site, replace(OURS, signer="Jan"))
    same = change(site, replace(OURS, signer="Jan"))
    second = change(site, OURS)

    assert (first.version, same.id, second.version) == (1, first.id, 2)


def test_another_sites_design_and_picture_are_not_used() -> None:
    away, home = make_site("ventosa"), make_held_series()
    change(away, replace(OURS, signer="Away"))
    logo = make_picture(away, PictureKind.LOGO, draw_logo())

    assert current_design(home.site_id) is None
    with pytest.raises(UnknownPicture, match="not here any more"):
        change(home.site, replace(OURS, logo=logo))


def test_a_signature_is_no_logo() -> None:
    site = make_site()
    signature = make_picture(site, PictureKind.SIGNATURE, draw_signature())

    with pytest.raises(UnknownPicture):
        change(site, replace(OURS, logo=signature))


def test_an_equal_picture_is_kept_once() -> None:
    site = make_site()

    first = make_picture(site, PictureKind.LOGO, draw_logo())

    assert make_picture(site, PictureKind.LOGO, draw_logo()) == first


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate_design SET signer = 'x'",
        "DELETE FROM certificate_design",
        "UPDATE certificate_picture SET sha256 = 'x'",
        "DELETE FROM series_wording",
    ],
)
def test_the_database_refuses_to_change_a_version(statement: str) -> None:
    series = make_held_series()
    change(series.site, make_own_draft(series.site))
    word(series, heading="Diploma")

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(text(statement))


def test_gaps_are_filled_in_the_certificates_language() -> None:
    series = make_held_series()
    word(series, intro="for {hours} hours of “{series}” in {city}, {meetings}")

    text = text_of(paper(certify(series)))

    assert "for 8 hours of “Laser-cut lamps” in Bielsko-Biała, 4 of 4" in text


def test_what_fills_a_gap_is_not_filled_again() -> None:
    series = make_held_series()
    word(series, intro="Well done, {pupil}")

    certificate = certify(series, ("{hours}", "Novak"))

    assert "Well done, {hours} Novak" in text_of(paper(certificate))


@pytest.mark.parametrize(
    "gap",
    [
        "{secret}",
        "{pupil.__class__}",
        "{pupil!r}",
        "{0}",
        "{}",
        "{ pupil }",
        "{pupil",
        "}",
        "{{pupil}}",
    ],
)
def test_an_unknown_gap_is_refused_with_those_there_are(gap: str) -> None:
    with pytest.raises(UnknownGap) as refusal:
        word(make_held_series(), intro=f"for {gap} well done")

    assert "What can stand in braces: {pupil} {series} {site}" in str(refusal.value)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd"/>',
        "<b>bold</b> &amp; <para>",
        "{% if 1 %}{{ config }}".replace("{", "").replace("}", ""),
        "%(pupil)s $pupil `id`",
        "(BT) Tj /F1 \\072",
        "https://example.org/logo.png",
    ],
)
def test_markup_is_printed_as_it_is_and_fetches_nothing(markup: str) -> None:
    series = make_held_series()
    word(series, intro=markup)

    pdf = paper(certify(series))

    assert markup.replace(" ", "") in text_of(pdf).replace(" ", "")
    assert list(only_page(pdf).images) == []
    (link,) = only_page(pdf).annotations or []
    assert "/verify/" in str(link.get_object()["/A"]["/URI"])


def test_letters_that_cannot_be_printed_are_refused_before_anybody_gets_them() -> None:
    site = make_site()

    with pytest.raises(UnprintableLetters, match="山 田"):
        change(site, replace(OURS, signer="山田"))
    with pytest.raises(UnprintableLetters, match="♥"):
        change(site, replace(OURS, texts={"pl": {"lead": "♥ dla"}}))
    assert current_design(site.id) is None


@pytest.mark.parametrize(
    ("colours", "message"),
    [
        (("#ffee00", SUN), "White letters on #ffee00"),
        (("#777777", SUN), "White letters on #777777"),
        (("", "#1d1b3a"), "Dark letters on #1d1b3a"),
    ],
)
def test_colours_on_which_nothing_can_be_read_are_refused(
    colours: tuple[str, str], message: str
) -> None:
    with pytest.raises(Unreadable, match=message):
        change(make_site(), Draft(colour=colours[0], accent=colours[1]))


def test_series_words_come_before_the_sites_and_ours_fill_the_rest() -> None:
    series = make_held_series()
    texts = {"en": {"heading": "Diploma", "lead": "goes to"}, "pl": {"lead": "dla"}}
    change(series.site, replace(OURS, texts=texts))
    word(series, heading="Laser licence")

    text = text_of(paper(certify(series)))

    assert "Laser licence goes to Mira Novak for taking part in the" in text


def test_a_family_reads_its_own_language_where_a_site_wrote_another() -> None:
    series = make_held_series()
    texts = {"pl": {"lead": "dla", "role": "dyrektorka"}}
    change(series.site, replace(OURS, texts=texts, signer="Ewa Lis"))
    pupil = make_pupil("Mira", "Novak", guardian=make_guardian("Ana"))
    make_visitor(series, came_to=range(4), pupil=pupil)

    (certificate,) = issue(series)

    assert certificate.language == "en"
    text = text_of(paper(certificate))
    assert "Certificate awarded to Mira Novak" in text
    assert "Ewa Lis dyrektorka" in text


def test_taking_words_back_brings_ours_back() -> None:
    series = make_held_series()
    word(series, heading="Diploma")
    by = make_coordinator(series.site)
    with unit_of_work():
        change_wording(
            series=series, texts={}, by=by, now=AFTERWARDS + timedelta(hours=1)
        )

    assert (current_wording(series.id) or SiteDesign).version == 2
    assert "Certificate awarded to" in text_of(paper(certify(series)))


def test_ours_is_what_a_site_without_a_design_gets(app: Flask) -> None:
    del app
    certificate = certify(make_held_series())

    assert (certificate.design, certificate.wording) == (None, None)
    assert "Ewa Lis coordinator" in text_of(paper(certificate))
