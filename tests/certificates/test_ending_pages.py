from collections.abc import Callable
from datetime import datetime

import pytest

from fablab.accounts.models import Account
from fablab.certificates.models import Certificate
from fablab.certificates.work import issue_waiting
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Pupil
from fablab.series.models import Series
from tests.certificates.factories import (
    AFTERWARDS,
    issue,
    make_coordinator,
    make_held_series,
    make_visitor,
)
from tests.factories import make_guardian, make_pupil, sign_in_as
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
    """Mira Novka, whose name is misspelt, came each time and has a certificate."""
    series = make_held_series()
    guardian = make_guardian()
    pupil = make_pupil("Mira", "Novka", guardian=guardian)
    make_visitor(series, came_to=range(4), pupil=pupil)
    issue(series)
    return series


def page_of(browser: Browser, series: Series) -> Page:
    return browser.get(f"/staff/series/{series.slug}/certificates")


def certificates() -> list[Certificate]:
    return db.session.query(Certificate).order_by(Certificate.id).all()


def rename(family_name: str) -> None:
    with unit_of_work():
        db.session.query(Pupil).update({"family_name": family_name})


@pytest.mark.usefixtures("coordinator")
def test_revoking_asks_why_and_frees_the_way_for_a_new_one(
    browser: Browser, series: Series
) -> None:
    path = str(page_of(browser, series).one("td a[href$='/revoke']")["href"])

    refused = browser.submit(browser.get(path), reason=" ")
    kind, reason = "wrong_person", "It was her sister"
    page = browser.submit(refused, follow=True, kind=kind, reason=reason)

    assert refused.texts(".error-summary li") == [
        "Choose why the certificate is revoked",
        "Write why the certificate is revoked",
    ]
    assert page.texts("main > .notice") == ["The certificate is revoked."]
    assert page.texts("tbody tr") == [
        "Mira Novka Came to 4 of 4 meetings held Can be issued"
    ]
    (earlier,) = page.texts("main section .plain-list li")
    assert "Revoked on 30 Sept 2026" in earlier
    assert "It was issued to the wrong person: It was her sister (Ewa Lis)" in earlier
    again = browser.submit(browser.get(path), kind=kind, reason=reason)
    assert again.texts(".error-summary li") == [
        "This certificate is not valid any more as it is."
    ]
    browser.submit(page)
    issue_waiting()
    revoked, valid = certificates()
    assert (revoked.revoke_reason, valid.revoked_at) == ("It was her sister", None)


@pytest.mark.usefixtures("coordinator")
def test_issuing_anew_corrects_the_name_and_both_stay_checkable(
    browser: Browser, series: Series
) -> None:
    rename("Novak")
    path = str(page_of(browser, series).one("td a[href$='/reissue']")["href"])

    asked = browser.get(path)
    refused = browser.submit(asked, reason="")
    sent = browser.submit(refused, reason="The name was misspelt")
    assert issue_waiting() == 1

    assert asked.texts("main dd")[:2] == ["Mira Novka", "Mira Novak"]
    assert refused.texts(".error-summary li") == [
        "Write why the certificate is issued anew"
    ]
    page = browser.get(str(sent.location))
    assert page.text("h1") == "Certificates are ready"
    old, new = certificates()
    assert (old.snapshot["pupil"], new.snapshot["pupil"]) == (
        "Mira Novka",
        "Mira Novak",
    )
    assert text_of(browser.download(f"/staff/certificates/{old.public_id}.pdf"))
    states = [
        browser.get(f"/verify/{certificate.code}").text(".verdict h2")
        for certificate in (old, new)
    ]
    assert states == [
        "This certificate was replaced by a newer one",
        "This certificate is valid",
    ]
    letters = db.session.query(Letter.template).order_by(Letter.id).all()
    assert [row[0] for row in letters] == ["certificate_issued", "certificate_reissued"]
    (earlier,) = page_of(browser, series).texts("main section .plain-list li")
    assert "The name was misspelt (Ewa Lis)" in earlier


@pytest.mark.usefixtures("coordinator")
def test_a_stranger_is_never_told_the_number_of_the_new_one(
    browser: Browser, series: Series
) -> None:
    path = str(page_of(browser, series).one("td a[href$='/reissue']")["href"])
    browser.submit(browser.get(path), reason="Once more")
    old, new = certificates()

    for address in (f"/verify/{old.code}", f"/api/v1/certificates/{old.code}"):
        answer = browser.get(address).data.decode()
        assert new.code not in answer.replace(" ", "")


@pytest.mark.usefixtures("coordinator")
def test_a_revoked_one_is_not_issued_anew_but_from_the_list(
    browser: Browser, series: Series
) -> None:
    path = str(page_of(browser, series).one("td a[href$='/reissue']")["href"])
    page = browser.get(path)
    with unit_of_work():
        certificates()[0].revoked_at = AFTERWARDS

    answer = browser.submit(page, reason="The name was misspelt")

    assert answer.status == 422
    assert answer.texts(".error-summary li") == [
        "This certificate is not valid any more as it is."
    ]
    assert len(certificates()) == 1


@pytest.mark.usefixtures("coordinator")
def test_a_button_pressed_twice_issues_anew_once(
    browser: Browser, series: Series
) -> None:
    path = str(page_of(browser, series).one("td a[href$='/reissue']")["href"])
    page = browser.get(path)

    first = browser.submit(page, reason="The name was misspelt")
    second = browser.submit(page, reason="The name was misspelt")

    assert first.location == second.location
    assert len(certificates()) == 2
