"""Reports of a site that describes levels in words of its own."""

from collections.abc import Callable
from datetime import datetime

import pytest

from fablab.accounts.models import Account
from fablab.assessments.models import Assessment, Dimension, ObservedLevel, Rubric
from fablab.assessments.statistics import Audience
from fablab.consent.services import load_texts
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.reports.figures_wording import title_of
from fablab.reports.queries.pilot import figures_of, series_to_count
from fablab.reports.queries.sheets import family_sheets, places_of
from fablab.series.models import Series
from tests.assessments.factories import (
    add_leader,
    make_facilitator,
    make_own_rubric,
    make_rubric,
)
from tests.certificates.factories import (
    AFTERWARDS,
    make_held_series,
    make_visitor,
    meetings_of,
)
from tests.factories import OPENING_DAY, make_site, sign_in_as
from tests.reports.test_pilot import allow
from tests.support.pages import Browser

pytestmark = pytest.mark.usefixtures("app", "afterwards")
MANY = 12


@pytest.fixture
def afterwards(clock_at: Callable[[datetime], None]) -> None:
    clock_at(AFTERWARDS)
    make_rubric()
    with unit_of_work():
        load_texts(now=OPENING_DAY)


@pytest.fixture
def ewa() -> Account:
    return make_facilitator()


def see(place: Registration, rubric: Rubric, *levels: int, by: Account) -> None:
    """Levels of the first dimension, one at each of the first meetings."""
    with unit_of_work():
        dimension = db.session.query(Dimension).filter_by(
            rubric_id=rubric.id, code="CR1"
        )
        for meeting, level in zip(meetings_of(place.series), levels, strict=False):
            assessment = Assessment(
                meeting=meeting,
                registration=db.session.merge(place),
                assessed_by=db.session.merge(by),
                assessed_at=meeting.ends_at,
                received_at=meeting.ends_at,
            )
            db.session.add(
                ObservedLevel(
                    assessment=assessment, dimension=dimension.one(), level=level
                )
            )


def grown(rubric: Rubric, by: Account) -> Series:
    """A series that is over, whose twelve pupils all grew by the rubric's words."""
    series = make_held_series()
    for _ in range(MANY):
        place = make_visitor(series, came_to=range(4))
        allow(place)
        see(place, rubric, 1, 3, by=by)
    return series


def test_figures_never_mix_dimensions_of_two_rubrics(ewa: Account) -> None:
    shipped, own = make_rubric(), make_own_rubric(make_site())
    for rubric in (shipped, own):
        grown(rubric, ewa)
    site = make_site()

    found = figures_of(
        site,
        series_to_count(site, now=AFTERWARDS),
        Audience.PUBLIC,
        now=AFTERWARDS,
    )

    assert found is not None
    assert [(one.rubric, one.code) for one in found.growth] == [
        ("fablab-cs-6 1.0", "CR1"),
        (own.name, "CR1"),
    ]


def test_figures_of_words_without_a_translation_are_told_in_what_there_is(
    ewa: Account,
) -> None:
    own = make_own_rubric(make_site())
    series = grown(own, ewa)
    site = make_site()

    found = figures_of(site, [series], Audience.PUBLIC, now=AFTERWARDS)

    assert found is not None
    [growth] = found.growth
    assert (title_of(growth), growth.labels["uk"][2]) == ("Generating ideas", "Alone")


def test_group_page_and_growth_sheet_use_the_words_of_the_series(
    browser: Browser, ewa: Account
) -> None:
    series, own = make_held_series(), make_own_rubric(make_site())
    add_leader(series, ewa)
    see(make_visitor(series, came_to=range(4)), own, 2, 3, 3, by=ewa)
    sign_in_as(browser, ewa)

    group = browser.get(f"/staff/series/{series.slug}/growth").text("main")
    [sheet] = family_sheets(places_of(series), now=AFTERWARDS, language="en")

    assert "Alone" in group
    assert "On my own" not in group
    growth = sheet.growths[0]
    assert (growth.rubric.name, growth.rubric.label(growth.confirmed)) == (
        own.name,
        "Alone",
    )
