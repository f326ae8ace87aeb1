"""The family's forms: a button each, and the health note."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from fablab.people.models import HealthTopic
from fablab.web.fields import SelectChoice
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

    topics = SelectMultipleField(
        _l("What is it about?"),
        [Optional()],
        choices=[
            SelectChoice(HealthTopic.ALLERGY.value, _l("An allergy")),
            SelectChoice(HealthTopic.MEDICINE.value, _l("A medicine")),
            SelectChoice(HealthTopic.MOBILITY.value, _l("Moving and getting about")),
            SelectChoice(HealthTopic.SENSES.value, _l("Hearing, seeing, noise")),
            SelectChoice(HealthTopic.OTHER.value, _l("Something else")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField(
        _l("What must we know?"),
        [
            InputRequired(_l("Write a sentence, or choose to remove the note")),
            Length(max=300, message=_l("Use at most 300 characters")),
        ],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw={"autocomplete": "off"},
    )
