"""The facilitators' forms: what to watch, what was seen, and photos of the work."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Length, Optional, ValidationError

from fablab.assessments.errors import NoteMissing, TableRefused
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.assessments.services.levels import NOTE_LENGTH, Answer
from fablab.assessments.services.photos import CAPTION_LENGTH
from fablab.registrations.models import Registration
from fablab.web.fields import PhotoField, SelectChoice
from fablab.web.forms import Form, OnceForm
from fablab.web.mishaps import worded

NOT_OBSERVED = "no"
MOST_BYTES = 200_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
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


class PhotoForm(OnceForm):
    """A photo of what a pupil made, what it shows, and a caption."""

    photo = PhotoField(
        _l("Photo of the work"),
        description=_l(
            "Photograph the work, not the child. JPEG, PNG or WebP, at most 10 MB."
        ),
        render_kw={"accept": "image/*", "capture": "environment"},
    )
    caption = StringField(
        _l("Caption"),
        [
            Length(
                max=CAPTION_LENGTH,
                message=_l("Keep the caption under %(max)d characters."),
            )
        ],
        description=_l("What is to be seen? The family reads it, too."),
        render_kw={"maxlength": CAPTION_LENGTH, "autocomplete": "off"},
    )
    dimension = SelectField(
        _l("What it shows"),
        description=_l("It stands for the note of the highest level, or of a jump."),
        validate_choice=False,
    )

    def offer(self, dimensions: Sequence[DimensionWords]) -> None:
        """Let it be about one of these, or about the work as a whole."""
        self.dimension.choices = [
            SelectChoice("", gettext("The work as a whole")),
            *(SelectChoice(one.code, one.title) for one in dimensions),
        ]

    def content(self) -> list[tuple[str, str]]:
        """As every form's, with the photo told by what is in it."""
        sent = [line for line in super().content() if line[0] != self.photo.name]
        return [*sent, self.photo.told]

    def validate_photo(self, field: PhotoField) -> None:
        """There is no photo without one.

        Raises:
            ValidationError: no file was chosen.
        """
        if not field.file:
            raise ValidationError(_l("Take or choose a photo (again, if you did)"))


class TableForm(Form):
    """A table of levels that was filled in: as a file, or copied and pasted."""

    pasted = TextAreaField(
        _l("Paste the table here"),
        description=_l("Mark all cells in the spreadsheet, the headings too."),
        render_kw={"spellcheck": "false"},
    )
    file = FileField(
        _l("Or choose the file"),
        description=_l("Saved as “CSV UTF-8”, at most 200 kB."),
        render_kw={"accept": ".csv,.txt,.tsv"},
    )
    text = ""

    def validate_file(self, field: FileField) -> None:
        """Read the table, from the file if there is one.

        Raises:
            ValidationError: there is none, it is too large, or it is no text.
        """
        data = b""
        if isinstance(field.data, FileStorage):
            data = field.data.stream.read(MOST_BYTES + 1)
            field.data.close()
        if not data and not self.pasted.data:
            raise ValidationError(_l("Paste the table, or choose its file"))
        if len(data) > MOST_BYTES:
            raise ValidationError(_l("The file is larger than 200 kB"))
        self.text = _decoded(data) if data else self.pasted.data or ""

    def show_refused_lines(self, refusal: TableRefused) -> None:
        """Say of each line what is wrong, in the order of the lines."""
        self.form_errors.append(worded(refusal))
        for number, reason in sorted(refusal.refusals.items()):
            self.form_errors.append(
                gettext(
                    "Line %(number)s: %(reason)s", number=number, reason=worded(reason)
                )
            )


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValidationError(
            _l(
                "We cannot read this file. Save it as “CSV UTF-8”, "
                "or copy the cells and paste them."
            )
        ) from None
