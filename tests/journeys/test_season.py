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
    staff,
    stranger,
    teacher,
)
from tests.journeys.season.facilitator import NEEDS_NOTE, NOT_OBSERVED
from tests.journeys.season.house import House, open_house
from tests.journeys.season.story import (
    COORDINATOR,
    FACILITATOR,
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
DAYS_UNTIL_BOTH_ARE_OVER = 8

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
    come(season, phone, tablet, desk)
    grow(slate)
    season.house.let_time_pass(days=DAYS_UNTIL_BOTH_ARE_OVER)
    certify(season, desk, phone)
    report(season, school)
    assert season.devices.watch.seen == []


def plan(season: Season, desk: Page) -> None:
    """A coordinator plans a series whose first meeting is running, and publishes it."""
    staff.sign_in_first_time(desk, COORDINATOR, home="/staff/")
    coordinator.write_series(desk, season.story)
    coordinator.add_meetings(desk, season.story)
    coordinator.publish(desk)


def find_and_register(season: Season, phone: Page, desk: Page) -> None:
    """A parent finds the series, registers three children and answers for each."""
    story, house = season.story, season.house
    family.find_series(phone, story, house)
    family.register(phone, story, LUCJA)
    family.open_letter(phone, story, house, LUCJA)
    family.agree(phone, LUCJA)
    for child in (KUBA, OLA):
        family.find_series_again(phone, story)
        family.register(phone, story, child)
        family.open_letter(phone, story, house, child)
        family.agree(phone, child)
    coordinator.read_registrations(desk, KUBA, LUCJA, OLA)


def come(season: Season, phone: Page, tablet: Page, desk: Page) -> None:
    """One pupil's card is read online, another's code offline; a third stays away."""
    story = season.story
    lucjas_code, lucjas_card = family.fetch_card(phone, LUCJA)
    kubas_code, _ = family.fetch_card(phone, KUBA)
    door.set_up_tablet(tablet, story, code=coordinator.make_tablet_code(desk))
    door.open_meeting(tablet, story, KUBA, LUCJA, OLA)

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


def grow(slate: Page) -> None:
    """A facilitator records what was seen of the two who are here."""
    app_on_phone = staff.sign_in_first_time(slate, FACILITATOR, home="/staff/")
    staff.sign_out(slate)
    staff.sign_in_again(slate, FACILITATOR, app_on_phone, home="/staff/")
    facilitator.open_levels(slate, away=OLA)
    facilitator.record_levels(slate, "CR1", {KUBA: "2", LUCJA: "3"})
    facilitator.record_levels(slate, "CR2", {KUBA: "1", LUCJA: NOT_OBSERVED})
    facilitator.record_levels(slate, "SR1", {KUBA: "3", LUCJA: NEEDS_NOTE})


def certify(season: Season, desk: Page, phone: Page) -> None:
    """Those who came often enough get certificates, which anybody can verify."""
    story = season.story
    coordinator.certify(desk, KUBA, LUCJA, too_rarely=OLA)
    number, printed = coordinator.fetch_certificate(desk, LUCJA)
    for words in (LUCJA.full_name, story.texts.title, number, COORDINATOR.name):
        assert words in printed
    for achievement in story.texts.achievement:
        assert achievement in printed
    assert family.fetch_certificate(phone, season.house, LUCJA) == printed
    anybody = season.devices.new(PHONE)
    stranger.verify(anybody, story, LUCJA, number=number)


def report(season: Season, school: Page) -> None:
    """A teacher reads of the pupils whose guardian shares results, and of no other."""
    staff.sign_in_first_time(school, TEACHER, home="/teacher/")
    sheets = teacher.download_report(school, season.folder, OLA, LUCJA)
    days = season.story.days_of_meetings(-DAYS_UNTIL_BOTH_ARE_OVER)
    teacher.check_report(sheets, season.story, season.house, days=days)
