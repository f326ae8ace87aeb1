"""Names, e-mail addresses and telephone numbers, and what each of them can be."""

import re
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from fablab.web.forms import Form

LONGEST_NAME = 80
NOT_IN_NAMES = frozenset("@/\\<>{}[]|:;=*#_%$^~")
LIKE_AN_ADDRESS = re.compile(r"\w{2}\.\w{2}")
"""Mail programs make a link of it; initials and “St. John” stay names."""
UP_TO_40 = Length(max=40, message=_l("Use at most 40 characters"))
UP_TO_254 = Length(max=254, message=_l("Use at most 254 characters"))
UP_TO_300 = Length(max=300, message=_l("Use at most 300 characters"))
UP_TO_80 = Length(max=LONGEST_NAME, message=_l("Use at most 80 characters"))
NO_FILLING = {"autocomplete": "off"}


class AddressField(EmailField):
    """An e-mail address; its normal form is in `normal` once it is valid."""

    normal = ""


class NumberField(TelField):
    """A telephone number of anywhere; one without a prefix is of `country`.

    Its international form, E.164, is in `normal` once it is valid.
    """

    country = ""
    normal = ""


def is_an_address(_form: Form, field: AddressField) -> None:
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
    field.normal = found.normalized


def is_a_number(_form: Form, field: NumberField) -> None:
    """Take the number in its international form.

    Raises:
        ValidationError: nobody can be reached under it.
    """
    try:
        number = phonenumbers.parse(field.data or "", field.country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Enter a telephone number, for example +48 600 123 456")
        )
    field.normal = phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.E164
    )


def name_goes_with_number(name: StringField, phone: NumberField) -> bool:
    """Whether a person has name and number, or neither; says which is missing."""
    if name.data and not phone.data and not phone.errors:
        phone.errors = [_("Enter the number as well, or take the name out")]
        return False
    if phone.data and not name.data and not name.errors:
        name.errors = [_("Enter the name as well, or take the number out")]
        return False
    return True


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


def name_field(label: str, needed: str | None, **options: Any) -> StringField:  # noqa: ANN401 -- a field's own
    """A box for a name; `needed` is what an empty one is told, None for optional."""
    first = InputRequired(needed) if needed else Optional()
    filling = {"render_kw": NO_FILLING} | options
    return StringField(
        label, [first, UP_TO_80, looks_like_a_name], filters=[one_line], **filling
    )
