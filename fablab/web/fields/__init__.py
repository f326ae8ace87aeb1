"""Fields that WTForms lacks, and checks that say in our words what is wrong."""

from fablab.web.fields.birth_date import BirthDateField
from fablab.web.fields.choices import Checkboxes, SelectChoice, worded_choices
from fablab.web.fields.contact import (
    NO_FILLING,
    UP_TO_40,
    UP_TO_80,
    UP_TO_254,
    UP_TO_300,
    AddressField,
    NumberField,
    is_a_number,
    is_an_address,
    name_field,
    name_goes_with_number,
    one_line,
)
from fablab.web.fields.photo import PhotoField
from fablab.web.fields.worded import (
    ClockField,
    DayField,
    MomentField,
    WholeNumberField,
    number,
)

__all__ = [
    "NO_FILLING",
    "UP_TO_40",
    "UP_TO_80",
    "UP_TO_254",
    "UP_TO_300",
    "AddressField",
    "BirthDateField",
    "Checkboxes",
    "ClockField",
    "DayField",
    "MomentField",
    "NumberField",
    "PhotoField",
    "SelectChoice",
    "WholeNumberField",
    "is_a_number",
    "is_an_address",
    "name_field",
    "name_goes_with_number",
    "number",
    "one_line",
    "worded_choices",
]
