import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.certificates.models import Certificate
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.services import add_guardianship
from fablab.series.models import Series
from tests.certificates.factories import (
    AFTERWARDS,
    issue,
    make_certificate,
    make_coordinator,
    make_held_series,
    make_visitor,
    meetings_of,
)
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_site,
    sign_in_as,
)
from tests.support.pages import Browser, Page
from tests.support.paper import text_of


@pytest.fixture(autouse=True)
def _afterwards(app: object, clock_at: Callable[[datetime], None]) -> None:
    del app
    clock_at(AFTERWARDS)


@pytest.fixture
def coordinator(browser: Browser) -> Account:
    account = make_coordinator()
    sign_in_as(browser, account)
    return account


@pytest.fixture
def series() -> Series:
    """Łucja Zych came to all meetings, Mira Novak to three, Jan Adamek to one."""
    series = make_held_series()
    make_visitor(series, came_to=range(4), pupil=make_pupil("Łucja", "Zych"))
    make_visitor(series, came_to=range(3), pupil=make_pupil("Mira", "Novak"))
    make_visitor(series, came_to=(0,), pupil=make_pupil("Jan", "Adamek"))
    return series


def address(series: Series) -> str:
    return f"/staff/series/{series.slug}/certificates"


def rows(page: Page) -> list[str]:
    return [text.split(" PDF")[0] for text in page.texts("tbody tr")]


@pytest.mark.usefixtures("coordinator")
def test_the_page_says_who_may_get_one_and_why_the_others_may_not(
    browser: Browser, series: Series
) -> None:
    page = browser.get(address(series))

    too_rarely = "Jan Adamek came too rarely. Meetings attended: 1 of 4; needed: 3."
    assert rows(page) == [
        f"Jan Adamek 1 of 4 {too_rarely}",
        "Mira Novak 3 of 4 Can be issued",
        "Łucja Zych 4 of 4 Can be issued",
    ]
    assert "2 pupils can get a certificate now." in page.text("main")
    ticked = page.texts("label:has(input[name=registrations][checked])")
    assert ticked == ["Mira Novak", "Łucja Zych"]
    assert len(page.soup.select("[name=registrations]")) == 2


@pytest.mark.usefixtures("coordinator")
def test_issuing_tells_how_many_and_links_the_files(
    browser: Browser, series: Series
) -> None:
    page = browser.submit(browser.get(address(series)), follow=True)

    assert page.texts("main > .notice") == [
        "2 certificates are issued. The families get a letter."
    ]
    assert "Nobody can get a certificate at the moment." in page.text("main")
    files = [str(a["href"]) for a in page.soup.select("td a[href$='.pdf']")]
    names = [text_of(browser.download(path)) for path in files]
    assert ["Mira Novak" in names[0], "Łucja Zych" in names[1]] == [True, True]
    assert db.session.query(Letter).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_the_same_form_sent_twice_issues_once_and_says_the_same(
    browser: Browser, series: Series
) -> None:
    page = browser.get(address(series))

    first = browser.submit(page, follow=True)
    second = browser.submit(page, follow=True)

    assert first.texts("main > .notice") == second.texts("main > .notice")
    assert db.session.query(Certificate).count() == 2
    assert db.session.query(Letter).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_two_windows_issue_once_and_the_second_is_told(
    browser: Browser, series: Series
) -> None:
    page, other = browser.get(address(series)), browser.get(address(series))

    browser.submit(page, follow=True)
    answer = browser.submit(other, follow=True)

    assert answer.texts("main > .notice") == [
        "Nothing to issue: they all have their certificates already."
    ]
    assert db.session.query(Certificate).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_only_those_ticked_get_one(browser: Browser, series: Series) -> None:
    page = browser.get(address(series))
    mira = page.value("tr:has(td):nth-child(2) [name=registrations]")

    page = browser.submit(page, registrations=[mira], follow=True)

    assert page.texts("main > .notice") == [
        "1 certificate is issued. The family gets a letter."
    ]
    (certificate,) = db.session.query(Certificate).all()
    assert certificate.snapshot["pupil"] == "Mira Novak"


@pytest.mark.usefixtures("coordinator")
def test_nobody_ticked_is_refused_in_words(browser: Browser, series: Series) -> None:
    page = browser.submit(browser.get(address(series)), registrations=[])

    assert page.status == 422
    assert page.texts(".error-summary li") == ["Tick at least one pupil"]
    assert page.soup.select("[name=registrations][checked]") == []


@pytest.mark.usefixtures("coordinator")
def test_who_may_no_longer_get_one_is_named(browser: Browser, series: Series) -> None:
    page = browser.get(address(series))
    with unit_of_work():
        series.attendance_needed = 100

    answer = browser.submit(page)

    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "Mira Novak came too rarely. Meetings attended: 3 of 4; needed: 4."
    ]
    assert db.session.query(Certificate).count() == 0


