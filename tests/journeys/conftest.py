"""Journeys drive the system's Chromium: here `browser` and `page` are Playwright's."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.support.ports import free_port


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
