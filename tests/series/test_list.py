"""The public list: cards, places in words, filters."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, event

from fablab.accounts.models import Role
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Series, SeriesText, Topic
from tests.factories import (
    OPENING_DAY,
    make_account,
    make_series,
    make_site,
    sign_in_as,
)
from tests.series.factories import (
    DAY,
    make_closed,
    make_finished,
    make_full,
    make_running,
    make_upcoming,
    take_places,
    write_text,
)
from tests.support.pages import Browser, Page


def titles(page: Page) -> list[str]:
    """What the list shows, those that are over left out."""
    over = set(page.texts("details .card h3"))
    return [title for title in page.texts(".card h3") if title not in over]


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Keep every statement that is sent to the database."""
    sent: list[str] = []

    def keep(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SET ", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(db.engine, "before_cursor_execute", keep)


def test_a_card_says_what_when_where_for_whom_and_how_much(browser: Browser) -> None:
    weeks = [OPENING_DAY + timedelta(weeks=n) for n in (4, 5, 6)]
    series = make_series(title="Night lamp", starts=tuple(weeks), ages=(9, 12))
    with unit_of_work():
        db.session.get_one(Series, series.id).fee = 120

    page = browser.get("/series/")

    assert page.texts(".card h3") == ["Night lamp"]
    assert page.one(".card h3 a")["href"] == f"/series/{series.slug}"
    assert page.one(".card")["data-topic"] == "laser-cutting"
    assert page.texts(".card .band") == ["Laser cutting"]
    assert page.texts(".card .facts li") == [
        "Tuesday, 29 Sept – 13 Oct 2026",
        "FabLab bielsko-biala, Bielsko-Biała",
        "Ages 9–12",
    ]
    assert page.texts(".card .places span:not(.chip)") == ["120 PLN"]


@pytest.mark.parametrize(
    ("make", "words", "kind"),
    [
        (make_upcoming, "Opens on 11 Sept 2026", "warn"),
        (make_full, "Waiting list", "bad"),
        (make_closed, "Registration closed", ""),
        (make_running, "Running", ""),
        (make_finished, "Finished", ""),
    ],
)
def test_a_card_says_the_state_in_words(
    browser: Browser, make: Callable[[], Series], words: str, kind: str
) -> None:
    make()

    page = browser.get("/series/")

    assert page.texts(".places .chip") == [words]
    assert page.one(".places .chip")["class"] == ["chip", *kind.split()]


def test_a_place_that_is_taken_shows_on_the_next_request(browser: Browser) -> None:
    series = make_series(capacity=3)

    seen = [browser.get("/series/").text(".places .chip")]
    for taken in (1, 2, 3):
        take_places(series, taken)
        seen.append(browser.get("/series/").text(".places .chip"))

    assert seen == ["3 places left", "2 places left", "Last place!", "Waiting list"]


def test_a_title_that_is_changed_shows_on_the_next_request(browser: Browser) -> None:
    series = make_series(title="Before")
    browser.get("/series/")
    with unit_of_work():
        text = db.session.query(SeriesText).filter_by(series_id=series.id).one()
        text.title = "After"

    assert titles(browser.get("/series/")) == ["After"]


def test_what_is_over_stands_apart_and_old_things_are_gone(browser: Browser) -> None:
    make_finished("Last week")
    make_series(title="Long ago", starts=(OPENING_DAY - 90 * DAY,))
    make_running("Now")

    page = browser.get("/series/")

    assert titles(page) == ["Now"]
    assert page.texts("details .card h3") == ["Last week"]
    assert page.text("details.why summary ~ .grid h3") == "Last week"


def test_what_can_be_joined_comes_first(browser: Browser) -> None:
    make_running("Running")
    make_series(title="Later", starts=(OPENING_DAY + 40 * DAY,))
    make_series(title="Sooner", starts=(OPENING_DAY + 20 * DAY,))

    assert titles(browser.get("/series/")) == ["Sooner", "Later", "Running"]


def test_drafts_and_cancelled_series_are_nowhere(browser: Browser) -> None:
    draft = make_series(title="Draft", published_at=None)
    cancelled = make_series(title="Cancelled")
    with unit_of_work():
        db.session.get_one(Series, cancelled.id).cancelled_at = OPENING_DAY

    assert titles(browser.get("/series/")) == []
    for slug in (draft.slug, cancelled.slug, "nothing-of-the-kind"):
        page = browser.get(f"/series/{slug}")
        assert page.status == 404
        assert browser.click(page, "Find a workshop").text("h1") == "Workshops"


def test_a_card_in_another_language_is_marked(browser: Browser) -> None:
    series = make_series(title="Night lamp")
    write_text(series, "de", "Nachtlampe")

    assert titles(browser.get("/series/", "de")) == ["Nachtlampe"]
    assert not browser.get("/series/", "de").one(".card h3").has_attr("lang")
    assert browser.get("/series/", "uk").one(".card h3")["lang"] == "en"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=robot", ["Robot dance"]),
        ("q=SWIATLO", ["Światło i cień"]),
        ("q=dance+robot", ["Robot dance"]),
        ("topic=robots", ["Robot dance"]),
        ("age=9", ["Światło i cień"]),
        ("age=10", ["Robot dance", "Światło i cień"]),
        ("from=2026-10-04", ["Światło i cień"]),
        ("from=2026-10-03", ["Robot dance", "Światło i cień"]),
        ("site=porto", ["Światło i cień"]),
        ("free=1", ["Światło i cień"]),
        ("free=0", ["Robot dance", "Światło i cień"]),
        ("q=robot&age=9", []),
        ("colour=red", ["Robot dance", "Światło i cień"]),
    ],
)
def test_filters_choose(browser: Browser, query: str, found: list[str]) -> None:
    robots = make_series(title="Robot dance", topic=Topic.ROBOTS, capacity=4)
    take_places(robots, 4)
    make_series(
        title="Światło i cień",
        ages=(8, 10),
        site=make_site("porto"),
        starts=(datetime.fromisoformat("2026-10-10T08:00:00+00:00"),),
    )

    page = browser.get(f"/series/?{query}")

    assert titles(page) == found
    assert page.texts(".notice") == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("topic=cooking", "Topic: cooking"),
        ("age=ten", "Age: ten"),
        ("age=-3", "Age: -3"),
        ("age=99999", "Age: 99999"),
        ("from=tomorrow", "Begins on or after: tomorrow"),
        ("from=2026-02-30", "Begins on or after: 2026-02-30"),
        ("site=nowhere", "FabLab: nowhere"),
        ("free=maybe", "Free places only: maybe"),
        ("q=" + "a" * 81, "Word: " + "a" * 80),
    ],
)
def test_an_unusable_filter_is_named_and_left_out(
    browser: Browser, query: str, named: str
) -> None:
    make_series(title="Night lamp")

    page = browser.get(f"/series/?{query}")

    assert page.texts(".notice li") == [
        f"We left out “{named}”, because we cannot use it."
    ]
    assert titles(page) == ["Night lamp"]


