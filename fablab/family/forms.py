"""The family's forms: a button each, and the health note."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from fablab.web.fields import SelectChoice
from fablab.web.forms import Form


class ConsentForm(Form):
    """One tap: yes or no to the words that were on the page."""

    answer = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    text = HiddenField()


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
