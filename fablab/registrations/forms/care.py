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
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from fablab.people.models import CollectorRelation, HealthTopic
from fablab.registrations.forms.steps import MOST_CHILDREN, PartForm, StepForm
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    Checkboxes,
    NumberField,
    SelectChoice,
    is_a_number,
    name_field,
)

MOST_COLLECTORS = 3
LONGEST_NOTE = 300


class HealthOfChildForm(PartForm):
    """What the team must know about one child: choices first, then words."""

    topics = Checkboxes(
        _l("Is there something that our team must know?"),
        [Optional()],
        choices=[
            SelectChoice(HealthTopic.ALLERGY.value, _l("An allergy")),
            SelectChoice(HealthTopic.MEDICINE.value, _l("A medicine")),
            SelectChoice(HealthTopic.MOBILITY.value, _l("Moving and getting about")),
            SelectChoice(HealthTopic.SENSES.value, _l("Hearing, seeing, noise")),
            SelectChoice(HealthTopic.OTHER.value, _l("Something else")),
        ],
        description=_l("Tick what fits. Nothing to know? Then leave all of it open."),
    )
    note = TextAreaField(
        _l("What must we know, and what helps?"),
        [
            Optional(),
            Length(max=LONGEST_NOTE, message=_l("Use at most 300 characters")),
        ],
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
        return _both_or_none(self.emergency_name, self.emergency_phone) and valid

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
            SelectChoice(CollectorRelation.GRANDPARENT.value, _l("Grandparent")),
            SelectChoice(CollectorRelation.SIBLING.value, _l("Brother or sister")),
            SelectChoice(CollectorRelation.RELATIVE.value, _l("Another relative")),
            SelectChoice(CollectorRelation.FRIEND.value, _l("Friend of the family")),
            SelectChoice(CollectorRelation.OTHER.value, _l("Somebody else")),
        ],
        default="",
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field; whoever is named has a number and a relation."""
        valid = super().validate(extra_validators)
        valid = _both_or_none(self.name, self.phone) and valid
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


def _both_or_none(name: StringField, phone: NumberField) -> bool:
    """Whether a person has name and number, or neither; says which is missing."""
    if name.data and not phone.data and not phone.errors:
        phone.errors = [_("Enter the number as well, or take the name out")]
        return False
    if phone.data and not name.data and not name.errors:
        name.errors = [_("Enter the name as well, or take the number out")]
        return False
    return True
