from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.accounts.services import grant_role
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Series
from tests.factories import (
    make_account,
    make_guardian,
    make_pupil,
    make_series,
    make_site,
    sign_in_as,
)
from tests.support.pages import Browser

NOON = datetime(2026, 10, 3, 10, tzinfo=UTC)  # a Saturday, noon in Warsaw


@pytest.fixture(autouse=True)
def now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOON)


def _coordinator() -> Account:
    return make_account(Role.COORDINATOR, site=make_site())


def _register(series: Series, status: RegistrationStatus) -> None:
    guardian = make_guardian()
    pupil = make_pupil(guardian=guardian)
    with unit_of_work():
        held = status is RegistrationStatus.HELD
        series.places_taken += 1
        db.session.add(
            Registration(
                series=series,
                pupil=pupil,
                registered_by=guardian,
                status=status,
                registered_at=NOON,
                held_until=NOON + timedelta(hours=48) if held else None,
                placed_at=None if held else NOON,
            )
        )


def test_the_coordinator_sees_the_meetings_of_the_site_today(browser: Browser) -> None:
    lamps = make_series(title="Lamps", starts=(NOON, NOON + timedelta(days=7)))
    make_series(title="Tomorrow", starts=(NOON + timedelta(days=1),))
    make_series(title="Elsewhere", site=make_site("cieszyn"), starts=(NOON,))
    make_series(title="Draft", published_at=None, starts=(NOON,))
    _register(lamps, RegistrationStatus.PLACED)
    meeting = lamps.meetings[0].public_id
    sign_in_as(browser, _coordinator())

    page = browser.get("/staff/")

    assert page.text("h1") == "Hello, Ewa Lis"
    assert page.texts(".card h3") == ["Lamps"]
    assert page.texts(".card .facts li") == [
        "12:00–14:00",
        "Room 2, FabLab bielsko-biala",
        "1 pupil",
    ]
    assert [link["href"] for link in page.soup.select(".card a")] == [
        f"/staff/meetings/{meeting}",
        f"/staff/meetings/{meeting}/levels",
    ]


def test_today_is_told_by_the_clock_of_the_site(
    browser: Browser, clock_at: Callable[[datetime], None]
) -> None:
    late = datetime(2026, 10, 3, 22, 30, tzinfo=UTC)  # Sunday in Warsaw already
    make_series(title="On Sunday", starts=(late + timedelta(hours=12),))
    clock_at(late)
    sign_in_as(browser, _coordinator())

    assert browser.get("/staff/").texts(".card h3") == ["On Sunday"]


def test_a_facilitator_sees_own_series_only(browser: Browser) -> None:
    jan = make_account(Role.FACILITATOR, site=make_site())
    make_series(title="Jan's", facilitator=jan, starts=(NOON,))
    make_series(title="Others'", starts=(NOON,))
    sign_in_as(browser, jan)

    page = browser.get("/staff/")

    assert page.texts(".card h3") == ["Jan's"]
    assert page.texts("header nav[aria-label=Workspace] a") == [
        "Today",
        "Series",
        "Inside",
    ]


def test_without_a_meeting_the_next_one_is_named(browser: Browser) -> None:
    make_series(title="Lamps", starts=(NOON + timedelta(days=7),))
    sign_in_as(browser, _coordinator())

    page = browser.get("/staff/")

    assert "No meeting today. The next one: Lamps, Sat, 10 Oct 2026, 12:00." in (
        page.texts("main p")
    )
    assert page.text(".empty h2") == "All done"


def test_what_is_left_to_do_is_said_in_words(browser: Browser) -> None:
    account = _coordinator()
    lamps = make_series(title="Lamps", starts=(NOON + timedelta(days=7),))
    robots = make_series(
        title="Robots", facilitator=account, starts=(NOON - timedelta(days=2),)
    )
    with unit_of_work():
        grant_role(account=account, role=Role.FACILITATOR, site=lamps.site)
    for _ in range(2):
        _register(lamps, RegistrationStatus.HELD)
    _register(robots, RegistrationStatus.PLACED)
    sign_in_as(browser, account)

    page = browser.get("/staff/")

    assert page.texts(".todo li > span")[:4] == [
        "Lamps: 2 registrations wait for the guardian’s answer.",
        ("2 pupils: the families have not agreed to or answered everything yet."),
        "Robots has ended: 1 pupil has no certificate yet.",
        "Robots, 1 Oct 2026: nobody has noted levels yet.",
    ]
    assert [link["href"] for link in page.soup.select(".todo a")][:4] == [
        f"/staff/series/{lamps.slug}/registrations",
        "/staff/consents",
        f"/staff/series/{robots.slug}/certificates",
        f"/staff/meetings/{robots.meetings[0].public_id}/levels",
    ]


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (Role.COORDINATOR, ["Today", "Series", "Inside", "Consents", "Tablets"]),
        (Role.PRIVACY_OFFICER, ["Today", "Processing"]),
        (Role.ADMINISTRATOR, ["Today", "Installation"]),
    ],
)
def test_only_ways_that_are_open_are_shown(
    browser: Browser, role: Role, links: list[str]
) -> None:
    sign_in_as(browser, make_account(role, site=make_site()))

    page = browser.get("/staff/")

    assert page.texts("header nav[aria-label=Workspace] a") == links


@pytest.mark.parametrize("role", [Role.GUARDIAN, None])
def test_families_stay_outside(browser: Browser, role: Role | None) -> None:
    sign_in_as(browser, make_account(*([role] if role else [])))

    page = browser.get("/staff/")

    assert page.status == 403
    assert page.text(".lead") == "This page is not for this account."
