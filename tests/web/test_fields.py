"""A date of birth in three boxes: what it understands and what it says otherwise."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, Optional

from fablab.kernel import clock
from fablab.web.fields import BirthDateField

TODAY = date(2026, 3, 7)
EXAMPLE = "Enter the date of birth, for example 27 3 2014"


class Wanted(Form):
    born_on = BirthDateField("Date of birth")


class Unneeded(Form):
    born_on = BirthDateField("Date of birth", [Optional()])


class OwnWords(Form):
    born_on = BirthDateField("Date of birth", [InputRequired("When were you born?")])


@pytest.fixture(autouse=True)
def request_for_a_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    with app.test_request_context("/"):
        yield


def typed(day: str, month: str, year: str) -> MultiDict[str, str]:
    boxes = {"born_on-day": day, "born_on-month": month, "born_on-year": year}
    return MultiDict(boxes)


def refusal(day: str, month: str, year: str) -> tuple[list[str], set[str]]:
    form = Wanted(typed(day, month, year))
    assert not form.validate()
    assert form.born_on.data is None
    return list(form.born_on.errors), set(form.born_on.wrong)


def test_three_boxes_make_a_date() -> None:
    form = Wanted(typed(" 7", "03", "2014 "))

    assert form.validate()
    assert form.born_on.data == date(2014, 3, 7)


def test_what_was_typed_stays_in_the_boxes() -> None:
    field = Wanted(typed("31", "2", "year")).born_on

    assert (field.raw_day, field.raw_month, field.raw_year) == ("31", "2", "year")


def test_a_known_date_is_shown_in_the_boxes() -> None:
    field = Wanted(data={"born_on": date(2014, 3, 27)}).born_on

    assert (field.raw_day, field.raw_month, field.raw_year) == ("27", "3", "2014")


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "wrong"),
    [
        ("", "", "", EXAMPLE, {"day", "month", "year"}),
        ("27", "", "2014", EXAMPLE, {"month"}),
        ("27", "March", "2014", EXAMPLE, {"month"}),
        ("٢٧", "3", "2014", EXAMPLE, {"day"}),
        ("27", "3", "9" * 5000, EXAMPLE, {"year"}),
        ("-1", "3", "2014", EXAMPLE, {"day"}),
        ("27", "13", "2014", "Enter the month as a number from 1 to 12", {"month"}),
        ("0", "3", "2014", "Enter the day as a number from 1 to 31", {"day"}),
        ("32", "3", "2014", "Enter the day as a number from 1 to 31", {"day"}),
        ("31", "2", "2014", "There is no 31 February", {"day", "month"}),
        (
            "29",
            "2",
            "2013",
            "There is no 29 February 2013",
            {"day", "month", "year"},
        ),
        (
            "27",
            "3",
            "14",
            "Enter the year with four digits, for example 2014",
            {"year"},
        ),
        ("8", "3", "2026", "The date of birth must be in the past", {"year"}),
    ],
)
def test_what_is_no_date_of_birth_is_refused_in_words(
    day: str, month: str, year: str, message: str, wrong: set[str]
) -> None:
    assert refusal(day, month, year) == ([message], wrong)


def test_the_error_leads_to_the_first_wrong_box() -> None:
    form = Wanted(typed("27", "13", "2014"))
    form.validate()

    assert form.born_on.error_id == "born_on-month"


def test_the_month_is_named_in_the_language_of_the_page() -> None:
    with force_locale("pl"):
        assert "31 lutego" in refusal("31", "2", "2014")[0][0]


def test_empty_boxes_are_fine_where_the_answer_is_optional() -> None:
    form = Unneeded(typed("", "", ""))

    assert form.validate()
    assert form.born_on.data is None


def test_a_half_answer_is_refused_even_where_it_is_optional() -> None:
    form = Unneeded(typed("27", "", ""))

    assert not form.validate()
    assert list(form.born_on.errors) == [EXAMPLE]


def test_a_form_may_ask_in_its_own_words() -> None:
    form = OwnWords(typed("", "", ""))

    assert not form.validate()
    assert list(form.born_on.errors) == ["When were you born?"]


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_that_was_is_understood(born: date) -> None:
    form = Wanted(typed(str(born.day), str(born.month), str(born.year)))

    assert form.validate()
    assert form.born_on.data == born


@given(st.text(), st.text(), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_can_be_typed_breaks_it(day: str, month: str, year: str) -> None:
    form = Wanted(typed(day, month, year))

    assert form.validate() == (form.born_on.data is not None)
