"""Journeys drive the system's Chromium: here `browser` and `page` are Playwright's."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from fablab.consent.models import Purpose
from fablab.people.models import HealthNote
from tests.checkin.factories import make_card, make_code, make_place
from tests.consent.factories import allow
from tests.factories import make_pupil, make_series, saved
from tests.journeys.tablet import Door
from tests.support.ports import free_port

EXPECTED = [
    ("Zosia", "Kowalska"),
    ("Łucja", "Żuraw"),
    ("Jan", "Nowak"),
    ("Oleksandra", "Petrenko"),
]


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """A running Chromium, in place of the visitor that other tests have."""
    browser = launch_browser()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Allow the camera, on a screen as large as a tablet's."""
    return {
        **browser_context_args,
        "permissions": ["camera"],
        "viewport": {"width": 1024, "height": 768},
    }


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address at which this test's app answers, from threads of this process."""
    server = make_server("localhost", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()
    for answering in threading.enumerate():
        if "process_request_thread" in answering.name:
            answering.join(timeout=0.5)


@pytest.fixture
def door(served: str) -> Door:
    now = datetime.now(UTC)
    series = make_series(title="Phone stands", starts=(now - timedelta(minutes=5),))
    pupils = [make_pupil(given, family) for given, family in EXPECTED]
    for pupil in pupils:
        make_place(series=series, pupil=pupil)
    saved(HealthNote(pupil=pupils[0], sealed=b"sealed", written_at=now))
    allow(pupils[0], Purpose.HEALTH_NOTE, at=now)
    cards = {pupil.given_name: make_card(pupil) for pupil in pupils}
    return Door(served, cards, lambda: make_code(now=now))


@pytest.fixture
def foreign(context: BrowserContext) -> list[str]:
    """The addresses that any page asked another host for."""
    found: list[str] = []

    def look(url: str) -> None:
        if not url.startswith(("http://localhost:", "data:", "blob:")):
            found.append(url)

    context.on("request", lambda request: look(request.url))
    return found
