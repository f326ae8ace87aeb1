"""The tablet's page in WebKitGTK, the engine of every browser on an iPad."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from fablab.checkin.pdf import SheetDesign, SmallCard, card_sheets_pdf
from tests.journeys.tablet import IN_CHROMIUM, TABLET_PIN, Door, scans
from tests.support.paper import draw_page
from tests.support.ports import free_port
from tests.support.webkit import run_webkit

pytestmark = [
    *(mark for mark in IN_CHROMIUM if mark.name != "browser"),
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]

PATIENCE = 20  # seconds


@pytest.fixture
def served() -> str:
    """Where the tablet finds the app; the tests switch it on and off."""
    return f"http://localhost:{free_port()}"


@contextmanager
def online(app: Flask, door: Door) -> Iterator[None]:
    """The server answers inside `with`."""
    port = int(door.url.rpartition(":")[2])
    server = make_server("localhost", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def webkit() -> Iterator[WebKitGTK]:
    with run_webkit() as window:
        yield window


def shows(webkit: WebKitGTK, selector: str, words: str = "") -> None:
    """Wait until the element is in sight with these words."""

    def is_there(_: object) -> bool:
        found = webkit.find_elements(By.CSS_SELECTOR, selector)
        return any(each.is_displayed() and words in each.text for each in found)

    WebDriverWait(webkit, PATIENCE, ignored_exceptions=[Exception]).until(
        is_there, f"{selector}: {words}"
    )


def press(webkit: WebKitGTK, selector: str, **fields: str) -> None:
    """Fill in fields by id and press the button.

    Nothing is typed: the driver types so fast that it passes for a hand scanner.
    """
    for name, value in fields.items():
        field = webkit.find_element(By.ID, name.replace("_", "-"))
        webkit.execute_script("arguments[0].value = arguments[1]", field, value)
    webkit.find_element(By.CSS_SELECTOR, selector).click()


def test_tablet_works_offline_and_reads_cards_in_webkit(
    app: Flask, door: Door, webkit: WebKitGTK, tmp_path: Path
) -> None:
    with online(app, door):
        webkit.get(f"{door.url}/kiosk/?lang=en")
        shows(webkit, "html[data-kiosk=ready]")
        code = door.new_code()
        press(webkit, "#enrol-form button", enrol_code=code, enrol_name="iPad")
        shows(webkit, "#newpin")
        press(webkit, "#newpin-form [type=submit]", newpin_digits=TABLET_PIN)
        shows(webkit, "#meetings .choice", "Phone stands")
        press(webkit, "#meetings .choice")
        shows(webkit, "html[data-sw=ready]")
        press(webkit, "#typed button", code=door.cards["Jan"].code)
        shows(webkit, "#result[data-state=ok]", "Jan N.")
        shows(webkit, "#status[data-waiting='0'][data-network=online]")

    press(webkit, "#typed button", code=door.cards["Zosia"].code)
    shows(webkit, "#result[data-state=ok]", "Zosia K.")
    webkit.refresh()
    shows(webkit, "#status[data-waiting='1']", "Offline – 1 waiting to send")
    shows(webkit, "#count", "2 of 4 here")

    photo = tmp_path / "card.png"
    card = SmallCard(name="Łucja Ż.", code=door.cards["Łucja"].code)
    sheet = SheetDesign(
        language="en", title="Card", site_name="FabLab", hint="", cards=(card,)
    )
    draw_page(card_sheets_pdf(sheet), dpi=150).crop((114, 80, 619, 399)).save(photo)
    webkit.find_element(By.ID, "photo").send_keys(str(photo))
    shows(webkit, "#result[data-state=ok]", "Łucja Ż.")

    with online(app, door):
        webkit.execute_script("dispatchEvent(new Event('online'))")
        shows(webkit, "#status[data-waiting='0'][data-network=online]")
        assert [scan.outcome for scan in scans(3)] == ["stored"] * 3
