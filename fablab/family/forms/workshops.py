"""The family's forms: a button each, and the health note."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from fablab.people.wording import HEALTH_TOPIC_NAMES
from fablab.web.fields import UP_TO_300, Checkboxes, SelectChoice, worded_choices
from fablab.web.forms import Form, OnceForm


class AbsenceForm(Form):
    """One tap: will the pupil come to the meeting; `back` is the page that asked."""

    coming = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    meeting = HiddenField()
    back = HiddenField()


class CalendarAddressForm(Form):
    """The address of the calendar, to be copied; nothing is sent."""

    address = StringField(
        _l("Or copy this address into your calendar program"),
        description=_l(
            "Whoever knows the address can read the calendar. Give it to nobody."
        ),
        render_kw={"readonly": True},
    )


class GroupForm(OnceForm):
    """What is to happen with the friends of a registration."""

    act = SelectField(
        choices=[
            SelectChoice("make", "make"),
            SelectChoice("join", "join"),
            SelectChoice("leave", "leave"),
            SelectChoice("split", "split"),
        ]
    )
    code = StringField(
        _l("Your friends’ group code"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class HealthNoteForm(Form):
    """What staff must know from now on; what was kept before is not shown."""

    topics = Checkboxes(
        _l("What is it about?"),
        [Optional()],
        choices=worded_choices(HEALTH_TOPIC_NAMES),
    )
    note = TextAreaField(
        _l("What must we know?"),
        [
            InputRequired(_l("Write a sentence, or choose to remove the note")),
            UP_TO_300,
        ],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw={"autocomplete": "off"},
    )
