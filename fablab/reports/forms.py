"""The form that says whether families of a series see levels."""

from wtforms import StringField
from wtforms.validators import AnyOf

from fablab.web.forms import Form

YES, NO = "yes", "no"


class LevelsShownForm(Form):
    """One answer, a button each."""

    shown = StringField(validators=[AnyOf((YES, NO))])
