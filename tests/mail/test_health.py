import json
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.mail.factories import NOW, queue_sign_in_letter
from tests.support.pages import Browser


def test_ready_tells_of_letters_that_do_not_get_away(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    def letters() -> object:
        return json.loads(browser.get("/ready").data)["checks"]["letters"]

    clock_at(NOW)
    queue_sign_in_letter()
    assert letters() == {"state": "ok", "detail": "1 waiting"}

    clock_at(NOW + timedelta(minutes=16))
    assert letters() == {"state": "degraded", "detail": "1 waiting"}
    assert browser.get("/ready").status == 200
