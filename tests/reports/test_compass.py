"""What staff see of the self-reports: each scale for itself, nothing from too few."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fablab.accounts.models import Account, Role
from fablab.assessments.models import NotCounted, Occasion, SelfAnswer, SelfReport
from fablab.assessments.queries.compass import instrument
from fablab.assessments.queries.first_answers import (
    count_first_answers,
    first_answers,
)
from fablab.assessments.statistics import NotComputable
from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.reports.queries.compass import compass_figures
from fablab.series.models import Series
from tests.assessments.factories import WEEKS
from tests.certificates.factories import make_coordinator
from tests.checkin.factories import make_place
from tests.factories import make_account, make_series, make_site, sign_in_as
from tests.support.pages import Browser, Page
from tests.support.statements import counted_statements

pytestmark = pytest.mark.usefixtures("app", "afterwards")
ITEMS = [str(number) for number in range(1, 11)]
AFTERWARDS = WEEKS[-1] + timedelta(days=1)


@pytest.fixture
def afterwards(clock_at: Callable[[datetime], None]) -> None:
    clock_at(AFTERWARDS)


@pytest.fixture
def series() -> Series:
    return make_series(starts=WEEKS)


def answer(
    place: Registration, occasion: Occasion, value: int, items: list[str] = ITEMS
) -> None:
    with unit_of_work():
        report = SelfReport(
            registration=db.session.get_one(Registration, place.id),
            occasion=occasion,
            instrument=instrument("en").name,
            language="en",
            answered_at=AFTERWARDS,
            signed_in=db.session.get_one(Account, place.registered_by.account_id),
        )
        db.session.add(report)
        db.session.add_all(
            SelfAnswer(report=report, item=item, value=value) for item in items
        )


def answer_both(series: Series, times: int, before: int, after: int) -> None:
    for _each in range(times):
        place = make_place(series=series)
        answer(place, Occasion.BEFORE, before)
        answer(place, Occasion.AFTER, after)


def page_of(browser: Browser, series: Series) -> Page:
    return browser.get(f"/staff/series/{series.slug}/compass")


def test_only_who_answered_both_times_is_compared_and_the_others_are_counted(
    series: Series,
) -> None:
    answer_both(series, 6, 2, 3)
    for _each in range(2):
        answer(make_place(series=series), Occasion.BEFORE, 4)

    first, second = compass_figures(series, instrument("en")).scales

    assert (len(first.pairing.before), first.pairing.left_out) == (6, 2)
    assert (first.pairing.baseline, first.pairing.baseline_left_out) == (2, 4)
    assert (first.change.up, first.change.same, first.change.down) == (6, 0, 0)
    assert first.scale != second.scale


def test_value_of_a_scale_needs_four_of_its_five_questions(series: Series) -> None:
    place = make_place(series=series)
    answer(place, Occasion.BEFORE, 2, ["1", "2", "3"])
    answer(place, Occasion.AFTER, 3)

    first, _second = compass_figures(series, instrument("en")).scales

    assert first.pairing.before == ()


def test_an_effect_is_worked_out_from_ten_pairs_on(series: Series) -> None:
    answer_both(series, 5, 1, 3)
    answer_both(series, 4, 2, 3)
    few, _ = compass_figures(series, instrument("en")).scales
    assert isinstance(few.effect, NotComputable)

    answer_both(series, 1, 3, 4)
    enough, _ = compass_figures(series, instrument("en")).scales

    assert not isinstance(enough.effect, NotComputable)


def test_reliability_is_printed_from_fifty_pupils_on(series: Series) -> None:
    answer_both(series, 6, 2, 3)

    found = compass_figures(series, instrument("en")).reliability

    assert set(found.values()) == {None}


def test_reliability_reads_first_answers_only_once_there_are_enough(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_both(series, 6, 2, 3)
    asked = instrument("en")

    def read() -> tuple[int, set[int]]:
        with counted_statements() as found:
            figures = compass_figures(series, asked)
        pupils = {one.pupils for one in figures.reliability.values() if one}
        return len([one for one in found if "self_" in one]), pupils

    assert read() == (3, set())
    monkeypatch.setattr("fablab.assessments.statistics.claims.RELIABILITY_FROM", 6)
    assert read() == (4, {6})
    answer_both(series, 3, 2, 3)
    assert read() == (4, {9})


def test_the_latest_first_answers_count_and_no_later_ones(series: Series) -> None:
    place, other = make_place(series=series), make_place(series=series)
    for value in (1, 3):
        answer(place, Occasion.BEFORE, value, ["1", "2"])
    answer(other, Occasion.AFTER, 4)

    name = instrument("en").name
    assert first_answers(name) == {place.id: {"1": 3, "2": 3}}
    assert count_first_answers(name) == 1
    assert count_first_answers("another 1.0") == 0


def test_first_answers_that_do_not_count_are_not_read(series: Series) -> None:
    place = make_place(series=series)
    answer(place, Occasion.BEFORE, 1)
    with unit_of_work():
        db.session.query(SelfReport).one().not_counted = NotCounted.NOT_OPEN

    assert count_first_answers(instrument("en").name) == 0
    assert first_answers(instrument("en").name) == {}


def test_fewer_than_five_pairs_show_nothing(browser: Browser, series: Series) -> None:
    answer_both(series, 4, 1, 4)
    sign_in_as(browser, make_coordinator())

    page = page_of(browser, series)

    assert page.texts(".panel p.muted")[0].startswith("Fewer than five")
    assert "Wilcoxon" not in page.text("main")


def test_each_scale_stands_for_itself_with_its_limits(
    browser: Browser, series: Series
) -> None:
    answer_both(series, 6, 1, 3)
    sign_in_as(browser, make_coordinator())

    page = page_of(browser, series)

    assert page.texts(".panel h3") == ["Ideas and making", "Doing it myself"]
    assert "0.03" in page.text("main")
    assert "A change does not prove that the workshops caused it" in page.text("main")


def test_numbers_are_written_as_the_reader_writes_them(
    browser: Browser, series: Series
) -> None:
    answer_both(series, 6, 1, 3)
    sign_in_as(browser, make_coordinator())

    page = browser.get(f"/staff/series/{series.slug}/compass?lang=pl")

    assert "0,03" in page.text("main")
    assert "0.03" not in page.text("main")


def test_coordinator_lets_pupils_look_back_and_stops_it(
    browser: Browser, series: Series
) -> None:
    sign_in_as(browser, make_coordinator())

    page = browser.submit(page_of(browser, series), button="on=yes", follow=True)
    assert db.session.get_one(Series, series.id).asks_looking_back
    browser.submit(page, button="on=no")

    db.session.expire_all()
    assert not db.session.get_one(Series, series.id).asks_looking_back


def test_other_sites_answers_are_not_found(browser: Browser, series: Series) -> None:
    elsewhere = make_account(Role.COORDINATOR, site=make_site("ventosa"))
    sign_in_as(browser, elsewhere)

    assert page_of(browser, series).status == 404
