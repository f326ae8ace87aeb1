import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from fablab.accounts.models import Account, Role
from fablab.certificates.models import Certificate
from fablab.certificates.work import issue_waiting
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Pupil
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
    registrations_of,
    start,
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

    came_once = "Jan Adamek Came to 1 of 4 meetings held"
    too_rarely = "Jan Adamek came too rarely. Meetings attended: 1 of 4; needed: 3."
    assert rows(page) == [
        f"{came_once} {too_rarely} Make an exception: Jan Adamek",
        "Mira Novak Came to 3 of 4 meetings held Can be issued",
        "Łucja Zych Came to 4 of 4 meetings held Can be issued",
    ]
    assert "2 pupils can get a certificate now." in page.text("main")
    ticked = page.texts("label:has(input[name=registrations][checked])")
    assert ticked == ["Mira Novak", "Łucja Zych"]
    assert len(page.soup.select("[name=registrations]")) == 2


@pytest.mark.usefixtures("coordinator")
def test_issuing_in_bulk_shows_how_far_it_is_and_ends_with_everything_to_print(
    browser: Browser, series: Series
) -> None:
    path = str(browser.submit(browser.get(address(series))).location)
    page = browser.get(path)

    assert page.text("h1") == "Certificates are made"
    assert page.text("[role=status]") == "0 of 2 are done"
    assert page.one("progress").attrs["max"] == "2"
    assert page.one("noscript meta").attrs["http-equiv"] == "refresh"
    assert "see how far it is" in browser.get(address(series)).text("main")

    assert issue_waiting() == 2
    page = browser.get(path)

    assert page.text("h1") == "Certificates are ready"
    assert page.texts("main .notice") == [
        "2 certificates are issued. The families get a letter."
    ]
    assert page.soup.select("noscript") == []
    links = [str(link["href"]) for link in page.soup.select("main a.btn")]
    assert links == [f"{path}.pdf", f"{path}.zip"]
    together = PdfReader(io.BytesIO(browser.download(f"{path}.pdf"))).pages
    assert [
        name in sheet.extract_text()
        for name, sheet in zip(("Mira Novak", "Łucja Zych"), together, strict=True)
    ] == [True, True]
    archive = browser.download(f"{path}.zip")
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        fingerprints = [
            hashlib.sha256(files.read(name)).hexdigest() for name in files.namelist()
        ]
    kept = db.session.query(Certificate.pdf_sha256).order_by(Certificate.id)
    assert fingerprints == [row[0] for row in kept]
    assert db.session.query(Letter).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_the_same_form_sent_twice_leads_to_one_batch(
    browser: Browser, series: Series
) -> None:
    page = browser.get(address(series))

    first, second = browser.submit(page), browser.submit(page)
    issue_waiting()

    assert first.location == second.location
    assert db.session.query(Certificate).count() == 2
    assert db.session.query(Letter).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_of_two_windows_the_second_is_led_to_what_the_first_began(
    browser: Browser, series: Series
) -> None:
    page, other, late = (browser.get(address(series)) for _ in range(3))

    first, second = browser.submit(page), browser.submit(other)
    issue_waiting()
    third = browser.submit(late)

    assert first.location == second.location
    assert third.status == 422
    assert third.texts(".error-summary li") == [
        "Nothing to issue: they all have their certificates already."
    ]
    assert db.session.query(Certificate).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_only_those_ticked_get_one(browser: Browser, series: Series) -> None:
    page = browser.get(address(series))
    mira = page.value("tr:has(td):nth-child(2) [name=registrations]")

    path = str(browser.submit(page, registrations=[mira]).location)
    issue_waiting()

    (certificate,) = db.session.query(Certificate).all()
    assert certificate.snapshot["pupil"] == "Mira Novak"
    assert browser.get(path).texts("main .notice") == [
        "1 certificate is issued. The family gets a letter."
    ]


@pytest.mark.usefixtures("coordinator")
def test_nobody_ticked_is_refused_in_words(browser: Browser, series: Series) -> None:
    page = browser.submit(browser.get(address(series)), registrations=[])

    assert page.status == 422
    assert page.texts(".error-summary li") == ["Tick at least one pupil"]
    assert page.soup.select("[name=registrations][checked]") == []


