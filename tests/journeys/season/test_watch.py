from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.journeys.season.watch import Devices

HOME = "http://localhost"
PAGES = {
    f"{HOME}/good": (200, "<!doctype html><h1>Good</h1>"),
    f"{HOME}/foreign": (200, "<!doctype html><img src='//elsewhere.test/x.png'>"),
    f"{HOME}/refused": (403, "<!doctype html><h1>No</h1>"),
    f"{HOME}/broken": (200, "<!doctype html><script>nothing.there()</script>"),
    f"{HOME}/loud": (200, "<!doctype html><script>console.error('oh')</script>"),
    "http://elsewhere.test/x.png": (200, ""),
}


def answer(route: Route) -> None:
    status, body = PAGES.get(route.request.url, (204, ""))
    route.fulfill(status=status, content_type="text/html", body=body)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("/good", []),
        ("/foreign", ["asked another host: http://elsewhere.test/x.png"]),
        ("/refused", ["answered 403: http://localhost/refused"]),
        ("/broken", ["script: nothing is not defined"]),
        ("/loud", ["console: oh"]),
    ],
)
def test_what_no_page_may_do_is_noticed(
    browser: Browser, tmp_path: Path, path: str, trouble: list[str]
) -> None:
    devices = Devices(browser, home=HOME, locale="en-GB")
    page = devices.new((320, 480))
    page.context.route("**/*", answer)

    page.goto(path)
    page.wait_for_load_state("networkidle")

    seen = [each for each in devices.watch.seen if "Failed to load" not in each]
    devices.close(pictures=tmp_path)
    assert [each.splitlines()[0].partition(" {")[0] for each in seen] == trouble
