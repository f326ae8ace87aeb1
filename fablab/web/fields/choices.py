"""`SelectChoice`, which WTForms' type stubs lack, and choices of any number."""

from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is new in 3.3
    SelectChoice,
    SelectMultipleField,
)
from wtforms.widgets import CheckboxInput, ListWidget

__all__ = ["Checkboxes", "SelectChoice"]


class Checkboxes(SelectMultipleField):
    """Any number of a few choices; draw it with `radio_cards`."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