@pytest.mark.usefixtures("coordinator")
def test_who_cannot_be_certified_any_more_is_named_and_stops_nobody(
    browser: Browser, series: Series
) -> None:
    path = str(browser.submit(browser.get(address(series))).location)
    with unit_of_work():
        db.session.query(Pupil).filter_by(given_name="Łucja").update(
            {"given_name": "愛"}
        )

    issue_waiting()
    page = browser.get(path)

    assert page.texts("main .plain-list > li")[1] == (
        "愛 Zych Not issued We cannot print these letters of “愛 Zych”: 愛. "
        "Write them in the Latin or Cyrillic alphabet, then try again."
    )
    (certificate,) = db.session.query(Certificate).all()
    assert certificate.snapshot["pupil"] == "Mira Novak"
    with unit_of_work():
        db.session.query(Pupil).filter_by(given_name="愛").update({"given_name": "Ai"})
    assert browser.get(path).texts("main .plain-list > li")[1] == (
        "Ai Zych Not issued "
        "Something has changed since then. Look at the list of pupils again."
    )


@pytest.mark.usefixtures("coordinator")
def test_what_could_not_be_drawn_is_tried_again_at_the_press_of_a_button(
    browser: Browser, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(browser.submit(browser.get(address(series))).location)
    with monkeypatch.context() as patch:
        patch.setattr("fablab.certificates.papers.certificate_pdf", lambda *_: 1 / 0)
        issue_waiting()

    page = browser.get(path)
    assert page.text("main .notice.bad") == (
        "Some could not be drawn. Nothing is lost: try again, "
        "and tell whoever runs this site if it happens once more."
    )
    assert db.session.query(Letter).count() == 0

    page = browser.submit(page, follow=True)
    assert page.texts("main > .notice") == ["2 certificates are tried again."]
    assert issue_waiting() == 2
    assert db.session.query(Letter).count() == 2
    assert db.session.query(Certificate).count() == 2


@pytest.mark.usefixtures("coordinator")
def test_a_list_without_a_certificate_has_nothing_to_print(
    browser: Browser, series: Series
) -> None:
    path = str(browser.submit(browser.get(address(series))).location)

    for ending in (".pdf", ".zip"):
        answer = browser.get(f"{path}{ending}")
        assert answer.status == 404
        assert "no certificate to print in this list" in answer.text("main")


@pytest.mark.usefixtures("coordinator")
def test_an_exception_needs_a_reason_that_stays_and_makes_the_certificate_possible(
    browser: Browser, series: Series
) -> None:
    page = browser.get(address(series))
    path = str(page.one("td a[href*='/exceptions/']")["href"])

    refused = browser.submit(browser.get(path), reason=" ")
    page = browser.submit(refused, reason="Two weeks in hospital", follow=True)

    assert refused.texts(".error-summary li") == ["Write why an exception is made"]
    assert "Jan Adamek came too rarely." in refused.text("main")
    assert page.texts("main > .notice") == [
        "The exception is noted. Now you can issue the certificate."
    ]
    assert rows(page)[0] == (
        "Jan Adamek Came to 1 of 4 meetings held. Exception by Ewa Lis: "
        "Two weeks in hospital Can be issued"
    )
    again = browser.submit(browser.get(path), reason="Once more")
    assert again.texts(".error-summary li") == [
        "No exception is needed, or none would help. Look at the list again."
    ]


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
    assert all(sentence in row for row in rows(answer))
    assert answer.soup.select("main form button") == []


@pytest.mark.usefixtures("coordinator")
def test_a_series_without_pupils_says_so(browser: Browser) -> None:
    page = browser.get(address(make_held_series()))

    assert page.text(".empty h2") == "Nobody has a place here"


def test_another_sites_coordinator_finds_neither_page_nor_file(
    browser: Browser, series: Series
) -> None:
    (first, *_) = issue(series)
    registration = first.registration
    batch = start(series, registrations_of(series)[0])
    sign_in_as(browser, make_coordinator(make_site("ventosa")))

    for path in (
        address(series),
        f"{address(series)}/exceptions/{registration.public_id}",
        f"/staff/series/{series.slug}/projects",
        f"/staff/certificates/batches/{batch.public_id}",
        f"/staff/certificates/batches/{batch.public_id}.pdf",
        f"/staff/certificates/batches/{batch.public_id}.zip",
        f"/staff/certificates/{first.public_id}.pdf",
        f"/staff/certificates/{first.public_id}/revoke",
        f"/staff/certificates/{first.public_id}/reissue",
    ):
        assert browser.get(path).status == 404
    assert browser.get("/staff/series/unknown/certificates").status == 404


def test_a_facilitator_may_not_issue(browser: Browser, series: Series) -> None:
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))

    assert browser.get(address(series)).status == 403


@pytest.mark.usefixtures("coordinator")
def test_the_file_is_the_same_every_time_as_its_fingerprint_tells(
    browser: Browser, series: Series
) -> None:
    browser.submit(browser.get(address(series)))
    issue_waiting()
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
