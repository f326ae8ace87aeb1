"""The group's page: for whom, what it says, and what it leaves unsaid."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from tests.assessments.factories import (
    WEEKS,
    add_leader,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_account, make_pupil, make_series, make_site, sign_in_as
from tests.reports.factories import give_level
from tests.support.pages import Browser, Page

pytestmark = pytest.mark.usefixtures("app")

AFTER = WEEKS[0] + timedelta(hours=3)
HIGHEST = 4
NAMES = ["Ala", "Bea", "Cyd", "Dan", "Eva", "Fil", "Gus", "Hela", "Iwo", "Jan"]


@dataclass(frozen=True)
class Group:
    """Ten pupils whom Ewa and Adam saw at the first of four meetings."""

    series: Series
    ewa: Account
    adam: Account
    meetings: list[Meeting]
    places: list[Registration]

    @property
    def url(self) -> str:
        return f"/staff/series/{self.series.slug}/growth"


@pytest.fixture
def group(clock_at: Callable[[datetime], None]) -> Group:
    clock_at(AFTER)
    make_rubric()
    ewa, adam = make_facilitator(), make_facilitator("Adam Zych")
    series = make_series(starts=WEEKS, facilitator=ewa)
    add_leader(series, adam)
    places = [make_place(series, make_pupil(name, "Lis")) for name in NAMES]
    meetings = meetings_of(series)
    for place in places:
        make_attendance(meetings[0], place)
    return Group(series, ewa, adam, meetings, places)


def rate(group: Group, levels: list[int], *, by: Account) -> None:
    for place, level in zip(group.places, levels, strict=False):
        note = "Went further." if level == HIGHEST else ""
        give_level(group.meetings[0], place, "CR1", level, by=by, note=note)


def see(browser: Browser, group: Group, account: Account) -> Page:
    sign_in_as(browser, account)
    return browser.get(group.url)


def counts(page: Page) -> list[str]:
    return page.texts(".charted tbody .num")


def section(page: Page, name: str) -> list[str]:
    return page.texts(f"[aria-labelledby={name}] li b, [aria-labelledby={name}] dd")


def test_group_strip_and_who_lacks(browser: Browser, group: Group) -> None:
    rate(group, [1, 1, 2, 3], by=group.ewa)

    page = see(browser, group, group.ewa)

    assert counts(page) == ["2", "1", "1", "0"]
    assert page.texts(".charted title") == [
        "With support: 2; With prompts: 1; On my own: 1"
    ]
    assert page.texts("section > p:has(b)")[0] == (
        "Not observed yet, look next time: "
        "Eva L., Fil L., Gus L., Hela L., Iwo L., Jan L."
    )


def test_small_counts_are_withheld_from_a_coordinator_who_does_not_lead(
    browser: Browser, group: Group
) -> None:
    rate(group, [1, 1, 1, 1, 1, 1, 2, 2, 3], by=group.ewa)
    coordinator = make_account(Role.COORDINATOR, site=make_site(), name="Ola")

    page = see(browser, group, coordinator)

    assert counts(page) == ["6", *["–not shown"] * 3]


CEILING = "Many sit at the highest level: the scale cannot show further growth."
FLOOR = "Many sit at the lowest level: the scale cannot show less."


def test_where_many_sit_at_the_top_the_page_says_that_the_scale_ends(
    browser: Browser, group: Group
) -> None:
    rate(group, [4, 4, 3, 2, 1], by=group.ewa)

    page = see(browser, group, group.ewa)

    assert CEILING in page.texts("section p")
    assert FLOOR in page.texts("section p")


def test_few_at_the_top_are_not_given_away_to_who_did_not_see_them(
    browser: Browser, group: Group
) -> None:
    rate(group, [4, 4, 4, 4, 1, 1, 1, 1, 1], by=group.ewa)
    coordinator = make_account(Role.COORDINATOR, site=make_site(), name="Ola")

    page = see(browser, group, coordinator)

    assert CEILING not in page.texts("section p")
    assert FLOOR in page.texts("section p")


def test_levels_of_a_running_meeting_wait_for_its_end(
    browser: Browser, group: Group, clock_at: Callable[[datetime], None]
) -> None:
    rate(group, [1, 1, 2, 3], by=group.ewa)
    clock_at(WEEKS[0] + timedelta(minutes=90))

    page = see(browser, group, group.adam)

    assert counts(page) == []
    assert page.texts(".empty h2") == ["No levels yet"]


def test_two_levels_apart_are_shown_for_talk_not_averaged_away(
    browser: Browser, group: Group
) -> None:
    rate(group, [1, 2], by=group.ewa)
    rate(group, [3, 3], by=group.adam)

    page = see(browser, group, group.ewa)

    assert section(page, "apart") == ["Ala L. · Generating ideas"]
    assert page.texts("[aria-labelledby=apart] li .stack > span:not(.muted)") == [
        "Ewa Lis: With support",
        "Adam Zych: On my own",
    ]
    assert counts(page) == ["1", "1", "0", "0"]


def test_agreement_of_few_has_numbers_and_no_word(
    browser: Browser, group: Group
) -> None:
    rate(group, [1, 2, 3, 2, 1], by=group.ewa)
    rate(group, [1, 2, 3, 2, 2], by=group.adam)

    page = see(browser, group, group.ewa)

    assert page.texts(".why .summary dt")[:5] == [
        "Rated by two people or more",
        "The same level",
        "One level apart",
        "Krippendorff’s alpha, ordinal",
        "Its 95-percent interval, drawn over pupils",
    ]
    assert page.texts(".why .summary dd")[:3] == ["5 times, 5 pupils", "80%", "20%"]
    assert "In a word" not in page.texts("dt")
    assert any("For training talks" in text for text in page.texts(".why p"))


def test_equal_ratings_are_not_computable(browser: Browser, group: Group) -> None:
    rate(group, [2, 2, 2], by=group.ewa)
    rate(group, [2, 2, 2], by=group.adam)

    page = see(browser, group, group.ewa)

    assert (
        page.texts(".why .summary dd")[3:6]
        == ["not computable: all ratings are the same"] * 3
    )


def test_who_rates_higher_is_for_the_coordinator_alone(
    browser: Browser, group: Group
) -> None:
    rate(group, [1] * 10, by=group.ewa)
    rate(group, [2] * 10, by=group.adam)
    coordinator = make_account(Role.COORDINATOR, site=make_site(), name="Ola")

    assert section(see(browser, group, group.ewa), "differences") == []
    assert section(see(browser, group, coordinator), "differences") == [
        "-1.00 (10 shared ratings) – talk about anchors",
        "1.00 (10 shared ratings) – talk about anchors",
    ]


def test_limits_stand_on_the_page_with_or_without_levels(
    browser: Browser, group: Group
) -> None:
    limits = see(browser, group, group.ewa).texts("[aria-labelledby=limits] li")

    assert len(limits) == 6
    assert "pupils are not ranked" in limits[1]


def test_foreign_series_are_unknown(browser: Browser, group: Group) -> None:
    stranger = make_facilitator("Nobody Here")
    sign_in_as(browser, stranger)

    assert browser.get(group.url).status == 404
