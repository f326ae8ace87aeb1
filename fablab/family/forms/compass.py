"""The form of "My maker compass": ten questions, none of which must be answered."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Instrument
from fablab.assessments.services.compass import WORDS_LENGTH
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form

DONT_KNOW = "dont_know"
_ITEM = "item-"
_UP_TO = Length(max=WORDS_LENGTH, message=_l("Keep it to 300 characters or fewer"))


class CompassForm(Form):
    """What was answered; the questions are added by `compass_form`."""

    def answers(self) -> dict[str, int | None]:
        """Item code → 1–4, or None for "I don't know"; what is left out is absent."""
        return {
            field.name.removeprefix(_ITEM): None
            if field.data == DONT_KNOW
            else int(field.data)
            for field in self
            if field.name.startswith(_ITEM) and field.data
        }

    def words(self) -> Mapping[str, str]:
        """The pupil's own words, where they were asked for."""
        return {
            name: self[name].data or ""
            for name in ("pleased", "next_try")
            if name in self
        }


def compass_form(asked: Instrument, occasion: Occasion) -> CompassForm:
    """The form with this instrument's questions, each as large cards of words."""
    choices = [
        SelectChoice(str(value), words) for value, words in asked.options.items()
    ]
    choices.append(SelectChoice(DONT_KNOW, asked.dont_know))
    fields: dict[str, object] = {
        f"{_ITEM}{item.code}": RadioField(
            item.text, validators=[Optional()], choices=choices
        )
        for item in asked.items
    }
    if occasion is Occasion.AFTER:
        fields |= {
            code: TextAreaField(text, validators=[Optional(), _UP_TO])
            for code, text in asked.prompts.items()
        }
    form: CompassForm = type("AskedCompassForm", (CompassForm,), fields)()
    return form
