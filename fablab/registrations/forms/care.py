"""The forms about a child's safety: health, whom to call, who may collect.

Everything here is optional.
"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Optional

from fablab.people.wording import COLLECTOR_NAMES, HEALTH_TOPIC_NAMES
from fablab.registrations.forms.steps import MOST_CHILDREN, PartForm, StepForm
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    UP_TO_300,
    Checkboxes,
    NumberField,
    SelectChoice,
    is_a_number,
    name_field,
    name_goes_with_number,
    worded_choices,
)

MOST_COLLECTORS = 3


class HealthOfChildForm(PartForm):
    """What the team must know about one child: choices first, then words."""

    topics = Checkboxes(
        _l("Is there something that our team must know?"),
        [Optional()],
        choices=worded_choices(HEALTH_TOPIC_NAMES),
        description=_l("Tick what fits. Nothing to know? Then leave all of it open."),
    )
    note = TextAreaField(
        _l("What must we know, and what helps?"),
        [Optional(), UP_TO_300],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw=NO_FILLING,
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field; a tick alone helps nobody."""
        valid = super().validate(extra_validators)
        if self.topics.data and not self.note.data and not self.note.errors:
            self.note.errors = [_("Say in a few words what we must know")]
            return False
        return valid

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {"topics": list(self.topics.data or []), "note": self.note.data or ""}


class HealthForm(StepForm):
    """Health of each child, and whom to call besides the guardian."""

    children = FieldList(FormField(HealthOfChildForm), max_entries=MOST_CHILDREN)
    emergency_name = name_field(
        _l("Name"), None, description=_l("For example a grandmother or a neighbour.")
    )
    emergency_phone = NumberField(
        _l("Telephone number"),
        [Optional(), UP_TO_40, is_a_number],
        render_kw=NO_FILLING,
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field, and that the contact has a name and a number."""
        valid = super().validate(extra_validators)
        paired = name_goes_with_number(self.emergency_name, self.emergency_phone)
        return paired and valid

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {
            "children": [child.clean() for child in self.blocks("children")],
            "emergency_name": self.emergency_name.data or "",
            "emergency_phone": self.emergency_phone.normal,
        }


class CollectorForm(PartForm):
    """Somebody who may collect the children."""

    name = name_field(_l("Name"), None)
    phone = NumberField(
        _l("Telephone number"),
        [Optional(), UP_TO_40, is_a_number],
        render_kw=NO_FILLING,
    )
    relation = SelectField(
        _l("Who is that?"),
        [Optional()],
        choices=[
            SelectChoice("", _l("Choose")),
            *worded_choices(COLLECTOR_NAMES),
        ],
        default="",
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field; whoever is named has a number and a relation."""
        valid = super().validate(extra_validators)
        valid = name_goes_with_number(self.name, self.phone) and valid
        if not self.is_blank and not self.relation.data and not self.relation.errors:
            self.relation.errors = [_("Choose who that is")]
            return False
        return valid

    def clean(self) -> dict[str, Any]:
        """The valid answers."""
        return {
            "name": self.name.data,
            "phone": self.phone.normal,
            "relation": self.relation.data,
        }


class GoingHomeForm(StepForm):
    """Who else may collect the children."""

    collectors = FieldList(FormField(CollectorForm), max_entries=MOST_COLLECTORS)

    def clean(self) -> dict[str, Any]:
        """The valid answers; blank blocks are nobody."""
        named = [one for one in self.blocks("collectors") if not one.is_blank]
        return {"collectors": [one.clean() for one in named]}
