"""WebKitGTK: of all that runs here, the nearest thing to an iPad."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

DRIVER = "WebKitWebDriver"
BROWSERS = "lib/*/webkit2gtk-4.*/MiniBrowser"
SCREEN = "1024x768x24"
IN_A_CONTAINER = {
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "WEBKIT_FORCE_SANDBOX": "0",
}


def find_webkit() -> tuple[str, str] | None:
    """The driver and the browser it drives, if both are here and a screen for them."""
    driver = shutil.which(DRIVER)
    browsers = sorted(Path("/usr").glob(BROWSERS))
    if driver is None or not browsers or shutil.which("Xvfb") is None:
        return None
    return driver, str(browsers[-1])


@contextmanager
def run_webkit() -> Iterator[WebKitGTK]:
    """A browser on a screen that nobody sees; the test is skipped where it is not.

    It is no part of what `E2E_REQUIRED` asks for: not every machine has WebKitGTK.
    """
    found = find_webkit()
    if found is None:
        pytest.skip("no WebKitGTK on this machine (apt-get install webkit2gtk-driver)")
    driver, browser = found
    with _screen() as display:
        options = Options()
        options.binary_location = browser
        options.add_argument("--automation")
        environment = {**os.environ, **IN_A_CONTAINER, "DISPLAY": display}
        service = Service(driver, env=environment)
        with mock.patch.dict(os.environ, environment):
            window = WebKitGTK(options=options, service=service)
        try:
            yield window
        finally:
            window.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """A virtual screen that chooses its own free number."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as x:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            x.terminate()
