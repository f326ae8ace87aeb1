"""Numbers, days and times that refuse in words of ours what they cannot read."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, Field, IntegerField, TimeField
from wtforms.validators import InputRequired, NumberRange

OUR_YEARS = range(2000, 2101)


class _InOurWords(Field):
    """Refuses in words of ours what it cannot read."""

    refusal: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed.

        A slip of the year counts as unreadable: no clock of another zone may be able
        to tell such a day.

        Raises:
            ValueError: it cannot be read, or is a day outside this century.
        """
        try:
            super().process_formdata(valuelist)
            if isinstance(self.data, date) and self.data.year not in OUR_YEARS:
                self.data = None
                raise ValueError("not in this century")  # noqa: TRY301 -- worded below
        except ValueError as error:
            raise ValueError(str(self.refusal)) from error


class WholeNumberField(_InOurWords, IntegerField):
    """A whole number."""

    refusal = _l("Enter a whole number")


class MomentField(_InOurWords, DateTimeLocalField):
    """A day and a time of the site's clock."""

    refusal = _l("Choose a day and a time")


class DayField(_InOurWords, DateField):
    """A day."""

    refusal = _l("Choose a day")


class ClockField(_InOurWords, TimeField):
    """A time of day."""

    refusal = _l("Enter a time, for example 16:30")


def number(label: str, least: int, most: int, **kwargs: Any) -> WholeNumberField:  # noqa: ANN401 -- WTForms' own
    """A whole number that has to be given, between two limits that are included."""
    between = _l("Enter a number from %(least)s to %(most)s", least=least, most=most)
    return WholeNumberField(
        label,
        [InputRequired(between), NumberRange(least, most, between)],
        render_kw={"inputmode": "numeric"},
        **kwargs,
    )
