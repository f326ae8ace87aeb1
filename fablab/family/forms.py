"""The family's forms: a button each, and the health note."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from fablab.web.fields import SelectChoice
from fablab.web.forms import Form, OnceForm


class ConsentForm(Form):
    """One tap: yes or no to the words that were on the page."""

    answer = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    text = HiddenField()


class AbsenceForm(Form):
    """One tap: will the pupil come to the meeting; `back` is the page that asked."""

    coming = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    meeting = HiddenField()
    back = HiddenField()


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

    note = TextAreaField(
        _l("What must we know?"),
        [
            InputRequired(_l("Write a sentence, or choose to remove the note")),
            Length(max=300, message=_l("Use at most 300 characters")),
        ],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw={"autocomplete": "off"},
    )
