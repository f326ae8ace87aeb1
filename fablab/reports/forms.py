"""The form of what is on or off for a series."""

from wtforms import StringField
from wtforms.validators import AnyOf

from fablab.web.forms import Form

YES, NO = "yes", "no"


class SwitchForm(Form):
    """One answer, a button each."""

    on = StringField(validators=[AnyOf((YES, NO))])
