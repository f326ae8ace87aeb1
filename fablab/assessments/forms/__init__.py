"""The facilitators' forms: what to watch, what was seen, and what shows it."""

from fablab.assessments.forms.levels import FocusForm, LevelsForm, levels_form
from fablab.assessments.forms.photos import PhotoForm
from fablab.assessments.forms.table import TableForm

__all__ = ["FocusForm", "LevelsForm", "PhotoForm", "TableForm", "levels_form"]
