"""Cards of a whole series: made for all, printed ten to a sheet, replaced when lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader

from fablab.accounts.models import Account, Role
from fablab.audit.queries import latest_events
from fablab.checkin.models import Card, ScanOutcome
from fablab.checkin.pdf import SheetDesign, SmallCard, card_sheets_pdf, group_code
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from fablab.web.qr import qr_matrix
from tests.checkin.factories import (
    MEETING_AT,
    make_card,
    make_kiosk,
    make_place,
)
from tests.checkin.scanning import scan, send
from tests.factories import make_account, make_pupil, make_series, make_site, sign_in_as
from tests.registrations.factories import load_all_texts
from tests.support.pages import Browser
from tests.support.paper import fonts_of

CODE = "FL7K3D9XBCDFGHJK"


@pytest.fixture(autouse=True)
def _ready(app: Flask, clock_at: Callable[[datetime], None]) -> None:
    assert app
    load_all_texts()
    clock_at(MEETING_AT)


@pytest.fixture
def lamps() -> Series:
    return make_series(title="Lamps", starts=(MEETING_AT,))


@pytest.fixture
def coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site())


def sheets(number: int) -> SheetDesign:
    return SheetDesign(
        language="pl",
        title="Karta uczestnika",
        site_name="FabLab Bielsko-Biała",
        hint="Pokaż tę kartę przy wejściu.",
        cards=(SmallCard(name="Jan N.", code=CODE),) * number,
    )


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("number", "on_pages"), [(1, [1]), (10, [10]), (11, [10, 1]), (23, [10, 10, 3])]
)
def test_ten_cards_stand_on_a_sheet(number: int, on_pages: list[int]) -> None:
    pdf = card_sheets_pdf(sheets(number))

    assert [page.count("FL7K 3D9X") for page in pages_of(pdf)] == on_pages
    assert pdf == card_sheets_pdf(sheets(number))
    assert fonts_of(pdf) == {"Nunito-Regular", "Nunito-ExtraBold"}


def test_code_on_a_card_is_a_qr_of_version_1() -> None:
    """The smallest there is: 21 modules, each as large as can be (ISO/IEC 18004)."""
    assert [len(row) for row in qr_matrix(CODE)] == [21] * 21


def url_of(series: Series) -> str:
    return f"/staff/series/{series.slug}/cards"


def place_of(series: Series, given: str, family: str) -> Registration:
    return make_place(series=series, pupil=make_pupil(given, family))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FACILITATOR])
def test_missing_cards_are_made_once_and_printed(browser: Browser, role: Role) -> None:
    staff = make_account(role, site=make_site())
    lamps = make_series(starts=(MEETING_AT,), facilitator=staff)
    kept = make_card(place_of(lamps, "Jan", "Nowak").pupil)
    place_of(lamps, "Łucja", "Żuraw")
    make_place(series=lamps, status=RegistrationStatus.WAITLISTED)
    sign_in_as(browser, staff)
    page = browser.get(url_of(lamps))
    assert page.texts(".person .name") == ["Jan Nowak", "Łucja Żuraw"]
    assert page.texts(".person .chip") == ["no card yet"]

    for _ in range(2):
        browser.submit(page, button="Make 1 missing card")

    assert db.session.query(Card).count() == 2
    answer = browser.get(f"{url_of(lamps)}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    [printed] = pages_of(answer.data)
    assert ("Jan N." in printed, "Łucja Ż." in printed) == (True, True)
    assert "Nowak" not in printed
    assert printed.count(kept.code[:4]) >= 1
    assert latest_events(limit=1)[0].action == "cards.printed"


def test_lost_card_ends_at_once_and_its_successor_is_printed_alone(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    jan = place_of(lamps, "Jan", "Nowak")
    lost = make_card(jan.pupil)
    make_card(place_of(lamps, "Łucja", "Żuraw").pupil)
    sign_in_as(browser, coordinator)

    page = browser.submit(
        browser.get(url_of(lamps)),
        form=f"form[action$='{jan.public_id}']",
        follow=True,
    )

    assert "Jan Nowak has a new card" in page.text(".notice")
    assert latest_events(limit=1)[0].action == "card.replaced"
    [found] = valid_cards(jan)
    assert found.code != lost.code
    [printed] = pages_of(browser.get(f"{url_of(lamps)}.pdf?only={jan.public_id}").data)
    assert group_code(found.code)[:9] in printed
    assert "Łucja" not in printed
    assert show(lost, found) == [ScanOutcome.REVOKED_CARD, ScanOutcome.STORED]


def test_pressing_twice_replaces_a_lost_card_once(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    jan = place_of(lamps, "Jan", "Nowak")
    make_card(jan.pupil)
    sign_in_as(browser, coordinator)
    page = browser.get(url_of(lamps))
    form = f"form[action$='{jan.public_id}']"
    browser.submit(page, form=form)
    [found] = valid_cards(jan)

    again = browser.submit(page, form=form, follow=True)

    assert "Jan Nowak has another card by now." in again.texts(".notice")
    assert valid_cards(jan) == [found]
    assert db.session.query(Card).count() == 2


def valid_cards(place: Registration) -> list[Card]:
    db.session.expire_all()
    return db.session.query(Card).filter_by(pupil=place.pupil, revoked_at=None).all()


def show(*cards: Card) -> list[ScanOutcome]:
    """Show the cards to a tablet a minute after the old one was replaced."""
    somebody = make_place(series=make_series(starts=(MEETING_AT,)))
    by_name = scan(somebody, minute=1)
    events = [
        replace(by_name, id=uuid4(), card=card.code, registration=None)
        for card in cards
    ]
    return send(make_kiosk(), *events)


def test_name_in_a_script_the_typeface_lacks_is_printed_all_the_same(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    make_card(place_of(lamps, "子涵", "Wang").pupil)
    sign_in_as(browser, coordinator)

    [printed] = pages_of(browser.get(f"{url_of(lamps)}.pdf").data)

    assert "?? W." in printed


def test_nothing_to_print_says_what_to_do(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    place_of(lamps, "Jan", "Nowak")
    sign_in_as(browser, coordinator)

    page = browser.get(f"{url_of(lamps)}.pdf", follow=True)

    assert page.url.endswith("/cards")
    assert "Make the cards first" in page.text(".notice")


def test_cards_of_a_series_are_its_own_staffs_alone(
    browser: Browser, coordinator: Account, lamps: Series
) -> None:
    jan = place_of(lamps, "Jan", "Nowak")
    other = make_series(starts=(MEETING_AT,))
    sign_in_as(browser, make_account(Role.FACILITATOR, site=make_site()))
    page = browser.get("/staff/")
    assert browser.get(url_of(lamps)).status == 404
    assert browser.post(url_of(lamps), csrf_token=page.csrf_token).status == 404
    assert browser.get(f"{url_of(lamps)}.pdf").status == 404

    sign_in_as(browser, coordinator)
    token = browser.get("/staff/").csrf_token
    wrong = browser.post(f"{url_of(other)}/{jan.public_id}", csrf_token=token)
    assert wrong.status == 404
    assert db.session.query(Card).count() == 0
