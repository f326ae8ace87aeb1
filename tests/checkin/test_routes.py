import json
import re
import struct
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.accounts.models import Role
from fablab.checkin.models import Attendance, AttendanceStatus, Card, Kiosk
from fablab.checkin.queries.kiosks import live_kiosk
from fablab.checkin.services.kiosks import enrol_kiosk
from fablab.kernel.db import db, unit_of_work
from tests.checkin.factories import (
    MEETING_AT,
    first_meeting,
    make_card,
    make_place,
    make_token,
)
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.support.pages import Browser

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _at_the_meeting(clock_at: SetClock) -> None:
    clock_at(MEETING_AT)


@pytest.mark.parametrize("language", ["en", "pl", "de", "uk"])
def test_kiosk_page_is_well_made_and_may_run_wasm(
    browser: Browser, language: str
) -> None:
    page = browser.get("/kiosk/", language)

    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert page.status == 200


def test_worker_keeps_the_page_and_every_file_it_needs(browser: Browser) -> None:
    script = browser.download("/kiosk/sw.js").decode()
    manifest = browser.download("/kiosk/manifest.webmanifest")

    for name in ("app.js", "kit.css", "zxing_reader.wasm", "idb/index.js", "nunito"):
        assert name in script
    assert "/api/" not in script
    assert b'"scope":"/kiosk/"' in manifest.replace(b" ", b"")


def test_tablet_gets_pictures_for_its_home_screen(browser: Browser) -> None:
    manifest = json.loads(browser.download("/kiosk/manifest.webmanifest"))

    drawn = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]

    assert manifest["display"] == "standalone"
    assert [(icon["sizes"], icon["purpose"]) for icon in drawn] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in drawn:
        width, height = png_size(browser.download(icon["src"]))
        assert f"{width}x{height}" == icon["sizes"]


def test_ipad_gets_a_picture_for_its_home_screen(browser: Browser) -> None:
    link = browser.get("/kiosk/").soup.select_one("link[rel=apple-touch-icon]")

    assert link is not None
    assert png_size(browser.download(str(link["href"]))) == (180, 180)


def test_first_load_of_the_kiosk_is_at_most_600_kb(app: Flask) -> None:
    client = app.test_client()
    listed = re.search(r"const FILES = (\[.*?\]);", client.get("/kiosk/sw.js").text)
    assert listed is not None

    loaded = {}
    for path in ["/kiosk/", *json.loads(listed[1])]:
        with client.get(path, headers={"Accept-Encoding": "br"}) as answer:
            loaded[path] = len(answer.data)

    assert [path for path in loaded if path.endswith("zxing_reader.wasm")] != []
    assert sum(loaded.values()) <= 600_000, loaded


def png_size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_guardian_shows_and_prints_the_card_of_an_own_pupil(browser: Browser) -> None:
    guardian = make_guardian()
    pupil = make_pupil("Zosia", "Kowalska", guardian=guardian)
    make_place(pupil=pupil)
    card = make_card(pupil)
    sign_in_as(browser, guardian.account)

    page = browser.get(f"/family/cards/{card.public_id}")

    assert page.text("h1") == "Card of Zosia K."
    assert page.text(".code").replace(" ", "") == card.code
    for paper in ("A4", "A6"):
        file = browser.download(f"/family/cards/{card.public_id}.pdf?paper={paper}")
        assert file.startswith(b"%PDF")


def test_card_of_another_family_is_not_found(browser: Browser) -> None:
    card = make_card(make_pupil())
    sign_in_as(browser, make_guardian("Someone Else").account)

    assert browser.get(f"/family/cards/{card.public_id}").status == 404
    assert browser.get(f"/family/cards/{card.public_id}.pdf").status == 404


def test_lost_card_is_replaced(browser: Browser) -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    make_place(pupil=pupil)
    lost = make_card(pupil)
    sign_in_as(browser, guardian.account)
    page = browser.get(f"/family/cards/{lost.public_id}")

    new = browser.submit(page, button="Make a new card", follow=True)

    assert new.text(".code").replace(" ", "") != lost.code
    assert browser.get(f"/family/cards/{lost.public_id}").status == 404
    assert db.session.query(Card).filter(Card.revoked_at.is_(None)).count() == 1


