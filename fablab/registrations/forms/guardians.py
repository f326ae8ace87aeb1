"""Forms about guardians: an invitation's answer, and the coordinator's decision."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.people.services.standings import Decision
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    DayField,
    NumberField,
    SelectChoice,
    is_a_number,
    name_field,
)
from fablab.web.forms import Form, OnceForm


class AcceptForm(Form):
    """What somebody says of themself who answers for a pupil from now on."""

    name = name_field(
        _l("Your name"),
        _l("Enter your name"),
        description=_l("First name and family name"),
        render_kw={"autocomplete": "name"},
    )
    phone = NumberField(
        _l("Your telephone number"),
        [InputRequired(_l("Enter your telephone number")), UP_TO_40, is_a_number],
        description=_l("So that we can reach you during the workshop."),
        render_kw={"autocomplete": "tel"},
    )
    language = SelectField(
        _l("Your language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        description=_l("For your pages and our letters to you."),
    )


class BarForm(OnceForm):
    """Somebody who must not collect a pupil, and what staff should know."""

    name = name_field(
        _l("Name of the person"),
        _l("Enter the name of the person"),
        render_kw=NO_FILLING,
    )
    note = StringField(
        _l("What should staff know? (may stay empty)"),
        [Length(max=200, message=_l("Use at most 200 characters"))],
        description=_l("For example how to know them, or which document you saw."),
        render_kw=NO_FILLING,
    )


class StandingForm(Form):
    """What a guardian may do from now on, and what the coordinator has seen."""

    decision = RadioField(
        _l("What counts from now on?"),
        [InputRequired(_l("Choose what counts from now on"))],
        choices=[],
    )
    reason = TextAreaField(
        _l("Why?"),
        [
            DataRequired(_l("Say why, in a sentence")),
            Length(max=500, message=_l("Use at most 500 characters")),
        ],
        description=_l("Kept encrypted. Only coordinators of your FabLab read it."),
        render_kw=NO_FILLING,
    )
    document = StringField(
        _l("Which document did you see?"),
        [
            DataRequired(_l("Say what you saw")),
            Length(max=200, message=_l("Use at most 200 characters")),
        ],
        description=_l("Who issued it, and its number. We keep no copy."),
        render_kw=NO_FILLING,
    )
    seen_on = DayField(_l("Seen on"), [InputRequired(_l("Choose a day"))])

    def offer(self) -> None:
        """Put the choices into words."""
        self.words = {
            Decision.EQUAL: _("Decides and gets everything"),
            Decision.INFORMED: _("Sees everything and decides nothing"),
            Decision.NO_CONTACT: _("Sees nothing, gets nothing, may not collect"),
            Decision.ENDED: _("Is no longer a guardian"),
        }
        self.decision.choices = [
            SelectChoice(d.value, words) for d, words in self.words.items()
        ]

    def validate_seen_on(self, field: DayField) -> None:
        """Nobody has seen a document tomorrow.

        Raises:
            ValidationError: the day lies ahead.
        """
        if field.data and field.data > clock.now().date():
            raise ValidationError(_("Choose a day that is not in the future"))
