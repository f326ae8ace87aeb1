"""The base of every form: no invisible characters, and a key against sending twice."""

import re
import secrets
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

_ALLOWED_CONTROLS = {"\n", "\r", "\t"}
_LINE_ENDS = re.compile("[\\r\\n\\t\\u2028\\u2029]+")
_BAD_CATEGORIES = {"Cc", "Cs", "Co"}
_UNSEEN = set("\u00ad\u115f\u1160\u180e\u200b\u2060\u3164\ufeff\uffa0")
_BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_plain(text: str) -> bool:
    """Whether the text holds only characters that a person sees when reading it."""
    return not any(
        character in _BIDI_CONTROLS
        or character in _UNSEEN
        or (
            unicodedata.category(character) in _BAD_CATEGORIES
            and character not in _ALLOWED_CONTROLS
        )
        for character in text
    )


class Form(FlaskForm):
    """A form whose texts are plain; what people typed is trimmed at both ends."""

    class Meta(FlaskForm.Meta):
        """Trims every text field and every choice."""

        def bind_field(
            self,
            form: object,
            unbound_field: Any,  # noqa: ANN401 -- WTForms has no type for it
            options: dict[str, Any],
        ) -> object:
            """Add the trimming to each text field and each choice.

            An optional choice of blanks alone would pass for none, but keep its blanks.
            """
            field_class = unbound_field.field_class
            if issubclass(field_class, StringField | SelectField):
                tidied = _trim if issubclass(field_class, TextAreaField) else _one_line
                filters = [tidied, *unbound_field.kwargs.get("filters", ())]
                options = {"filters": filters, **options}
            return unbound_field.bind(form=form, **options)

    def validate(self, extra_validators: object = None) -> bool:
        """Validate as WTForms does, and refuse characters that nobody can see."""
        valid = super().validate(extra_validators)
        for field in self:
            typed = field.data if isinstance(field, StringField) else None
            if isinstance(typed, str) and not is_plain(typed):
                field.data = "".join(sign for sign in typed if is_plain(sign))
                field.errors = [
                    _("We removed invisible characters here: please check this again")
                ]
                valid = False
        return bool(valid)


class ButtonForm(Form):
    """Only a button: nothing to fill in, but proof that our page sent it."""


class OnceForm(Form):
    """A form that creates something: pressed twice, it does so once."""

    submission_key = HiddenField(default=lambda: secrets.token_urlsafe(24))

    def content(self) -> list[tuple[str, str]]:
        """What was answered, for comparing a second sending with the first."""
        left_out = {"csrf_token", "submission_key"}
        return [
            (field.name, value)
            for field in self
            if field.name not in left_out
            for value in map(str, field.raw_data or [])
        ]


def _one_line(value: object) -> object:
    """What stands in a box of one line; only a program sends more than one."""
    return _LINE_ENDS.sub(" ", value).strip() if isinstance(value, str) else value


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