def test_filters_are_kept_and_can_be_taken_away_one_by_one(browser: Browser) -> None:
    make_series(title="Night lamp")
    page = browser.get("/series/?topic=laser-cutting")

    page = browser.submit(page, q="nothing", age="11")
    assert page.text(".empty h2") == "Nothing fits all of that"
    assert page.value("#q") == "nothing"

    page = browser.click(page, "Remove the filter Word: nothing")
    assert titles(page) == ["Night lamp"]
    assert page.url == "/series/?topic=laser-cutting&age=11"


def test_an_empty_list_says_so(browser: Browser) -> None:
    page = browser.get("/series/")

    assert page.text(".empty h2") == "No workshops at the moment"


def test_sixty_at_once_and_more_on_demand(browser: Browser) -> None:
    for number in range(61):
        make_series(title=f"Series {number}")

    page = browser.get("/series/")
    assert page.text("h2") == "61 workshops"
    assert len(titles(page)) == 60

    assert len(titles(browser.click(page, "Show more workshops"))) == 61


def test_the_list_costs_one_statement_however_long_it_is(browser: Browser) -> None:
    for make in (make_series, make_full, make_running, make_finished):
        make()

    with counted_statements() as sent:
        browser.get("/series/")

    assert len(sent) == 1


def test_the_first_page_shows_the_next_three_that_are_open(browser: Browser) -> None:
    make_upcoming("Not yet")
    for weeks in (5, 3, 4, 2):
        start = OPENING_DAY + timedelta(weeks=weeks)
        make_series(title=f"In {weeks} weeks", starts=(start,))

    page = browser.get("/")

    assert page.texts(".card h3") == ["In 2 weeks", "In 3 weeks", "In 4 weeks"]
    assert browser.click(page, "Find a workshop").text("h1") == "Workshops"


def test_the_first_page_without_anything_open(browser: Browser) -> None:
    assert browser.get("/").text(".empty h2") == (
        "No workshop is open for registration today"
    )


def test_a_series_without_a_text_does_no_harm(browser: Browser) -> None:
    series = make_series()
    with unit_of_work():
        db.session.execute(delete(SeriesText).where(SeriesText.series_id == series.id))

    assert titles(browser.get("/series/")) == []
    assert browser.get(f"/series/{series.slug}").status == 404


def test_a_kept_list_never_tells_who_is_signed_in(browser: Browser) -> None:
    make_series(title="Night lamp")
    account = make_account(Role.COORDINATOR, site=make_site(), name="Ola Ryś")
    browser.get("/series/")

    sign_in_as(browser, account)
    seen = browser.get("/series/")
    browser.submit(seen, button="Sign out")

    assert "Ola Ryś" in seen.text(".account")
    assert browser.get("/series/").texts(".account a") == ["Sign in"]
