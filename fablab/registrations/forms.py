"""The forms of registering and of agreeing: what was typed, made plain and whole."""

import re
from collections.abc import Sequence
from datetime import date

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from fablab.registrations.services import Request
from fablab.sites.models import School
from fablab.web.fields import BirthDateField, SelectChoice
from fablab.web.forms import Form, OnceForm

LONGEST_NAME = 80
LONGEST_NOTE = 300
NOT_IN_NAMES = frozenset("@/\\<>{}[]|:;=*#_%$^~")
LIKE_AN_ADDRESS = re.compile(r"\w{2}\.\w{2}")
"""Mail programs make a link of it; initials and “St. John” stay names."""


def one_line(value: str | None) -> str | None:
    """What was typed without line breaks and doubled spaces."""
    return " ".join(value.split()) if value else value


def looks_like_a_name(_form: Form, field: StringField) -> None:
    """Refuse what no name has: it would also end up in a letter.

    Raises:
        ValidationError: an address or a sign that belongs to none.
    """
    typed = field.data or ""
    if (
        NOT_IN_NAMES & set(typed)
        or any(sign.isdigit() for sign in typed)
        or not any(sign.isalpha() for sign in typed)
        or LIKE_AN_ADDRESS.search(typed)
    ):
        raise ValidationError(_("Enter a name, without figures or signs"))


class RegistrationForm(OnceForm):
    """One pupil, and the guardian who registers them."""

    given_name = StringField(
        _l("First name"),
        [
            InputRequired(_l("Enter the first name")),
            Length(max=LONGEST_NAME, message=_l("Use at most 80 characters")),
            looks_like_a_name,
        ],
        description=_l("As the pupil likes to be called."),
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    family_name = StringField(
        _l("Family name"),
        [
            InputRequired(_l("Enter the family name")),
            Length(max=LONGEST_NAME, message=_l("Use at most 80 characters")),
            looks_like_a_name,
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    birth_date = BirthDateField(
        _l("Date of birth"), description=_l("For example 27 3 2014")
    )
    school = SelectField(_l("School"), [Optional()], default="")
    class_name = StringField(
        _l("Class"),
        [
            Optional(),
            Length(max=20, message=_l("Use at most 20 characters")),
        ],
        description=_l("For example 5b"),
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    has_note = RadioField(
        _l("Is there something about health that our team must know?"),
        [Optional()],
        choices=[SelectChoice("no", _l("No")), SelectChoice("yes", _l("Yes"))],
        description=_l(
            "An allergy, for example, or a medicine. Only the team at the workshop "
            "can read it. You may leave this open."
        ),
    )
    health_note = TextAreaField(
        _l("What must we know?"),
        [
            Optional(),
            Length(max=LONGEST_NOTE, message=_l("Use at most 300 characters")),
        ],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw={"autocomplete": "off"},
    )
    guardian_name = StringField(
        _l("Your name"),
        [
            InputRequired(_l("Enter your name")),
            Length(max=LONGEST_NAME, message=_l("Use at most 80 characters")),
            looks_like_a_name,
        ],
        description=_l("First name and family name"),
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _l("Your email address"),
        [
            InputRequired(_l("Enter your email address")),
            Length(max=254, message=_l("Use at most 254 characters")),
        ],
        description=_l("We send you a link there to confirm the place."),
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = TelField(
        _l("Your telephone number"),
        [
            InputRequired(_l("Enter your telephone number")),
            Length(max=40, message=_l("Use at most 40 characters")),
        ],
        description=_l("So that we can reach you during the workshop."),
        render_kw={"autocomplete": "tel"},
    )
    is_guardian = BooleanField(
        _l("I am the parent or legal guardian"),
        [
            InputRequired(
                _l("Only a parent or legal guardian can register: tick this box")
            )
        ],
    )

    def offer(self, schools: Sequence[School], *, country: str) -> None:
        """Say which schools there are, and from which country numbers are."""
        self.school.choices = [
            SelectChoice("", _("Another school, or none")),
            *(SelectChoice(s.public_id, f"{s.name}, {s.city}") for s in schools),
        ]
        self._schools = {school.public_id: school for school in schools}
        self._country = country

    def request(self, *, language: str) -> Request:
        """The valid answers, as the service wants them."""
        birth_date = self.birth_date.data
        assert isinstance(birth_date, date)  # noqa: S101 -- validated
        note = {"yes": self.health_note.data or "", "no": ""}.get(self.has_note.data)
        return Request(
            given_name=str(self.given_name.data),
            family_name=str(self.family_name.data),
            birth_date=birth_date,
            school=self._schools.get(self.school.data),
            class_name=self.class_name.data or "",
            health_note=note,
            guardian_name=str(self.guardian_name.data),
            email=self._address,
            phone=self._number,
            language=language,
        )

    def validate_email(self, field: EmailField) -> None:
        """Take the address in its normal form.

        Raises:
            ValidationError: no letter could ever arrive there.
        """
        try:
            found = validate_email(
                field.data or "",
                allow_smtputf8=False,
                check_deliverability=False,
                strict=True,
            )
        except EmailNotValidError as error:
            raise ValidationError(
                _("Enter an email address like name@example.org")
            ) from error
        self._address = found.normalized

    def validate_phone(self, field: TelField) -> None:
        """Take the number in its international form, E.164.

        Raises:
            ValidationError: nobody can be reached under it.
        """
        try:
            number = phonenumbers.parse(field.data or "", self._country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(
                _("Enter a telephone number, for example +48 600 123 456")
            )
        self._number = phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.E164
        )

    def validate_has_note(self, field: RadioField) -> None:
        """A yes needs its note, and a note its yes.

        Raises:
            ValidationError: the two answers do not fit together.
        """
        has_text = bool(self.health_note.data)
        if field.data == "yes" and not has_text:
            raise ValidationError(_("Write below what we must know, or choose No"))
        if field.data == "no" and has_text:
            raise ValidationError(
                _("You wrote something below: choose Yes, or empty that box")
            )

    def validate_health_note(self, field: TextAreaField) -> None:
        """A note without an answer above is not thrown away.

        Raises:
            ValidationError: the question above is open.
        """
        if field.data and not self.has_note.data:
            raise ValidationError(_("Choose Yes above if we are to know this"))
