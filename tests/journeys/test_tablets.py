"""Tablets in trouble, in Chromium: restarted, two of them, and clocks that jump."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from fablab.checkin.models import Attendance, HandOver
from fablab.kernel.db import db
from tests.journeys.tablet import (
    IN_CHROMIUM,
    Door,
    all_sent,
    open_meeting,
    scans,
    shows,
    type_code,
)

pytestmark = IN_CHROMIUM

NEAR = timedelta(seconds=30)
CLOCK_THAT_JUMPS = """
  const Right = Date;
  let ahead = 0;
  globalThis.jump = (minutes) => { ahead += minutes * 60_000; };
  globalThis.Date = class extends Right {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(Right.now() + ahead);
    }
    static now() { return Right.now() + ahead; }
  };
"""


def test_full_queue_survives_a_restart_of_the_browser(
    door: Door,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
) -> None:
    def start() -> BrowserContext:
        return browser_type.launch_persistent_context(
            tmp_path, **browser_type_launch_args
        )

    tablet = start()
    page = tablet.pages[0]
    open_meeting(page, door)
    tablet.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    page.locator("label[for=mode-out]").click()
    type_code(page, door.cards["Jan"].code)
    page.locator("#result").get_by_role("button", name="(guardian)").click()
    shows(page, "ok", "handed over to Ana Novak")
    tablet.close()
    assert scans() == []

    tablet = start()
    page = tablet.pages[0]
    page.goto(f"{door.url}/kiosk/")

    all_sent(page)
    assert [scan.kind for scan in scans(2)] == ["in", "out"]
    attendance = db.session.query(Attendance).one()
    assert attendance.hand_over is HandOver.COLLECTOR
    assert attendance.collected_by == "Ana Novak"
    tablet.close()


def test_two_tablets_at_two_doors_make_one_attendance(
    page: Page, context: BrowserContext, door: Door
) -> None:
    assert context.browser
    other_tablet = context.browser.new_context()
    other = other_tablet.new_page()
    open_meeting(page, door)
    open_meeting(other, door)
    for tablet in (context, other_tablet):
        tablet.set_offline(offline=True)
    for each in (page, other):
        type_code(each, door.cards["Jan"].code)
        shows(each, "ok", "Jan N.", "checked in")
    type_code(other, door.cards["Zosia"].code)
    shows(other, "ok", "Zosia K.")

    context.set_offline(offline=False)
    all_sent(page)
    other_tablet.set_offline(offline=False)
    all_sent(other)

    outcomes = [scan.outcome for scan in scans(3)]
    assert outcomes == ["stored", "already_present", "stored"]
    assert db.session.query(Attendance).count() == 2
    page.reload()
    for each in (page, other):
        expect(each.locator("#count")).to_have_text("2 of 4 here", timeout=20_000)
    other_tablet.close()


@pytest.mark.parametrize("minutes", [-180, 180])
def test_clock_that_jumps_before_sending_changes_no_time(
    page: Page, context: BrowserContext, door: Door, minutes: int
) -> None:
    page.add_init_script(CLOCK_THAT_JUMPS)
    open_meeting(page, door)
    context.set_offline(offline=True)
    came = datetime.now(UTC)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")

    page.evaluate(f"jump({minutes})")
    context.set_offline(offline=False)

    all_sent(page)
    [scan] = scans(1)
    assert scan.outcome == "stored"
    assert abs(scan.at - came) < NEAR


def test_tablet_that_slept_is_not_taken_for_a_clock_that_jumped(
    page: Page, context: BrowserContext, door: Door
) -> None:
    page.add_init_script(
        "const right = performance.now.bind(performance);"
        "let slept = 0;"
        "globalThis.sleep = (minutes) => { slept += minutes * 60_000; };"
        "performance.now = () => right() - slept;"
    )
    open_meeting(page, door)
    context.set_offline(offline=True)
    came = datetime.now(UTC)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")

    page.evaluate("sleep(50)")
    context.set_offline(offline=False)

    all_sent(page)
    [scan] = scans(1)
    assert abs(scan.at - came) < NEAR


def test_times_from_before_a_reload_stay_as_they_were(
    page: Page, context: BrowserContext, door: Door
) -> None:
    page.add_init_script(CLOCK_THAT_JUMPS)
    open_meeting(page, door)
    context.set_offline(offline=True)
    came = datetime.now(UTC)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")

    page.reload()
    expect(page.locator("#status")).to_have_text("Offline – 1 waiting to send")
    context.set_offline(offline=False)

    all_sent(page)
    [scan] = scans(1)
    assert abs(scan.device_at - came) < NEAR
