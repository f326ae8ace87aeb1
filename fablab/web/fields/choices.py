"""`SelectChoice`, which WTForms' type stubs lack, and choices of any number."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is new in 3.3
    SelectChoice,
    SelectMultipleField,
)
from wtforms.widgets import CheckboxInput, ListWidget

Kind = TypeVar("Kind", bound=StrEnum)

__all__ = ["Checkboxes", "SelectChoice", "worded_choices"]


class Checkboxes(SelectMultipleField):
    """Any number of a few choices; draw it with `radio_cards`."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def worded_choices(names: Mapping[Kind, str]) -> list[SelectChoice]:
    """One choice for each name, in the visitor's language once it is drawn."""
    return [SelectChoice(one.value, lazy_gettext(name)) for one, name in names.items()]