def test_coordinator_makes_a_code_and_signs_a_tablet_out(
    browser: Browser, clock_at: SetClock
) -> None:
    site = make_site()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=site))
    page = browser.get("/staff/kiosks/")
    assert page.text(".empty h2") == "No tablet yet"

    page = browser.submit(page, button="Make a code", follow=True)
    code = page.text(".qr-tile .code").replace(" ", "")
    assert "It works once, until 10:10." in page.text("main")
    assert page.one(".qr-tile svg")["aria-label"] == (
        "QR code that opens the check-in page"
    )
    clock_at(MEETING_AT + timedelta(minutes=10))
    assert "Code for a tablet of" not in browser.get("/staff/kiosks/").text("main")
    clock_at(MEETING_AT)
    with unit_of_work():
        enrol_kiosk(code=code, name="Side door", now=MEETING_AT)

    token = make_token(site, name="Hall")
    page = browser.get("/staff/kiosks/")
    assert page.texts("tbody th") == ["Hall", "Side door"]
    page = browser.submit(page, button="Sign out: Hall", follow=True)
    assert page.texts("tbody th") == ["Side door"]
    assert live_kiosk(token, now=MEETING_AT) is None


def test_list_says_which_tablets_clock_is_wrong(browser: Browser) -> None:
    site = make_site()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=site))
    make_token(site, name="Hall")
    with unit_of_work():
        db.session.query(Kiosk).one().clock_error = -7200

    page = browser.get("/staff/kiosks/")

    assert page.texts("tbody .chip") == ["its clock is wrong by 120 minutes"]


def test_tablet_of_another_site_cannot_be_signed_out(browser: Browser) -> None:
    make_token(make_site("elsewhere"))
    kiosk = db.session.query(Kiosk).one()
    sign_in_as(browser, make_account(Role.COORDINATOR, site=make_site()))
    token = browser.get("/staff/kiosks/").csrf_token

    url = f"/staff/kiosks/{kiosk.public_id}/revoke"

    assert browser.post(url, csrf_token=token).status == 404


def test_facilitator_marks_the_register_of_an_own_meeting(browser: Browser) -> None:
    site = make_site()
    facilitator = make_account(Role.FACILITATOR, site=site)
    series = make_series(site=site, facilitator=facilitator)
    place = make_place(series=series, pupil=make_pupil("Zosia", "Kowalska"))
    meeting = first_meeting(series)
    sign_in_as(browser, facilitator)
    page = browser.get(f"/staff/meetings/{meeting.public_id}")
    assert page.texts(".person .name") == ["Zosia Kowalska"]

    page = browser.submit(page, follow=True, **{f"status-{place.public_id}": "excused"})

    assert page.text(".notice") == "The register is saved."
    row = db.session.query(Attendance).one()
    assert (row.status, row.marked_by) == (AttendanceStatus.EXCUSED, facilitator)


def test_mark_of_blanks_alone_marks_nobody(browser: Browser) -> None:
    site = make_site()
    facilitator = make_account(Role.FACILITATOR, site=site)
    series = make_series(site=site, facilitator=facilitator)
    place = make_place(series=series, pupil=make_pupil("Zosia", "Kowalska"))
    sign_in_as(browser, facilitator)
    url = f"/staff/meetings/{first_meeting(series).public_id}"
    answers = {
        "csrf_token": browser.get(url).csrf_token,
        f"status-{place.public_id}": "\t ",
    }

    answer = browser.post(url, **answers)

    assert answer.status == 303
    assert db.session.query(Attendance).count() == 0


def test_meeting_that_one_does_not_lead_is_not_found(
    app: Flask, browser: Browser
) -> None:
    del app
    site = make_site()
    meeting = first_meeting(make_series(site=site))
    sign_in_as(browser, make_account(Role.FACILITATOR, site=site))

    assert browser.get(f"/staff/meetings/{meeting.public_id}").status == 404