@pytest.mark.usefixtures("coordinator")
def test_before_the_last_meeting_is_over_nothing_can_be_issued(
    browser: Browser, series: Series, clock_at: Callable[[datetime], None]
) -> None:
    page = browser.get(address(series))
    clock_at(meetings_of(series)[-1].ends_at - timedelta(minutes=1))

    answer = browser.submit(page)

    sentence = (
        "The last meeting is not over yet. Certificates can be issued as soon as it is."
    )
    assert answer.texts(".error-summary li") == [sentence]
    assert all(row.endswith(sentence) for row in rows(answer))
    assert answer.soup.select("main form button") == []


@pytest.mark.usefixtures("coordinator")
def test_a_series_without_pupils_says_so(browser: Browser) -> None:
    page = browser.get(address(make_held_series()))

    assert page.text(".empty h2") == "Nobody has a place here"


def test_another_sites_coordinator_finds_neither_page_nor_file(
    browser: Browser, series: Series
) -> None:
    (first, *_) = issue(series)
    sign_in_as(browser, make_coordinator(make_site("ventosa")))

    for path in (
        address(series),
        f"/staff/certificates/{first.public_id}.pdf",
        f"/staff/certificates/{first.public_id}/revoke",
    ):
        assert browser.get(path).status == 404
    assert browser.get("/staff/series/unknown/certificates").status == 404


def test_a_facilitator_may_not_issue(browser: Browser, series: Series) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(address(series)).status == 403


@pytest.mark.usefixtures("coordinator")
def test_revoking_asks_why_and_frees_the_way_for_a_new_one(
    browser: Browser, series: Series
) -> None:
    browser.submit(browser.get(address(series)))
    page = browser.get(address(series))
    path = str(page.one("td a[href$='/revoke']")["href"])

    refused = browser.submit(browser.get(path), reason=" ")
    page = browser.submit(refused, reason="The name was wrong", follow=True)

    assert refused.texts(".error-summary li") == [
        "Write why the certificate is revoked"
    ]
    assert page.texts("main > .notice") == ["The certificate is revoked."]
    assert rows(page)[1] == "Mira Novak 3 of 4 Can be issued"
    again = browser.submit(browser.get(path), reason="Once more")
    assert again.texts(".error-summary li") == [
        "This certificate is not valid any more as it is."
    ]
    browser.submit(page)
    revoked, valid = (
        db.session.query(Certificate)
        .filter(Certificate.snapshot["pupil"].as_string() == "Mira Novak")
        .order_by(Certificate.id)
    )
    assert (revoked.revoke_reason, valid.revoked_at) == ("The name was wrong", None)


@pytest.mark.usefixtures("coordinator")
def test_the_file_is_the_same_every_time_as_its_fingerprint_tells(
    browser: Browser, series: Series
) -> None:
    browser.submit(browser.get(address(series)))
    certificate = db.session.query(Certificate).first()
    assert certificate is not None
    path = f"/staff/certificates/{certificate.public_id}.pdf"

    first, second = browser.download(path, "pl"), browser.download(path, "de")

    assert first == second
    assert hashlib.sha256(first).hexdigest() == certificate.pdf_sha256


@pytest.mark.parametrize(
    "name", [("Łucja", "Żółć-Święcicka"), ("Олександра", "Їжакевич")]
)
def test_both_guardians_hold_the_paper_with_name_and_number(
    browser: Browser, name: tuple[str, str]
) -> None:
    mother, father = make_guardian("Ana"), make_guardian("Petro")
    pupil = make_pupil(*name, guardian=mother)
    with unit_of_work():
        add_guardianship(guardian=father, pupil=pupil)
    certificate = make_certificate(pupil)

    for guardian in (mother, father):
        sign_in_as(browser, guardian.account)
        page = browser.get(f"/family/certificates/{certificate.public_id}.pdf")
        assert page.headers["Content-Type"] == "application/pdf"
        text = text_of(page.data)
        assert " ".join(name) in text
        assert certificate.code in text.replace(" ", "")
        assert "FabLab bielsko-biala" in text
        assert "Hours 8 Meetings 4 of 4" in text


def test_other_families_and_visitors_do_not_find_it(browser: Browser) -> None:
    path = f"/family/certificates/{make_certificate().public_id}.pdf"

    assert browser.get(path).location == "/sign-in"
    sign_in_as(browser, make_guardian("Somebody Else").account)
    page = browser.get(path)

    assert page.status == 404
    assert "There is no such certificate in your family." in page.text("main")
    assert browser.get("/family/certificates/NONE.pdf").status == 404


def test_a_revoked_paper_is_no_longer_handed_out_to_the_family(
    browser: Browser,
) -> None:
    guardian = make_guardian()
    certificate = make_certificate(make_pupil(guardian=guardian))
    with unit_of_work():
        certificate.revoked_at = AFTERWARDS
    sign_in_as(browser, guardian.account)

    page = browser.get(f"/family/certificates/{certificate.public_id}.pdf")

    assert page.status == 410
    assert "This certificate is not valid any more." in page.text("main")
