"""What `/styleguide` shows: every component, in every state, with invented data."""

from types import SimpleNamespace
from typing import Final

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from fablab.web.fields import BirthDateField, SelectChoice
from fablab.web.qr import qr_svg

LEVELS: Final = {
    "1": "Waits for an idea or copies the example.",
    "2": "Changes one thing about the example.",
    "3": "Finds several ideas and chooses one.",
    "4": "Combines ideas into something nobody showed.",
}

LEVEL_LABELS: Final = {
    1: "With support",
    2: "With prompts",
    3: "On my own",
    4: "Further, and with others",
}
LEVEL_ROWS: Final = (
    ("Sat 7 March", (6, 5, 1, 0), "6 with support, 5 with prompts, 1 on my own"),
    ("Sat 14 March", (1, 1, 9, 1), "1 with support, 1 with prompts, 9 on my own, 1 on"),
    (
        "The meeting at which everybody built a Donaudampfschifffahrtsmodell",
        (0, 0, 0, 12),
        "12 further",
    ),
    ("Nobody was rated", (0, 0, 0, 0), "no levels"),
    ("Fewer than five", (None, None, None, None), "not shown"),
)
BARS: Final = {
    "heading": "Attendance",
    "headings": ("came", "excused", "absent", "not noted"),
    "shades": (3, 1, 0, 4),
    "total_heading": "Pupils at meetings",
    "rows": (
        {
            "title": "Laser-cut lamps",
            "pieces": (
                {"shade": 3, "begin": 0, "length": 60},
                {"shade": 4, "begin": 60, "length": 15},
                {"shade": -1, "begin": 75, "length": 25},
            ),
            "cells": (("48", 1), ("–", 2), ("12", 1)),
            "total": "80",
        },
        {
            "title": "Fewer than five",
            "pieces": (),
            "cells": (("–", 1),) * 4,
            "total": "–",
        },
    ),
}


class SampleForm(Form):
    """One field of each kind."""

    given_name = StringField(
        "First name",
        [InputRequired("Enter the first name")],
        description="The name the pupil likes to be called.",
        render_kw={"autocomplete": "off"},
    )
    born_on = BirthDateField("Date of birth", description="For example 27 3 2014")
    email = EmailField(
        "Your email address",
        [InputRequired("Enter your email address")],
        description="We send you a link to confirm the place.",
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    school = SelectField(
        "School",
        [Optional()],
        choices=[SelectChoice("", "Choose a school"), SelectChoice("sp1", "School 1")],
    )
    note = TextAreaField("Anything we should know?", [Optional()])
    photos = RadioField(
        "May we take photos?",
        [InputRequired("Choose whether we may take photos")],
        choices=[
            SelectChoice("yes", "Yes, for the pupil’s own folder"),
            SelectChoice("no", "No photos"),
        ],
    )
    guardian = BooleanField(
        "I am this pupil’s parent or guardian",
        [InputRequired("Tick the box if you are the guardian")],
    )
    ideas = RadioField(
        "Finding ideas",
        [Optional()],
        choices=[
            SelectChoice("1", "Starting"),
            SelectChoice("2", "Trying"),
            SelectChoice("3", "Growing"),
            SelectChoice("4", "Leading"),
            SelectChoice("none", "Not observed"),
        ],
    )


def styleguide_context() -> dict[str, object]:
    """The samples, by the names that the page's template uses."""
    return {
        "valid": _valid_form(),
        "refused": _refused_form(),
        "signing_in": SampleForm(prefix="sign-in-"),
        "levels": LEVELS,
        "level_labels": LEVEL_LABELS,
        "level_rows": LEVEL_ROWS,
        "bars": BARS,
        "cards": [_card(*sample) for sample in _SERIES],
        "qr": _qr(),
    }


def _valid_form() -> SampleForm:
    answers = {
        "given_name": "Łucja",
        "born_on-day": "27",
        "born_on-month": "3",
        "born_on-year": "2014",
        "email": "mama@example.org",
        "photos": "yes",
        "ideas": "3",
        "guardian": "y",
    }
    return SampleForm(MultiDict(answers))


def _refused_form() -> SampleForm:
    answers = {"born_on-day": "31", "born_on-month": "2", "born_on-year": "2014"}
    named = {f"refused-{name}": value for name, value in answers.items()}
    form = SampleForm(MultiDict(named), prefix="refused-")
    form.validate()
    return form


def _card(topic: str, label: str, title: str, kind: str, places: str) -> object:
    return SimpleNamespace(
        url="/series/",
        title=title,
        summary="Draw it, make it, take it home.",
        topic=topic,
        topic_label=label,
        dates="Saturdays, 7–28 March, 10:00–12:30",
        place="FabLab Bielsko-Biała",
        ages="Ages 10–14",
        places_kind=kind,
        places_text=places,
        fee_text="Free" if kind == "ok" else "12 €",
    )


def _qr() -> Markup:
    return qr_svg("FL7K3D9XRB2HN5TC", label="QR code")


_SERIES: Final = (
    ("3d-printing", "3D printing", "Print your own phone stand", "ok", "3 places left"),
    ("laser-cutting", "Laser cutting", "Laser-cut jewellery", "warn", "Last place!"),
    ("electronics", "Electronics", "Light-up badges", "bad", "Waiting list"),
    ("robots", "Robots", "My first line-following robot", "ok", "9 places left"),
    ("textiles", "Textiles", "Sew and stitch circuits", "ok", "6 places left"),
    ("woodwork", "Woodwork", "A home for the birds", "ok", "5 places left"),
    (
        "audio-video",
        "Audio and video",
        "Donaudampfschifffahrtsgesellschaftsfilmwerkstatt",
        "",
        "Finished",
    ),
)
