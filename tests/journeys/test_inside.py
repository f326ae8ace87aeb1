"""Everybody at the door in Chromium: all at once, on no list, and who is inside."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from fablab.checkin.models import ScanOutcome
from fablab.consent.models import Purpose
from tests.consent.factories import allow
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
    unlock,
)

pytestmark = IN_CHROMIUM

WALK_IN = "Lena Wędrowna"
COUNTED_BEEPS = """
  globalThis.beeps = 0;
  globalThis.buzzes = 0;
  globalThis.OscillatorNode = class extends OscillatorNode {
    start(...when) { beeps += 1; super.start(...when); }
  };
  Navigator.prototype.vibrate = () => { buzzes += 1; return true; };
"""
PRINTED = (
    "() => { globalThis.printed = 0; globalThis.print = () => { printed += 1; }; }"
)


def write_down(page: Page, name: str) -> None:
    dialog = page.get_by_role("dialog", name="Not on this list")
    dialog.get_by_label("First and last name").fill(name)
    dialog.get_by_role("button", name="Write down the name").click()


def test_walk_in_is_written_down_sealed_and_never_green(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    context.set_offline(offline=True)
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, " ")
    expect(page.get_by_role("alert")).to_have_text("Enter the name.")
    write_down(page, WALK_IN)

    shows(page, "warn", WALK_IN, "not on the list", "to be settled by staff")
    listed = page.locator("#review li")
    expect(listed).to_have_text([f"{WALK_IN}: written down, to be settled by staff"])
    page.reload()
    expect(listed).to_contain_text([WALK_IN])
    found = kept(page)
    assert found["outbox"][0]["event"]["how"] == "walk_in"
    assert "Lena" not in str(found)
    assert "drowna" not in str(found)

    context.set_offline(offline=False)
    all_sent(page)
    [scan] = scans(1)
    assert (scan.how, scan.presented, scan.kind) == ("walk_in", WALK_IN, "in")
    assert scan.outcome == ScanOutcome.UNKNOWN_CARD
    listed.get_by_role("button", name=f"Done: {WALK_IN}").click()
    expect(page.locator("#review")).to_be_hidden()


def test_unknown_card_offers_to_write_down_the_name(page: Page, door: Door) -> None:
    open_meeting(page, door)

    type_code(page, "FL3467 89BC")
    shows(page, "warn", "Not on this list")
    page.locator("#result").get_by_role("button", name="Write down the name").click()
    write_down(page, WALK_IN)

    shows(page, "warn", WALK_IN)


def test_names_of_a_tablet_signed_out_are_still_sent_and_no_longer_shown(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, "Sent Before")
    scans(1)
    all_sent(page)
    context.set_offline(offline=True)
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, WALK_IN)
    shows(page, "warn", WALK_IN)
    door.sign_out()

    context.set_offline(offline=False)
    expect(page.locator("#enrol-revoked")).to_be_visible(timeout=20_000)
    assert kept(page)["review"] == []
    page.locator("#enrol-code").fill(door.new_code())
    page.locator("#enrol-name").fill("Front door again")
    with page.expect_request("**/api/v1/kiosk/scans") as sent:
        page.get_by_role("button", name="Set up").click()

    assert [event["card"] for event in events_in(sent.value)] == [WALK_IN]


def test_walk_in_leaves_with_somebody_whom_staff_allowed(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, WALK_IN)
    scans(1)
    all_sent(page)
    context.set_offline(offline=True)
    page.locator("label[for=view-of-inside]").click()
    expect(page.locator("#inside-total")).to_have_text("1 person inside")

    page.get_by_role("button", name=f"Check out {WALK_IN}").click()
    shows(page, "stop", WALK_IN)
    card = page.locator("#result")
    card.get_by_label("Who takes the pupil? First and last name").fill("Ola Wędrowna")
    card.locator("[name=allowed_by]").fill("Ewa Lis")
    card.locator("form [type=submit]").click()

    shows(page, "info", WALK_IN, "has left")
    expect(page.locator("#inside-total")).to_have_text("0 people inside")
    page.reload()
    expect(page.locator("#inside-total")).to_have_text("0 people inside")
    context.set_offline(offline=False)
    all_sent(page)
    left = scans(2)[1]
    assert (left.kind, left.presented, left.collected_by, left.allowed_by) == (
        "out",
        WALK_IN,
        "Ola Wędrowna",
        "Ewa Lis",
    )


def test_walk_in_who_is_left_inside_is_an_alarm_too(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, WALK_IN)
    scans(1)
    all_sent(page)
    context.set_offline(offline=True)

    travel(page, datetime.now(UTC) + timedelta(hours=2, minutes=16))
    page.reload()
    unlock(page)

    expect(page.locator("#alarm")).to_contain_text(f"{WALK_IN} – Phone stands")


def test_all_but_the_missing_come_in_with_one_press_and_go_with_one_undo(
    page: Page, door: Door
) -> None:
    open_meeting(page, door)
    page.get_by_role("button", name="All here except …").click()
    dialog = page.get_by_role("dialog", name="All here except …")
    dialog.get_by_label("Jan N.").uncheck()
    with page.expect_request("**/api/v1/kiosk/scans") as sent:
        dialog.get_by_role("button", name="Check in 3 pupils").click()

    shows(page, "ok", "3 pupils", "checked in together")
    assert {event["how"] for event in events_in(sent.value)} == {"bulk"}
    expect(page.locator("#count")).to_have_text("3 of 4 here")
    all_sent(page)
    page.get_by_role("button", name="Undo for all 3 pupils").click()
    expect(page.locator("#count")).to_have_text("0 of 4 here")
    all_sent(page)
    assert [scan.kind for scan in scans(6)] == ["in"] * 3 + ["undo"] * 3
    expect(page.locator("#count")).to_have_text("0 of 4 here")


def test_inside_is_told_by_meeting_and_printed_in_one_tap_without_a_network(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    all_sent(page)
    context.set_offline(offline=True)
    type_code(page, door.cards["Zosia"].code)
    shows(page, "ok", "Zosia K.")
    page.get_by_role("button", name="Not on this list").click()
    write_down(page, WALK_IN)

    page.get_by_text("Inside now").click()

    expect(page.locator("#inside-total")).to_have_text("3 people inside")
    groups = page.locator("#inside-groups")
    expect(groups.locator("h3")).to_have_text(["Phone stands (2)", "Not on a list (1)"])
    expect(groups.locator("b")).to_have_text(["Jan N.", "Zosia K.", WALK_IN])
    expect(groups.locator(".since").first).to_contain_text("since")
    page.evaluate(PRINTED)
    page.get_by_role("button", name="Print the evacuation list").click()
    assert page.evaluate("printed") == 1
    page.emulate_media(media="print")
    expect(page.get_by_text("Evacuation list: ")).to_be_visible()
    expect(groups.locator(".box")).to_have_count(3)
    expect(groups.locator(".box").first).to_be_visible()
    for hidden in ("#strip", "#result", "#print-inside", ".views", "#camera"):
        expect(page.locator(hidden)).to_be_hidden()


def test_somebody_left_inside_is_an_alarm_a_quarter_of_an_hour_after_the_end(
    page: Page, context: BrowserContext, door: Door
) -> None:
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    all_sent(page)
    context.set_offline(offline=True)
    end = datetime.now(UTC) + timedelta(hours=1, minutes=55)

    travel(page, end + timedelta(minutes=14))
    page.reload()
    expect(page.locator("html[data-kiosk=ready]")).to_be_attached()
    expect(page.locator("#alarm")).to_be_hidden()
    travel(page, end + timedelta(minutes=16))
    page.add_init_script(COUNTED_BEEPS)
    page.reload()

    expect(page.locator("#locked")).to_be_visible()
    expect(page.locator("#alarm")).to_contain_text("Phone stands, ended at")
    expect(page.locator("#alarm")).not_to_contain_text("Jan")
    assert page.evaluate("beeps") == 4
    unlock(page)
    expect(page.locator("#alarm")).to_contain_text("Jan N. – Phone stands")
    page.locator("label[for=mode-out]").click()
    type_code(page, door.cards["Jan"].code)
    page.locator("#result").get_by_role("button", name="(guardian)").click()
    expect(page.locator("#alarm")).to_be_hidden()


def test_answers_are_heard_until_that_is_switched_off_which_is_remembered(
    page: Page, door: Door
) -> None:
    page.add_init_script(COUNTED_BEEPS)
    open_meeting(page, door)
    type_code(page, door.cards["Jan"].code)
    shows(page, "ok", "Jan N.")
    assert page.evaluate("[beeps, buzzes]") == [2, 1]

    page.get_by_role("button", name="Meetings").click()
    page.get_by_text("This tablet", exact=True).click()
    page.get_by_label("Play a sound with every scan").uncheck()
    page.reload()
    page.get_by_role("button", name="Phone stands").click()
    type_code(page, door.cards["Zosia"].code)

    shows(page, "ok", "Zosia K.")
    assert page.evaluate("[beeps, buzzes]") == [0, 1]


def test_who_must_not_be_photographed_has_a_colour_on_the_list(
    page: Page, door: Door
) -> None:
    allow(door.cards["Jan"].pupil, Purpose.PHOTOS_INTERNAL)
    open_meeting(page, door)

    marked = page.locator("#people .no-photo")
    expect(marked.locator(".name")).to_have_text(
        ["Łucja Ż.", "Oleksandra P.", "Zosia K."]
    )
    expect(marked.get_by_text("No photos")).to_have_count(3)
