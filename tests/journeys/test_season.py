"""A whole season with real parts: the served app, a mail server, Chromium, a camera."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.season import (
    coordinator,
    door,
    facilitator,
    family,
    signing_up,
    staff,
    stranger,
    teacher,
)
from tests.journeys.season.facilitator import NEEDS_NOTE, NOT_OBSERVED
from tests.journeys.season.house import House, open_house
from tests.journeys.season.story import (
    COORDINATOR,
    FACILITATOR,
    GUARDIAN,
    KUBA,
    LUCJA,
    OLA,
    TEACHER,
    Story,
    begin_story,
)
from tests.journeys.season.watch import PATIENCE, Devices
from tests.support.film import write_film
from tests.support.smtp import MailServer

DESKTOP = (1280, 900)
PHONE = (390, 844)
TABLET = (1024, 768)
DAYS_UNTIL_SECOND, DAYS_UNTIL_BOTH_ARE_OVER = 7, 8

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Season:
    """All that the chapters share."""

    story: Story
    house: House
    devices: Devices
    camera_film: Path
    folder: Path


@pytest.fixture(params=["en", "pl"])
def season(
    request: pytest.FixtureRequest,
    mail_server: MailServer,
    browser: Browser,
    camera_film: Path,
    tmp_path: Path,
) -> Iterator[Season]:
    story = begin_story(request.param)
    expect.set_options(timeout=PATIENCE)
    with open_house(story, folder=tmp_path, post=mail_server) as house:
        devices = Devices(browser, home=house.url, locale=story.locale)
        yield Season(story, house, devices, camera_film, tmp_path)
        devices.close(pictures=tmp_path)
    write_film(camera_film)
    expect.set_options(timeout=None)


def test_a_season_from_the_public_list_to_the_teachers_report(season: Season) -> None:
    desk, phone, tablet, slate, school = map(
        season.devices.new, (DESKTOP, PHONE, TABLET, TABLET, DESKTOP)
    )
    plan(season, desk)
    find_and_register(season, phone, desk)
    move_up(season, phone)
    come(season, phone, tablet, desk)
    disagree(season, phone, tablet, desk)
    grow(slate)
    go_home(season, tablet)
    stay_away(season, phone, tablet)
    season.house.let_time_pass(days=DAYS_UNTIL_BOTH_ARE_OVER - DAYS_UNTIL_SECOND)
    certify(season, desk, phone)
    report(season, school)
    assert season.devices.watch.seen == []


def plan(season: Season, desk: Page) -> None:
    """A coordinator plans a series whose first meeting is running, and a small one."""
    staff.sign_in_first_time(desk, COORDINATOR, home="/staff/")
    for workshop in (season.story.workshop, season.story.small_workshop):
        coordinator.write_series(desk, season.story, workshop)
        coordinator.add_meetings(desk, workshop)
        coordinator.publish(desk)


def find_and_register(season: Season, phone: Page, desk: Page) -> None:
    """A parent finds the series, registers three children and answers for each."""
    story, house = season.story, season.house
    signing_up.find_series(phone, story, house)
    signing_up.sign_up_as_stranger(phone, story, LUCJA)
    signing_up.open_letter(phone, story, house, LUCJA)
    signing_up.agree(phone, LUCJA)
    signing_up.has_place(phone, LUCJA)
    signing_up.sign_up_others(phone, KUBA, OLA)
    signing_up.agree(phone, KUBA)
    signing_up.agree(phone, OLA)
    signing_up.has_place(phone, OLA)
    coordinator.open_series(desk, story.workshop)
    coordinator.read_registrations(desk, KUBA, LUCJA, OLA)


def move_up(season: Season, phone: Page) -> None:
    """Who waits for the one place is offered it as soon as it is given back."""
    story, house, small = season.story, season.house, season.story.small_workshop
    signing_up.sign_up_known(phone, LUCJA, small)
    signing_up.agree(phone, LUCJA)
    signing_up.has_place(phone, LUCJA)
    signing_up.sign_up_known(phone, KUBA, small)
    signing_up.agree(phone, KUBA)
    signing_up.waits(phone, KUBA)
    family.cancel(phone, LUCJA, small)
    family.accept_offer(phone, story, house, KUBA, small)


def come(season: Season, phone: Page, tablet: Page, desk: Page) -> None:
    """One pupil's card is read online, another's code offline; a third stays away."""
    story = season.story
    lucjas_code, lucjas_card = family.fetch_card(phone, LUCJA)
    kubas_code, _ = family.fetch_card(phone, KUBA)
    door.set_up_tablet(tablet, story, code=coordinator.make_tablet_code(desk))
    door.open_meeting(tablet, story, KUBA, LUCJA, OLA)
    door.have_flag(tablet, story, season.house, KUBA, OLA)

    write_film(season.camera_film, lucjas_card)
    door.show_card_to_camera(tablet, LUCJA)
    door.waits_to_send(tablet, 0)
    coordinator.open_running_meeting(desk)
    coordinator.see_arrival(desk, LUCJA)

    tablet.context.set_offline(offline=True)
    door.type_code(tablet, kubas_code)
    door.is_green(tablet, KUBA)
    door.network_is(tablet, "offline")
    door.waits_to_send(tablet, 1)
    coordinator.see_arrival(desk, LUCJA)

    tablet.context.set_offline(offline=False)
    door.waits_to_send(tablet, 0)
    coordinator.see_arrival(desk, KUBA, LUCJA)
    assert season.house.stored_scans() == [
        ("camera", lucjas_code, "stored"),
        ("typed", kubas_code, "stored"),
    ]


def disagree(season: Season, phone: Page, tablet: Page, desk: Page) -> None:
    """The second guardian says no to what the first allowed: it counts as no."""
    story, house = season.story, season.house
    other_phone = season.devices.new(PHONE)
    family.invite_other(phone, LUCJA)
    family.join(other_phone, story, house, LUCJA)
    family.refuse(other_phone, LUCJA, "photos_internal")
    coordinator.see_disagreement(desk, story, house, LUCJA)
    door.look_again(tablet)
    door.have_flag(tablet, story, house, KUBA, LUCJA, OLA)


def grow(slate: Page) -> None:
    """A facilitator records what was seen of the two who are here."""
    app_on_phone = staff.sign_in_first_time(slate, FACILITATOR, home="/staff/")
    staff.sign_out(slate)
    staff.sign_in_again(slate, FACILITATOR, app_on_phone, home="/staff/")
    facilitator.open_levels(slate, away=OLA)
    facilitator.record_levels(slate, "CR1", {KUBA: "2", LUCJA: "3"})
    facilitator.record_levels(slate, "CR2", {KUBA: "1", LUCJA: NOT_OBSERVED})
    facilitator.record_levels(slate, "SR1", {KUBA: "3", LUCJA: NEEDS_NOTE})


def go_home(season: Season, tablet: Page) -> None:
    """The parent collects one of the two, which is noted with the name."""
    with tablet.expect_response("**/api/v1/kiosk/scans"):
        door.hand_over(tablet, LUCJA, to=GUARDIAN.name)
    door.waits_to_send(tablet, 0)
    assert season.house.stored_scans()[-1][0::2] == ("name", "stored")


def stay_away(season: Season, phone: Page, tablet: Page) -> None:
    """The family says that a child stays away; a week later the tablet knows it."""
    story, house = season.story, season.house
    family.announce_absence(phone, OLA, story.workshop)
    house.let_time_pass(days=DAYS_UNTIL_SECOND)
    door.look_again(tablet)
    door.open_meeting(tablet, story, KUBA, LUCJA, OLA)
    door.are_excused(tablet, story, house, OLA)


def certify(season: Season, desk: Page, phone: Page) -> None:
    """Those who came often enough get certificates, which anybody can verify."""
    story = season.story
    coordinator.certify(desk, KUBA, LUCJA, too_rarely=OLA)
    number, printed = coordinator.fetch_certificate(desk, LUCJA)
    for words in (LUCJA.full_name, story.texts.title, number, COORDINATOR.name):
        assert words in printed
    for achievement in story.texts.achievement:
        assert achievement in printed
    assert family.fetch_certificate(phone, story, season.house, LUCJA) == printed
    anybody = season.devices.new(PHONE)
    stranger.verify(anybody, story, LUCJA, number=number)


def report(season: Season, school: Page) -> None:
    """A teacher reads of the pupils whose guardian shares results, and of no other."""
    staff.sign_in_first_time(school, TEACHER, home="/teacher/")
    sheets = teacher.download_report(school, season.folder, OLA, LUCJA)
    days = season.story.days_of_meetings(-DAYS_UNTIL_BOTH_ARE_OVER)
    teacher.check_report(sheets, season.story, season.house, days=days)
