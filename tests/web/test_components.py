"""The macros of a form: every refusal is said twice and leads to its field."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional

from fablab.web.fields import BirthDateField, SelectChoice
from fablab.web.icons import icon

PAGE = """
{% from "components/forms.html" import checkbox, date_boxes, error_summary,
   hidden_fields, radio_cards, text_field %}
{{ error_summary(form) }}
{{ hidden_fields(form) }}
{{ text_field(form.name, width="w20") }}
{{ text_field(form.age, hint="In years") }}
{{ date_boxes(form.born_on) }}
{{ radio_cards(form.topics) }}
{{ radio_cards(form.photos, hints={"no": "Nobody takes one."}) }}
{{ checkbox(form.agreed) }}
{% for meeting in form.meetings %}{{ text_field(meeting.form.title) }}{% endfor %}
"""


class Meeting(Form):
    title = StringField("Title", [InputRequired("Enter what the meeting is about")])


class Sample(Form):
    key = HiddenField("Key")
    name = StringField("Name", [InputRequired("Enter a name")], description="In full")
    age = IntegerField("Age", [Optional()])
    born_on = BirthDateField("Date of birth")
    topics = SelectMultipleField(
        "Topics", choices=[SelectChoice("a"), SelectChoice("b")]
    )
    photos = RadioField(
        "Photos",
        [InputRequired("Choose yes or no")],
        choices=[SelectChoice("yes"), SelectChoice("no")],
    )
    agreed = BooleanField("I agree", [InputRequired("Tick the box")])
    meetings = FieldList(FormField(Meeting), min_entries=1)


@pytest.fixture
def site() -> Flask:
    app = Flask(__name__, template_folder=str(Path(__file__).parents[2] / "templates"))
    Babel(app)
    app.jinja_env.globals["icon"] = icon
    return app


def drawn(site: Flask, answers: dict[str, str] | None) -> BeautifulSoup:
    with site.test_request_context("/"):
        form = Sample(MultiDict(answers) if answers else None)
        if answers:
            form.validate()
        return BeautifulSoup(render_template_string(PAGE, form=form), "html.parser")


def test_a_fresh_form_has_no_error_and_a_label_for_every_box(site: Flask) -> None:
    page = drawn(site, None)
    boxes = page.select("input:not([type=hidden])")

    assert page.select(".error-summary, .msg, [aria-invalid]") == []
    assert [b["id"] for b in boxes if not page.select(f'label[for="{b["id"]}"]')] == []


def test_every_refusal_is_a_link_to_its_field(site: Flask) -> None:
    page = drawn(site, {"born_on-day": "31", "born_on-month": "13", "key": "7"})

    links = [(a.get_text(), str(a["href"])) for a in page.select(".error-summary a")]
    assert links == [
        ("Enter a name", "#name"),
        ("Enter the date of birth, for example 27 3 2014", "#born_on-year"),
        ("Choose yes or no", "#photos"),
        ("Tick the box", "#agreed"),
        ("Enter what the meeting is about", "#meetings-0-title"),
    ]
    assert [href for _, href in links if not page.select(f'[id="{href[1:]}"]')] == []


def test_a_refused_box_is_described_by_its_hint_and_its_error(site: Flask) -> None:
    [name] = drawn(site, {"key": "7"}).select("#name")

    assert (name["aria-describedby"], name["aria-invalid"]) == (
        "name-hint name-error",
        "true",
    )


def test_what_was_answered_stays(site: Flask) -> None:
    answers = {"name": "Mira", "age": "x", "photos": "no", "born_on-year": "20O4"}
    page = drawn(site, answers)

    assert page.select("#name")[0]["value"] == "Mira"
    assert page.select("#age")[0]["value"] == "x"
    assert page.select("#born_on-year")[0]["value"] == "20O4"
    assert [tag["value"] for tag in page.select("[name=photos][checked]")] == ["no"]


def test_several_answers_are_ticked_and_one_is_chosen(site: Flask) -> None:
    page = drawn(site, None)

    assert {tag["type"] for tag in page.select("[name=topics]")} == {"checkbox"}
    assert {tag["type"] for tag in page.select("[name=photos]")} == {"radio"}


def test_hidden_fields_have_no_id_that_a_second_form_would_double(site: Flask) -> None:
    [hidden] = drawn(site, {"key": "7"}).select("[type=hidden]")

    assert hidden.attrs == {"type": "hidden", "name": "key", "value": "7"}
