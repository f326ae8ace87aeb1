"""Leaving, on the tablet in Chromium: who collects, the stop, alone, and taken back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from fablab.accounts.models import Role
from fablab.accounts.pins import make_pin
from fablab.checkin.models import Attendance, HandOver
from fablab.consent.models import Purpose
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Collector, CollectorRelation, Pupil
from fablab.sites.models import Site
from fablab.web.current import current_settings
from tests.consent.factories import allow, say
from tests.factories import make_account, saved
from tests.journeys.tablet import (
    IN_CHROMIUM,
    Door,
    all_sent,
    events_in,
    kept,
    open_meeting,
    scans,
    shows,
    travel,
    type_code,
)
from tests.registrations.factories import guardian_of_pupil

pytestmark = IN_CHROMIUM

GRANDMOTHER = "Halina Wiśniewska"
STRANGER = "Adam Obcy"


@pytest.fixture
def jan(door: Door) -> Pupil:
    """Jan, whose grandmother may collect him."""
    pupil = door.cards["Jan"].pupil
    saved(
        Collector(
            pupil=pupil,
            name=GRANDMOTHER,
            relation=CollectorRelation.GRANDPARENT,
            phone="+48600100200",
            valid_from=date(2026, 1, 1),
            named_by=guardian_of_pupil(pupil),
            named_at=datetime.now(UTC),
        )
    )
    return pupil


def arrive(page: Page, door: Door, *names: str) -> None:
    """Everybody comes in; then the tablet is switched to leaving."""
    open_meeting(page, door)
    for name in names:
        type_code(page, door.cards[name].code)
        shows(page, "ok", name, "checked in")
    all_sent(page)
    page.locator("label[for=mode-out]").click()


def press(page: Page, words: str) -> None:
    page.locator("#result").get_by_role("button", name=words).click()


@pytest.mark.usefixtures("jan")
def test_collector_is_asked_for_and_kept_with_the_leaving(
    page: Page, door: Door
) -> None:
    arrive(page, door, "Jan")

    type_code(page, door.cards["Jan"].code)
    shows(page, "ask", "Jan N.", "Who collects?")
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    press(page, f"{GRANDMOTHER} (grandparent)")

    shows(page, "ok", "Jan N.", "checked out", f"handed over to {GRANDMOTHER}")
    all_sent(page)
    assert [scan.kind for scan in scans(2)] == ["in", "out"]
    attendance = db.session.query(Attendance).one()
    assert attendance.hand_over is HandOver.COLLECTOR
    assert attendance.collected_by == GRANDMOTHER


@pytest.mark.usefixtures("jan")
def test_without_a_network_collectors_wait_sealed(
    page: Page, context: BrowserContext, door: Door
) -> None:
    arrive(page, door, "Jan")
    context.set_offline(offline=True)

    type_code(page, door.cards["Jan"].code)
    press(page, GRANDMOTHER)
    shows(page, "ok", f"handed over to {GRANDMOTHER}")
    page.reload()
    expect(page.locator("#status")).to_have_text("Offline – 1 waiting to send")

    found = kept(page)
    assert found["outbox"][0]["event"]["hand_over"] == "collector"
    assert "Wiśniewska" not in str(found)
    assert "Wi\\u015bniewska" not in str(found)
    assert "Halina" not in str(found)
    context.set_offline(offline=False)
    all_sent(page)
    left = scans(2)[1]
    assert (left.hand_over, left.collected_by) == ("collector", GRANDMOTHER)


def test_person_who_is_not_on_the_list_is_a_stop(page: Page, door: Door) -> None:
    arrive(page, door, "Jan")
    type_code(page, door.cards["Jan"].code)

    press(page, "Somebody else")
    shows(page, "stop", "Stop.", "This person is not on the list.", "printed list")
    press(page, "Do not hand over")

    shows(page, "info", "Jan N.", "stays here and counts as inside")
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    expect(page.locator("#questions")).to_be_hidden()
    assert [scan.kind for scan in scans(1)] == ["in"]


def test_who_allows_an_unlisted_person_gives_both_names(
    page: Page, context: BrowserContext, door: Door
) -> None:
    arrive(page, door, "Jan")
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    press(page, "Somebody else")
    press(page, "Allowed by …")

    press(page, "Hand over")
    expect(page.locator("#result .msg")).to_have_text("Enter who takes the pupil.")
    page.get_by_label("Who takes the pupil?").fill(STRANGER)
    press(page, "Hand over")
    expect(page.locator("#result .msg")).to_contain_text("Enter your name")
    page.get_by_label("Who allows it?").fill("Ewa Leśniak")
    press(page, "Hand over")

    shows(page, "warn", f"handed over to {STRANGER}", "allowed by Ewa Leśniak")
    assert "Obcy" not in str(kept(page))
    context.set_offline(offline=False)
    all_sent(page)
    left = scans(2)[1]
    told = left.hand_over, left.collected_by, left.allowed_by
    assert told == ("other", STRANGER, "Ewa Leśniak")
    assert left.outcome == "stored"
    attendance = db.session.query(Attendance).one()
    assert attendance.hand_over is HandOver.OTHER
    assert (attendance.collected_by, attendance.allowed_by) == (STRANGER, "Ewa Leśniak")


def test_open_question_survives_the_next_card_and_a_reload(
    page: Page, door: Door
) -> None:
    arrive(page, door, "Jan", "Zosia")
    type_code(page, door.cards["Jan"].code)
    shows(page, "ask", "Jan N.")

    type_code(page, door.cards["Zosia"].code)

    shows(page, "ask", "Zosia K.")
    waiting = page.locator("#questions li")
    expect(waiting).to_have_text(["Jan N."])
    page.reload()
    expect(waiting).to_have_text(["Jan N.", "Zosia K."])
    waiting.get_by_role("button", name="Jan N.").click()
    press(page, "(guardian)")
    shows(page, "ok", "Jan N.", "checked out")
    expect(waiting).to_have_text(["Zosia K."])
    all_sent(page)
    assert [scan.kind for scan in scans(3)] == ["in", "in", "out"]


def test_stop_never_blocks_the_next_card(page: Page, door: Door) -> None:
    arrive(page, door, "Jan", "Zosia")
    type_code(page, door.cards["Jan"].code)
    press(page, "Somebody else")
    shows(page, "stop")

    type_code(page, "no card at all")
    shows(page, "warn", "Not on this list")
    type_code(page, door.cards["Zosia"].code)

    shows(page, "ask", "Zosia K.")
    expect(page.locator("#questions li")).to_have_text(["Jan N."])


def test_who_may_leave_alone_by_now_is_not_asked_about(page: Page, door: Door) -> None:
    allow(door.cards["Jan"].pupil, Purpose.LEAVING_ALONE)
    arrive(page, door, "Jan")

    with page.expect_request("**/api/v1/kiosk/scans") as sent:
        type_code(page, door.cards["Jan"].code)

    shows(page, "ok", "Jan N.", "checked out", "leaves alone")
    assert events_in(sent.value)[0]["hand_over"] == "alone"


def test_who_may_leave_alone_only_later_is_asked_about(page: Page, door: Door) -> None:
    pupil = door.cards["Jan"].pupil
    allow(pupil)
    say(
        guardian_of_pupil(pupil),
        pupil,
        answer=True,
        purpose=Purpose.LEAVING_ALONE,
        from_time=time(23, 59),
    )
    arrive(page, door, "Jan")

    type_code(page, door.cards["Jan"].code)

    shows(page, "ask", "Jan N.", "May leave alone from 23:59.")
    leaves = page.locator("#result").get_by_role("button", name="Leaves alone")
    expect(leaves).to_have_count(0)


def test_who_was_never_checked_in_can_leave_and_it_is_said(
    page: Page, door: Door
) -> None:
    arrive(page, door)

    type_code(page, door.cards["Jan"].code)
    press(page, "(guardian)")

    shows(page, "warn", "Jan N.", "checked out", "was not checked in before")


def test_pick_up_rule_is_shown_large_and_stops_leaving_alone(
    page: Page, door: Door
) -> None:
    allow(door.cards["Jan"].pupil, Purpose.LEAVING_ALONE)
    with_flag(page, "pick_up")
    arrive(page, door, "Jan")

    type_code(page, door.cards["Jan"].code)

    shows(page, "ask", "Jan N.", "Who collects?")
    warning = page.locator("#result strong")
    expect(warning).to_contain_text("somebody must not collect this pupil")
    leaves = page.locator("#result").get_by_role("button", name="Leaves alone")
    expect(leaves).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")


def with_flag(page: Page, flag: str) -> None:
    """Let every pupil of the list have that flag."""

    def add(route: Route) -> None:
        answer = route.fetch()
        roster = answer.json()
        for meeting in roster["meetings"]:
            for person in meeting["people"]:
                person["flags"].append(flag)
        route.fulfill(response=answer, json=roster)

    page.route("**/api/v1/kiosk/roster", add)


def test_pupil_let_go_at_the_other_tablet_is_not_asked_about_any_more(
    page: Page, context: BrowserContext, door: Door
) -> None:
    arrive(page, door, "Jan")
    type_code(page, door.cards["Jan"].code)
    shows(page, "ask", "Jan N.")
    assert context.browser
    other = context.browser.new_context().new_page()
    open_meeting(other, door)
    other.locator("label[for=mode-out]").click()
    type_code(other, door.cards["Jan"].code)
    press(other, "(guardian)")
    shows(other, "ok", "Jan N.", "checked out")
    all_sent(other)

    type_code(page, door.cards["Zosia"].code)
    shows(page, "ask", "Zosia K.")

    expect(page.locator("#count")).to_have_text("0 of 4 here")
    expect(page.locator("#questions")).to_be_hidden()
    other.context.close()


def test_undo_takes_one_tap_for_ten_seconds_and_a_reason_for_fifteen_minutes(
    page: Page, door: Door
) -> None:
    arrive(page, door, "Jan", "Zosia")
    undo = page.get_by_role("button", name="Undo: Zosia K.")
    page.get_by_text("Last check-ins and check-outs").click()
    expect(page.locator("#acts li")).to_have_count(1)

    expect(page.locator("#undo")).to_be_hidden(timeout=15_000)
    expect(page.locator("#acts li")).to_have_count(2)
    undo.click()
    with page.expect_request("**/api/v1/kiosk/scans") as sent:
        page.get_by_role("button", name="Wrong pupil").click()

    shows(page, "info", "Zosia K.", "taken back")
    [event] = events_in(sent.value)
    assert (event["kind"], event["reason"]) == ("undo", "Wrong pupil")
    expect(page.locator("#count")).to_have_text("1 of 4 here")
    later = datetime.now(UTC) + timedelta(minutes=16)
    travel(page, later)
    page.reload()
    expect(page.locator("#acts")).to_be_hidden()


@pytest.fixture
def pin(door: Door) -> str:
    """The PIN of Ewa Lis, who works here."""
    assert door.cards
    site = db.session.query(Site).first()
    ewa = make_account(Role.FACILITATOR, site=site, name="Ewa Lis")
    with unit_of_work():
        return make_pin(
            account=ewa, secret=current_settings().secret_key, now=datetime.now(UTC)
        )


@pytest.mark.usefixtures("jan")
def test_pin_shows_the_numbers_and_says_who_allowed_it(
    page: Page, door: Door, pin: str
) -> None:
    arrive(page, door, "Jan")
    type_code(page, door.cards["Jan"].code)
    press(page, "Somebody else")

    press(page, "Show numbers to call")
    dialog = page.get_by_role("dialog", name="Your PIN")
    dialog.get_by_label("Six digits").fill("no digits")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.locator(".msg")).to_have_text("This PIN is nobody’s here. Try again.")
    dialog.get_by_label("Six digits").fill(pin)
    dialog.get_by_role("button", name="Go on").click()

    shows(page, "stop", f"{GRANDMOTHER} (grandparent): +48 600 100 200")
    press(page, "Allowed by …")
    expect(page.get_by_label("Who allows it?")).to_have_value("Ewa Lis")
    page.get_by_label("Who takes the pupil?").fill(STRANGER)
    press(page, "Hand over")
    shows(page, "warn", f"handed over to {STRANGER}", "allowed by Ewa Lis")
    all_sent(page)
    [_came, out] = scans(2)
    assert (out.allowed_by, out.allowed_by_id is None) == ("Ewa Lis", False)


@pytest.mark.usefixtures("jan")
def test_without_a_network_the_numbers_are_on_the_printed_list(
    page: Page, context: BrowserContext, door: Door, pin: str
) -> None:
    arrive(page, door, "Jan")
    context.set_offline(offline=True)
    type_code(page, door.cards["Jan"].code)
    press(page, "Somebody else")

    press(page, "Show numbers to call")
    dialog = page.get_by_role("dialog", name="Your PIN")
    dialog.get_by_label("Six digits").fill(pin)
    dialog.get_by_role("button", name="Go on").click()

    expect(dialog.locator(".msg")).to_have_text(
        "There is no network. The numbers are on the printed list.", timeout=10_000
    )
    dialog.get_by_role("button", name="Cancel").click()
    shows(page, "stop", "Stop.")
