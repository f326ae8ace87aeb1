"""The buttons of consent on the family's pages."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from fablab.web.fields import ClockField, DayField, SelectChoice
from fablab.web.forms import Form


class ConsentForm(Form):
    """One tap: yes or no to the words on the page; leaving alone says from when."""

    answer = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
    text = HiddenField()
    from_day = DayField(_l("From which day?"), [Optional()])
    from_time = ClockField(_l("From what time?"), [Optional()])


class WordForm(Form):
    """One tap of the pupil: fine with it, or not."""

    answer = SelectField(choices=[SelectChoice("yes", "yes"), SelectChoice("no", "no")])
