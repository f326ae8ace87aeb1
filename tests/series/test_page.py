"""One series for everybody: its page and its calendars."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting, Series
from tests.factories import OPENING_DAY, make_series
from tests.series.factories import (
    DAY,
    make_closed,
    make_finished,
    make_full,
    make_running,
    make_upcoming,
    write_text,
)
from tests.series.test_list import counted_statements
from tests.support.pages import Browser

BEFORE_CHANGE = datetime(2026, 10, 24, 14, 30, tzinfo=UTC)
AFTER_CHANGE = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)


def test_the_page_tells_all(browser: Browser) -> None:
    series = make_series(title="Night lamp", starts=(BEFORE_CHANGE, AFTER_CHANGE))

    page = browser.get(f"/series/{series.slug}")

    assert page.text("h1") == "Night lamp"
    assert page.texts(".prose p") == [
        "Draw it, cut it, light it.",
        "Six afternoons at the laser.",
    ]
    assert page.texts(".people li") == [
        "1 Saturday, 24 October 2026 16:30–18:30 · Room 2",
        "2 Saturday, 31 October 2026 16:30–18:30 · Room 2",
    ]
    assert page.texts(".facts li")[1:] == [
        "FabLab bielsko-biala, Bielsko-Biała, ul. Przykładowa 1",
        "Ages 10–14",
        "Taught in: Polski",
        "Free",
    ]
    assert page.one("a.btn.wide")["href"] == f"/series/{series.slug}/register"


@pytest.mark.parametrize(
    ("make", "says", "button"),
    [
        (make_series, "12 places left Register", "Register"),
        (
            make_full,
            (
                "Waiting list All places are taken. Join the waiting list: when a "
                "place gets free, the next pupil gets it and you get an email. "
                "Join the waiting list"
            ),
            "Join the waiting list",
        ),
        (
            make_upcoming,
            (
                "Opens on 11 Sept 2026 Registration opens on Fri, 11 Sept 2026, 10:00. "
                "Find another workshop"
            ),
            None,
        ),
        (
            make_closed,
            "Registration closed Registration has closed. Find another workshop",
            None,
        ),
        (
            make_running,
            (
                "Running This workshop has begun, and registration has closed. "
                "Find another workshop"
            ),
            None,
        ),
        (
            make_finished,
            "Finished This workshop is over. Find another workshop",
            None,
        ),
    ],
)
def test_the_page_says_whether_one_can_register(
    browser: Browser, make: Callable[[], Series], says: str, button: str | None
) -> None:
    page = browser.get(f"/series/{make().slug}")

    assert page.text("section.panel > .stack") == says
    assert page.texts("a.btn.wide") == ([button] if button else [])


def test_a_text_in_another_language_is_marked(browser: Browser) -> None:
    series = make_series(title="Night lamp")
    write_text(series, "de", "Nachtlampe")

    assert browser.get(f"/series/{series.slug}", "de").text("h1") == "Nachtlampe"
    page = browser.get(f"/series/{series.slug}", "uk")
    assert page.text("h1") == "Night lamp"
    assert page.one("h1")["lang"] == page.one(".prose")["lang"] == "en"


def test_the_page_costs_three_statements(browser: Browser) -> None:
    address = f"/series/{make_series().slug}"

    with counted_statements() as sent:
        browser.get(address)

    assert len(sent) == 3


def test_the_calendar_can_be_read_back(browser: Browser) -> None:
    series = make_series(title="Night lamp", starts=(BEFORE_CHANGE, AFTER_CHANGE))

    page = browser.get(f"/series/{series.slug}.ics")
    calendar = Calendar.from_ical(page.data)

    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar.calendar_name == "Night lamp"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == [
        "Europe/Warsaw"
    ]
    events = calendar.events
    assert [(event.start, event.end) for event in events] == [
        (m.starts_at, m.ends_at) for m in db.session.get_one(Series, series.id).meetings
    ]
    assert [f"{event.start:%H:%M}" for event in events] == ["16:30", "16:30"]
    assert {str(event["SUMMARY"]) for event in events} == {"Night lamp"}
    assert str(events[0]["LOCATION"]) == (
        "Room 2, FabLab bielsko-biala, ul. Przykładowa 1, Bielsko-Biała"
    )


def test_a_meeting_that_moves_keeps_its_uid_and_counts_up(browser: Browser) -> None:
    series = make_series(starts=(BEFORE_CHANGE,))
    meeting = db.session.get_one(Series, series.id).meetings[0]
    before = Calendar.from_ical(browser.download(f"/series/{series.slug}.ics")).events
    with unit_of_work():
        moved = db.session.get_one(Meeting, meeting.id)
        moved.place, moved.sequence = "Room 3", moved.sequence + 1

    after = Calendar.from_ical(browser.download(f"/series/{series.slug}.ics")).events

    assert [str(e["UID"]) for e in before] == [f"{meeting.public_id}@localhost"]
    assert [str(e["UID"]) for e in after] == [f"{meeting.public_id}@localhost"]
    assert [e["SEQUENCE"] for e in (*before, *after)] == [0, 1]


def test_the_calendar_of_all_has_what_is_to_come(browser: Browser) -> None:
    make_series(title="Later", starts=(OPENING_DAY + 9 * DAY,))
    make_running("Running")
    make_finished("Finished")
    make_series(title="Draft", published_at=None)

    calendar = Calendar.from_ical(browser.download("/series.ics"))

    assert [str(event["SUMMARY"]) for event in calendar.events] == ["Running", "Later"]


def test_the_calendar_of_nothing_is_a_friendly_404(browser: Browser) -> None:
    assert browser.get("/series/nothing.ics").text("h1") == "Page not found"
