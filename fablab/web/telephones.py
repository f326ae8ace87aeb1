"""Telephone numbers as people read them."""

import phonenumbers
from flask import Flask


def telephone(number: str) -> str:
    """A number in E.164 with gaps: "+48 600 123 456"; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def set_up_telephones(app: Flask) -> None:
    """Make the format known to templates as a filter."""
    app.add_template_filter(telephone)
