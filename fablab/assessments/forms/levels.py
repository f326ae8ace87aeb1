"""The facilitators' forms: what to watch, what was seen, and photos of the work."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import AnyOf, Length, Optional

from fablab.assessments.errors import NoteMissing
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.assessments.services.levels import NOTE_LENGTH, Answer
from fablab.registrations.models import Registration
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form
from fablab.web.mishaps import worded

NOT_OBSERVED = "no"
_LEVEL, _NOTE = "level-", "note-"


class FocusForm(Form):
    """Which dimensions are watched at a meeting."""

    dimensions = SelectMultipleField(
        _l("What do you watch at this meeting?"),
        description=_l("Choose two or three. More is hard to see while you help."),
        validate_choice=False,
    )

    def offer(self, dimensions: Sequence[DimensionWords]) -> None:
        """Let the facilitator choose among these."""
        self.dimensions.choices = [
            SelectChoice(one.code, one.title) for one in dimensions
        ]


class LevelsForm(Form):
    """A level and a note for each pupil who is here; made by `levels_form`."""

    rubric = HiddenField()

    def refuse_other_words(self, rubric: RubricWords) -> bool:
        """Say that the levels have other words by now, if they do, and show those."""
        if self.rubric.data == rubric.name:
            return False
        self.rubric.data = rubric.name
        self.form_errors.append(
            gettext(
                "The words of the levels were changed while this page was open. "
                "Look whether your answers still fit, then save them."
            )
        )
        return True

    def asks_about(self, registration: Registration) -> bool:
        """Whether the pupil was here when the form was made."""
        return f"{_LEVEL}{registration.public_id}" in self

    def level_of(self, registration: Registration) -> Field:
        """The pupil's choice of a level."""
        field: Field = self[f"{_LEVEL}{registration.public_id}"]
        return field

    def note_of(self, registration: Registration) -> Field:
        """The pupil's note."""
        field: Field = self[f"{_NOTE}{registration.public_id}"]
        return field

    def answers(self, sent: Sequence[str], *, rest_unseen: bool) -> list[Answer]:
        """What was answered, and by whoever sent more than we asked, for whom.

        Args:
            sent: the names of all fields that came.
            rest_unseen: count pupils without an answer as not observed.
        """
        answers = []
        for name in [*self._fields, *(n for n in sent if n not in self._fields)]:
            if not name.startswith(_LEVEL):
                continue
            registration = name.removeprefix(_LEVEL)
            level = self[name].data if name in self else NOT_OBSERVED
            if level or rest_unseen:
                note = self[_NOTE + registration].data if name in self else ""
                answers.append(Answer(registration, _level(level), note or ""))
        return answers

    def refuse_notes_alone(self) -> bool:
        """Say beside each pupil with a note but no level what is missing, if any."""
        alone = [
            name
            for name in self._fields
            if name.startswith(_LEVEL)
            and not self[name].data
            and self[_NOTE + name.removeprefix(_LEVEL)].data
        ]
        for name in alone:
            self[name].errors = [
                gettext(
                    "%(name)s: choose what your note is about: a level, "
                    "or “not observed”.",
                    name=self[name].label.text,
                )
            ]
        return bool(alone)

    def show_missing_notes(self, refusal: NoteMissing) -> None:
        """Say beside each note that it is needed."""
        for registration, reason in refusal.refusals.items():
            self[_NOTE + registration].errors = [worded(reason)]


def levels_form(
    registrations: Sequence[Registration],
    rubric: RubricWords,
    said: dict[str, tuple[int | None, str]],
) -> LevelsForm:
    """The form for these pupils, filled in with what the facilitator said before.

    Args:
        registrations: of the pupils who are here, in the order of the page.
        rubric: the words of the levels.
        said: registration's public id → level and note.
    """
    choices = [
        *(SelectChoice(str(level), label) for level, label in rubric.labels.items()),
        SelectChoice(NOT_OBSERVED, rubric.not_observed),
    ]
    values = [choice.value for choice in choices]
    fields: dict[str, object] = {"rubric": HiddenField(default=rubric.name)}
    for registration in registrations:
        public_id, name = registration.public_id, registration.pupil.short_name
        level, note = said.get(public_id, (None, ""))
        chosen = None if public_id not in said else str(level or NOT_OBSERVED)
        fields[_LEVEL + public_id] = RadioField(
            name,
            [
                Optional(),
                AnyOf(values, _l("Choose one of the levels, or “not observed”.")),
            ],
            choices=choices,
            default=chosen,
            validate_choice=False,
        )
        fields[_NOTE + public_id] = StringField(
            _l("Note"),
            [
                Length(
                    max=NOTE_LENGTH,
                    message=_l("Keep the note under %(max)d characters."),
                )
            ],
            default=note,
        )
    form_class: type[LevelsForm] = type("MeetingLevelsForm", (LevelsForm,), fields)
    return form_class()


def _level(value: str | None) -> int | None:
    return int(value) if value and value != NOT_OBSERVED else None
