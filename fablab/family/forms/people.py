"""The forms about the people around a pupil, and about the pupil's own data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, SubmitField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from fablab.people.models import Pupil, Relation
from fablab.people.wording import COLLECTOR_NAMES, RELATION_NAMES
from fablab.sites.models import School
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    UP_TO_254,
    AddressField,
    BirthDateField,
    Checkboxes,
    DayField,
    NumberField,
    SelectChoice,
    is_a_number,
    is_an_address,
    name_field,
    name_goes_with_number,
    one_line,
    worded_choices,
)
from fablab.web.forms import Form, OnceForm


class InvitationForm(OnceForm):
    """Who is to answer for which of the guardian's pupils, too."""

    pupils = Checkboxes(
        _l("For whom?"), [InputRequired(_l("Choose for whom you invite"))]
    )
    name = name_field(
        _l("Name of the other guardian"),
        _l("Enter the name"),
        description=_l("First name and family name"),
        render_kw=NO_FILLING,
    )
    email = AddressField(
        _l("Email address"),
        [InputRequired(_l("Enter the email address")), UP_TO_254, is_an_address],
        description=_l("We send a link there. It works once, within 7 days."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    relation = RadioField(
        _l("Who is that?"),
        [InputRequired(_l("Choose who that is"))],
        choices=[],
    )

    def offer(self, pupils: Sequence[tuple[Pupil, str]]) -> None:
        """Say for whom somebody can be invited: pupils, and what they are called."""
        self._pupils = {pupil.public_id: pupil for pupil, _label in pupils}
        self.pupils.choices = [
            SelectChoice(pupil.public_id, label) for pupil, label in pupils
        ]
        self.relation.choices = [
            SelectChoice(kind.value, _(RELATION_NAMES[kind]))
            for kind in (Relation.MOTHER, Relation.FATHER, Relation.GUARDIAN)
        ]
        if len(pupils) == 1 and not self.pupils.raw_data:
            self.pupils.data = list(self._pupils)

    def chosen(self) -> list[Pupil]:
        """The pupils that were ticked."""
        return [self._pupils[key] for key in self.pupils.data or []]


class OwnAccountForm(OnceForm):
    """Where the pupil, who is soon of age, gets letters."""

    email = AddressField(
        _l("Email address"),
        [InputRequired(_l("Enter the email address")), UP_TO_254, is_an_address],
        description=_l("We send a link there. It works once, within 7 days."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class GuardianForm(Form):
    """A guardian's own name and number."""

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


class EmergencyForm(Form):
    """Whom to call when the guardian cannot be reached: a name and a number."""

    name = name_field(
        _l("Name"), None, description=_l("For example a grandmother or a neighbour.")
    )
    phone = NumberField(
        _l("Telephone number"),
        [Optional(), UP_TO_40, is_a_number],
        render_kw=NO_FILLING,
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each box, and that there are both or neither."""
        valid = super().validate(extra_validators)
        return name_goes_with_number(self.name, self.phone) and valid


class FamilyBarForm(OnceForm):
    """Somebody who must not collect the pupil, and how staff know them."""

    name = name_field(
        _l("Name of the person"),
        _l("Enter the name of the person"),
        render_kw=NO_FILLING,
    )
    note = StringField(
        _l("What should staff know? (may stay empty)"),
        [Length(max=200, message=_l("Use at most 200 characters"))],
        description=_l("For example how to know them."),
        render_kw=NO_FILLING,
    )


class CollectorForm(OnceForm):
    """Somebody who may collect the pupil, and on which days."""

    name = name_field(
        _l("Name"),
        _l("Enter the name"),
        description=_l("As it stands on the identity card."),
        render_kw=NO_FILLING,
    )
    phone = NumberField(
        _l("Telephone number"),
        [InputRequired(_l("Enter the telephone number")), UP_TO_40, is_a_number],
        description=_l("Only our team and you see it."),
        render_kw=NO_FILLING,
    )
    relation = SelectField(
        _l("Who is that?"),
        [InputRequired(_l("Choose who that is"))],
        choices=[],
        default="",
    )
    valid_from = DayField(
        _l("From"), [Optional()], description=_l("Empty means from today on.")
    )
    valid_until = DayField(
        _l("Until"), [Optional()], description=_l("Empty means until you change it.")
    )
    save = SubmitField(_l("Save"))
    only_today = SubmitField(_l("Only today"))

    def offer(self, *, today: date, country: str) -> None:
        """Fill in what depends on the day and the place."""
        self._today = today
        self.phone.country = country
        self.relation.choices = [
            SelectChoice("", _("Choose")),
            *worded_choices(COLLECTOR_NAMES),
        ]

    def days(self) -> tuple[date, date | None]:
        """The first and the last day, both included."""
        if self.only_today.data:
            return self._today, self._today
        return self.valid_from.data or self._today, self.valid_until.data

    def validate_valid_until(self, field: DayField) -> None:
        """The last day is today or later, and not before the first.

        Raises:
            ValidationError: nobody could ever collect on such days.
        """
        if self.only_today.data:
            return
        first = max(self.valid_from.data or self._today, self._today)
        if field.data and field.data < first:
            raise ValidationError(_("Choose a last day that is not before the first"))


class PupilForm(Form):
    """A pupil's name, birth date, school and class."""

    given_name = name_field(
        _l("First name"),
        _l("Enter the first name"),
        description=_l("As the pupil likes to be called."),
    )
    family_name = name_field(_l("Family name"), _l("Enter the family name"))
    birth_date = BirthDateField(
        _l("Date of birth"), description=_l("For example 27 3 2014")
    )
    school = SelectField(_l("School"), [Optional()], default="")
    class_name = StringField(
        _l("Class"),
        [Optional(), Length(max=20, message=_l("Use at most 20 characters"))],
        description=_l("For example 5b"),
        filters=[one_line],
        render_kw=NO_FILLING,
    )

    def offer(self, schools: Sequence[School]) -> None:
        """Say which schools there are."""
        self._schools = {school.public_id: school for school in schools}
        self.school.choices = [
            SelectChoice("", _("Another school, or none")),
            *(SelectChoice(s.public_id, f"{s.name}, {s.city}") for s in schools),
        ]

    def chosen_school(self) -> School | None:
        """The school that was chosen."""
        return self._schools.get(self.school.data)

    def names(self) -> dict[str, Any]:
        """Both names and the birth date."""
        return {
            "given_name": str(self.given_name.data),
            "family_name": str(self.family_name.data),
            "birth_date": self.birth_date.data,
        }
