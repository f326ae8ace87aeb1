"""Figures from the rows of a series to what everybody may see."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from fablab.accounts.models import Account, Role
from fablab.assessments.statistics import Audience
from fablab.consent.models import Consent, Purpose, Route
from fablab.consent.services import load_texts
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.reports.errors import NothingToPublish, TooFewPupils
from fablab.reports.figures import Figures
from fablab.reports.models import CountedSeries, PublishedFigures
from fablab.reports.queries.pilot import figures_of, series_to_count
from fablab.reports.services.pilot import publish_figures
from fablab.series.models import Series
from fablab.sites.models import Site
from tests.assessments.factories import make_facilitator, make_rubric
from tests.certificates.factories import (
    AFTERWARDS,
    make_coordinator,
    make_held_series,
    make_visitor,
    meetings_of,
)
from tests.factories import OPENING_DAY, make_account, make_site, saved, sign_in_as
from tests.registrations.factories import text_for
from tests.reports.factories import give_level, guardian_of
from tests.support.pages import Browser
from tests.support.paper import text_of

pytestmark = pytest.mark.usefixtures("app", "afterwards")
MANY = 12


@pytest.fixture
def afterwards(clock_at: Callable[[datetime], None]) -> None:
    clock_at(AFTERWARDS)
    make_rubric()
    with unit_of_work():
        load_texts(now=OPENING_DAY)


@pytest.fixture
def coordinator() -> Account:
    return make_coordinator()


def allow(place: Registration, *, answer: bool = True) -> None:
    saved(
        Consent(
            guardian=guardian_of(place.pupil),
            pupil=place.pupil,
            purpose=Purpose.FIGURES,
            text=text_for(Purpose.FIGURES),
            answer=answer,
            answered_at=datetime(2026, 9, 2, tzinfo=UTC),
            route=Route.LINK,
        )
    )


def make_season(pupils: int = MANY, *, site: Site | None = None) -> list[Registration]:
    """Series of twelve that are over: everybody came to all four meetings."""
    places = []
    for number in range(pupils):
        if number % MANY == 0:
            series = make_held_series(site=site)
        places.append(make_visitor(series, came_to=range(4)))
    return places


def observe(place: Registration, first: int, last: int) -> None:
    """A level at the second and one at the last meeting, by one facilitator."""
    meetings = meetings_of(place.series)
    for number, level in ((1, first), (3, last)):
        give_level(
            meetings[number],
            place,
            "CR1",
            level,
            by=_facilitator(place.series),
            note="Saw it.",
        )


def _facilitator(series: Series) -> Account:
    known = db.session.query(Account).filter_by(name=f"Lead {series.id}").first()
    return known or make_facilitator(f"Lead {series.id}")


def seen(site: Site | None = None, audience: Audience = Audience.PUBLIC) -> Figures:
    site = site or make_site()
    series = series_to_count(site, now=AFTERWARDS)
    figures = figures_of(site, series, audience, now=AFTERWARDS)
    assert figures
    return figures


def publish(by: Account) -> PublishedFigures:
    with unit_of_work():
        return publish_figures(
            site=make_site(), by=db.session.get_one(Account, by.id), now=AFTERWARDS
        )


def grow(places: list[Registration]) -> None:
    """The first twelve rise to the upper levels, the others were there already."""
    for number, place in enumerate(places):
        observe(place, 1 if number < MANY else 3, 3)


def test_levels_count_only_with_every_guardians_yes() -> None:
    places = make_season(MANY * 3)
    grow(places)
    for place in places[: 2 * MANY]:
        allow(place)
    for place in places[2 * MANY :]:
        allow(place, answer=False)

    (growth,) = seen().growth

    assert (growth.total, growth.left_out) == (2 * MANY, MANY)
    assert growth.first == (MANY, MANY)


def test_one_observation_is_no_growth() -> None:
    places = make_season(MANY * 3)
    for place in places:
        allow(place)
    grow(places[: 2 * MANY])
    for place in places[2 * MANY :]:
        meeting = meetings_of(place.series)[1]
        give_level(meeting, place, "CR1", 2, by=_facilitator(place.series))

    (growth,) = seen().growth

    assert (growth.total, growth.left_out) == (2 * MANY, MANY)


def test_who_never_came_is_counted_nowhere() -> None:
    make_season(MANY)
    make_visitor(make_held_series(), came_to=())

    figures = seen()

    assert (figures.pupils.total, figures.attendance.total) == (MANY, MANY)


def test_series_that_runs_is_not_counted_yet() -> None:
    make_season()

    assert len(series_to_count(make_site(), now=AFTERWARDS)) == 1
    assert list(series_to_count(make_site(), now=OPENING_DAY)) == []


def test_each_series_is_published_once(coordinator: Account) -> None:
    make_season()
    first = publish(coordinator)

    with pytest.raises(NothingToPublish):
        publish(coordinator)

    make_season()
    second = publish(coordinator)
    assert first.content["series"] == second.content["series"] == 1


def test_the_database_counts_no_series_twice(coordinator: Account) -> None:
    make_season()
    figures = publish(coordinator)
    counted = db.session.query(CountedSeries).one()

    with pytest.raises(DBAPIError):
        saved(CountedSeries(series_id=counted.series_id, figures=figures))


@pytest.mark.parametrize("table", [PublishedFigures, CountedSeries])
def test_what_was_published_can_be_neither_changed_nor_deleted(
    coordinator: Account, table: type[PublishedFigures | CountedSeries]
) -> None:
    make_season()
    publish(coordinator)

    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.execute(update(table).values(id=table.id + 1))
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.query(table).delete()


def test_few_pupils_are_published_with_others_or_not_at_all(
    coordinator: Account,
) -> None:
    make_season(9)

    with pytest.raises(TooFewPupils):
        publish(coordinator)

    assert db.session.query(PublishedFigures).count() == 0


def test_withdrawn_consent_changes_what_comes_but_not_what_was_published(
    coordinator: Account,
) -> None:
    places = make_season(2 * MANY)
    grow(places)
    for place in places:
        allow(place)
    before = publish(coordinator)
    allow(places[0], answer=False)

    assert before.content["growth"][0]["total"] == 2 * MANY
    with pytest.raises(NothingToPublish):
        publish(coordinator)


def test_coordinator_looks_then_publishes_for_everybody(
    browser: Browser, coordinator: Account
) -> None:
    for place in make_season(MANY):
        allow(place)
        observe(place, 1, 3)
    sign_in_as(browser, coordinator)

    page = browser.get("/staff/figures/")
    assert "Laser-cut lamps" in page.text("main")
    preview = browser.click(page, "See what everybody would see")
    assert "neither changed nor withdrawn" in preview.text("main")
    shown = browser.submit(preview, follow=True)

    assert shown.status == 200
    assert shown.texts("h1") == [f"Figures from {make_site().name}"]
    assert shown.texts("table:first-of-type tfoot td")[0] == str(MANY)
    assert browser.get("/staff/figures/").texts(".empty h2") == ["Nothing new to count"]


def test_growth_is_a_picture_with_its_numbers_beside(
    browser: Browser, coordinator: Account
) -> None:
    places = make_season(MANY * 3)
    grow(places[: 2 * MANY])
    for place in places:
        allow(place)
    published = publish(coordinator)

    page = browser.get(f"/figures/{published.public_id}")

    assert page.texts("table.charted td.num") == [
        "12",
        "12",
        "–not shown",
        "–not shown",
    ]
    assert page.texts("table.charted svg title") == [
        "Generating ideas, First seen",
        "Generating ideas, Last seen",
    ]


def test_pressed_twice_it_is_published_once_and_says_so(
    browser: Browser, coordinator: Account
) -> None:
    make_season()
    sign_in_as(browser, coordinator)
    preview = browser.get(f"/staff/figures/{make_site().slug}/publish")

    browser.submit(preview)
    again = browser.submit(preview)

    assert again.status == 409
    assert "nothing new to publish" in again.text("main")
    assert db.session.query(PublishedFigures).count() == 1


def test_everybody_reads_figures_in_their_language(
    browser: Browser, coordinator: Account
) -> None:
    make_season()
    published = publish(coordinator)

    page = browser.get(f"/figures/{published.public_id}?lang=pl")

    assert page.texts("caption")[0] == "Uczestnicy według wieku"
    assert browser.get("/figures/").texts(".people a") == [
        f"{make_site().name}, {make_site().city}"
    ]


def test_unknown_figures_are_not_found(browser: Browser) -> None:
    assert browser.get("/figures/nothing").status == 404


def test_paper_says_what_the_page_says_and_is_equal_twice(
    browser: Browser, coordinator: Account
) -> None:
    places = make_season(MANY * 2)
    grow(places)
    for place in places:
        allow(place)
    published = publish(coordinator)
    url = f"/figures/{published.public_id}.pdf"

    first, second = (browser.download(url) for _ in range(2))

    text = text_of(first)
    assert first == second
    for words in ("Pupils by age", "Generating ideas", "How they were made"):
        assert words in text
    assert f"{MANY * 2} places were seen at two meetings or more." in text


def test_open_data_can_be_read_by_a_program(
    browser: Browser, coordinator: Account
) -> None:
    make_season()
    published = publish(coordinator)

    data = browser.download(f"/figures/{published.public_id}.zip")

    with ZipFile(BytesIO(data)) as archive:
        package = json.loads(archive.read("datapackage.json"))
        table = archive.read("figures.csv").decode()
    rows = list(csv.DictReader(StringIO(table)))
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert list(rows[0]) == fields
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert [row["value"] for row in rows if row["group"] == "total"] == ["12", "12"]
    assert {row["withheld"] for row in rows if not row["value"]} == {"true"}


def test_other_sites_figures_cannot_be_published(browser: Browser) -> None:
    make_season()
    elsewhere = make_account(Role.COORDINATOR, site=make_site("ventosa"))
    sign_in_as(browser, elsewhere)

    assert browser.get(f"/staff/figures/{make_site().slug}/publish").status == 404
