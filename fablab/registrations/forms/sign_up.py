"""The forms of the sign-up, one a step; what each says is plain enough to be kept.

`clean()` of a valid form holds only texts, numbers and lists: it becomes the draft's
JSON, and `SignUp` is made of it in the end.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from fablab.kernel.codes import GROUP_LENGTH, tidy
from fablab.people.models import Pupil
from fablab.registrations.forms.steps import MOST_CHILDREN, PartForm, StepForm
from fablab.registrations.models import Starter
from fablab.sites.models import School
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    UP_TO_254,
    AddressField,
    BirthDateField,
    Checkboxes,
    NumberField,
    SelectChoice,
    is_a_number,
    is_an_address,
    name_field,
    one_line,
)
from fablab.web.forms import Form, OnceForm


class ChildForm(PartForm):
    """One child: what we must know, and the school if the family likes to say."""

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

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells children apart: names, however capitalised, and birth date."""
        names = (self.given_name.data, self.family_name.data)
        return (*(str(name).casefold() for name in names), str(self.birth_date.data))

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        born = self.birth_date.data
        assert isinstance(born, date)  # noqa: S101 -- validated
        return {
            "given_name": self.given_name.data,
            "family_name": self.family_name.data,
            "birth_date": born.isoformat(),
            "school": self.school.data or "",
            "class_name": self.class_name.data or "",
        }


class WhoForm(StepForm):
    """Who fills this in, and which children are to come."""

    starter = RadioField(
        _l("Who is filling this in?"),
        [Optional()],
        choices=[
            SelectChoice("guardian", _l("I am the parent or legal guardian")),
            SelectChoice("pupil", _l("I want to come myself: I am the pupil")),
        ],
        default="guardian",
    )
    known = Checkboxes(_l("Who wants to come?"), choices=[])
    children = FieldList(FormField(ChildForm), min_entries=0, max_entries=MOST_CHILDREN)
    together = RadioField(
        _l("If there are not enough places for all of them:"),
        [Optional()],
        choices=[
            SelectChoice("no", _l("As many as fit may come, the others wait")),
            SelectChoice("yes", _l("They come together, or they wait together")),
        ],
        default="no",
    )
    group_code = StringField(
        _l("Code of a friend’s group"),
        [Optional(), UP_TO_40],
        description=_l(
            "Does a friend come too? Their family page shows a code of 8 signs. "
            "With it you wait for places together."
        ),
        render_kw=NO_FILLING | {"spellcheck": "false", "autocapitalize": "characters"},
    )

    def offer(self, *, pupils: Sequence[Pupil], schools: Sequence[School]) -> None:
        """Say which children are known, and which schools there are."""
        if pupils:
            self.known.choices = [
                SelectChoice(pupil.public_id, pupil.full_name) for pupil in pupils
            ]
        else:
            del self.known
            self.fit("children", max(1, len(self.blocks("children"))))
        choices = [
            SelectChoice("", _("Another school, or none")),
            *(SelectChoice(s.public_id, f"{s.name}, {s.city}") for s in schools),
        ]
        for child in self.blocks("children"):
            child.school.choices = choices

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {
            "starter": self.data.get("starter") or Starter.GUARDIAN.value,
            "known": list(self.data.get("known") or []),
            "children": [child.clean() for child in self.blocks("children")],
            "together": self.data.get("together") == "yes",
            "group_code": tidy(self.group_code.data or ""),
        }

    def validate_starter(self, field: RadioField) -> None:
        """A pupil answers for nobody else.

        Raises:
            ValidationError: a pupil named several children.
        """
        if field.data == Starter.PUPIL and len(self.children.entries) > 1:
            raise ValidationError(
                _(
                    "You can register yourself only. Take the others out, or ask your "
                    "parent or guardian to fill this in"
                )
            )

    def validate_known(self, field: Checkboxes) -> None:
        """Somebody is to come.

        Raises:
            ValidationError: nobody was chosen, or more than four.
        """
        coming = len(field.data or []) + len(self.children.entries)
        if not coming:
            raise ValidationError(_("Choose who wants to come"))
        if coming > MOST_CHILDREN:
            raise ValidationError(_("Choose at most four, and register again for more"))

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field, and that nobody is there twice."""
        valid = super().validate(extra_validators)
        seen: set[tuple[str, ...]] = set()
        for child in self.blocks("children"):
            one = child.identity
            if one in seen and not child.errors:
                child.given_name.errors = [_("You have entered this child already")]
                self.gather_errors("children")
                valid = False
            seen.add(one)
        return valid

    def ask_anew(self) -> None:
        """Say nothing yet about dates of birth: the form is shown, not answered."""
        for child in self.blocks("children"):
            child.birth_date.wrong = frozenset()

    def validate_group_code(self, field: StringField) -> None:
        """A code has eight signs.

        Raises:
            ValidationError: what was typed can be none.
        """
        if field.data and len(tidy(field.data)) != GROUP_LENGTH:
            raise ValidationError(
                _("A group’s code has 8 letters and figures. Check it, or leave it out")
            )


class YouForm(StepForm):
    """The guardian, whom the letters go to and who decides."""

    guardian_name = name_field(
        _l("Your name"),
        _l("Enter your name"),
        description=_l("First name and family name"),
        render_kw={"autocomplete": "name"},
    )
    email = AddressField(
        _l("Your email address"),
        [
            InputRequired(_l("Enter your email address")),
            UP_TO_254,
            is_an_address,
        ],
        description=_l("We send you a link there to confirm the place."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = NumberField(
        _l("Your telephone number"),
        [
            InputRequired(_l("Enter your telephone number")),
            UP_TO_40,
            is_a_number,
        ],
        description=_l("So that we can reach you during the workshop."),
        render_kw={"autocomplete": "tel"},
    )

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {
            "guardian_name": self.guardian_name.data,
            "email": self.email.normal,
            "phone": self.phone.normal,
        }


class YourGuardianForm(StepForm):
    """The adult whom a pupil names: they get the letter, and they decide."""

    guardian_name = name_field(
        _l("Name of your parent or guardian"),
        _l("Enter the name of your parent or guardian"),
        description=_l("First name and family name"),
    )
    email = AddressField(
        _l("Their email address"),
        [
            InputRequired(_l("Enter the email address of your parent or guardian")),
            UP_TO_254,
            is_an_address,
        ],
        description=_l("We send them a letter. They read it, and they decide."),
        render_kw=NO_FILLING | {"spellcheck": "false"},
    )

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {
            "guardian_name": self.guardian_name.data,
            "email": self.email.normal,
            "phone": "",
        }


class CheckForm(OnceForm):
    """The button that sends; `shown` tells which answers the page showed."""

    shown = HiddenField()


class LaterForm(OnceForm):
    """Where to send the way back to the answers."""

    email = AddressField(
        _l("Your email address"),
        [
            InputRequired(_l("Enter your email address")),
            UP_TO_254,
            is_an_address,
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


def set_country(forms: Iterable[Form], country: str) -> None:
    """Say from which country numbers without a prefix are."""
    for form in forms:
        for field in form:
            if isinstance(field, NumberField):
                field.country = country
            elif isinstance(field, FieldList):
                set_country([entry.form for entry in field.entries], country)
