"""The date of birth, typed in three boxes."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import get_locale, gettext
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from fablab.kernel import clock

PARTS: Final = ("day", "month", "year")
EARLIEST_YEAR: Final = 1900
LEAP_YEAR: Final = 2024
MONTHS: Final = 12
LONGEST_MONTH: Final = 31
LONGEST_NUMBER: Final = 4


class BirthDateField(Field):
    """A date of birth in three boxes, ``<name>-day``, ``-month`` and ``-year``.

    What was typed stays in ``raw_day``, ``raw_month`` and ``raw_year``; ``wrong`` names
    the boxes to look at. Empty boxes are refused unless the field is ``Optional``.
    Draw it with the macro ``date_boxes``.

    Args:
        autofill: offer the browser's own date of birth: only where people give theirs.
    """

    data: date | None

    def __init__(self, *args: Any, autofill: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 -- WTForms' own
        self.raw_day = self.raw_month = self.raw_year = ""
        self.autofill = autofill
        self.wrong: frozenset[str] = frozenset()
        super().__init__(*args, **kwargs)

    @property
    def error_id(self) -> str:
        """The id of the first box to look at."""
        return f"{self.id}-{next((p for p in PARTS if p in self.wrong), 'day')}"

    def process(
        self,
        formdata: Any,  # noqa: ANN401 -- WTForms' own
        data: Any = unset_value,  # noqa: ANN401 -- WTForms' own
        extra_filters: Sequence[Any] | None = None,
    ) -> None:
        """Read the boxes, or show the date that is known."""
        self.raw_day, self.raw_month, self.raw_year = (
            self._typed(formdata, part) for part in PARTS
        )
        super().process(formdata, data, extra_filters)
        if not formdata and self.data:
            known = self.data
            self.raw_day, self.raw_month = str(known.day), str(known.month)
            self.raw_year = str(known.year)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Turn the boxes into a date.

        Raises:
            ValueError: they hold none; the text says what to enter.
        """
        typed = {p: v for p, v in self._boxes().items() if v}
        valuelist[:] = [" ".join(typed.values())] if typed else []
        self.data = None
        self.data = self._read()

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 -- WTForms' own
        """Say one thing at a time: what is no date cannot be too young either."""
        if self.process_errors and any(self._boxes().values()):
            raise StopValidation

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ANN401, ARG002, FBT001 -- WTForms' own
        """Point at all boxes where the date itself is refused."""
        if self.errors and not self.wrong:
            self.wrong = frozenset(PARTS)

    def _boxes(self) -> dict[str, str]:
        return {"day": self.raw_day, "month": self.raw_month, "year": self.raw_year}

    def _typed(self, formdata: Mapping[str, str] | None, part: str) -> str:
        return (formdata or {}).get(f"{self.name}-{part}", "").strip()

    def _read(self) -> date:
        self.wrong = frozenset(p for p, v in self._boxes().items() if not is_number(v))
        if self.wrong:
            raise ValueError(gettext("Enter the date of birth, for example 27 3 2014"))
        day, month, year = int(self.raw_day), int(self.raw_month), int(self.raw_year)
        if not 1 <= month <= MONTHS:
            self.wrong = frozenset({"month"})
            raise ValueError(gettext("Enter the month as a number from 1 to 12"))
        if not 1 <= day <= LONGEST_MONTH:
            self.wrong = frozenset({"day"})
            raise ValueError(gettext("Enter the day as a number from 1 to 31"))
        return self._existing(day, month, year)

    def _existing(self, day: int, month: int, year: int) -> date:
        if day > monthrange(LEAP_YEAR, month)[1]:
            self.wrong = frozenset({"day", "month"})
            raise ValueError(
                gettext("There is no %(day)s", day=f"{day} {month_name(month)}")
            )
        if year < EARLIEST_YEAR:
            self.wrong = frozenset({"year"})
            raise ValueError(
                gettext("Enter the year with four digits, for example 2014")
            )
        if day > monthrange(year, month)[1]:
            self.wrong = frozenset(PARTS)
            raise ValueError(
                gettext("There is no %(day)s", day=f"{day} {month_name(month)} {year}")
            )
        born = date(year, month, day)
        if born > clock.now().date():
            self.wrong = frozenset({"year"})
            raise ValueError(gettext("The date of birth must be in the past"))
        return born


def is_number(text: str) -> bool:
    """Whether the text is a short whole number in Western digits."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


def month_name(month: int) -> str:
    """The month as it stands in a date in the visitor's language, January is 1."""
    locale = get_locale()
    return str(locale.months["format"]["wide"][month])
