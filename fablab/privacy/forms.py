"""Forms of the pages about pupils who are kept twice."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from fablab.privacy.queries.merging import Preview, Record
from fablab.privacy.services.merging import Choice
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form, OnceForm
from fablab.web.times import day, short_day


class MergeForm(OnceForm):
    """Which of two records is right, and whose health note stays."""

    other = HiddenField()
    keep = RadioField(
        _l("Which name, birth date and school are right?"),
        validators=[InputRequired(_l("Choose which record is right."))],
    )
    note_of = RadioField(_l("Which health note stays?"), validators=[Optional()])

    def offer(self, preview: Preview) -> None:
        """Fill in what can be chosen; the newer health note is proposed."""
        self.keep.choices = [
            SelectChoice(record.pupil.public_id, _facts(record))
            for record in preview.records
        ]
        notes = [
            (record.health_note.written_at, record.pupil.public_id)
            for record in preview.records
            if record.health_note
        ]
        if len(notes) < len(preview.records):
            del self.note_of
            return
        self.note_of.choices = [
            SelectChoice(owner, _l("The one of %(day)s", day=day(written_at.date())))
            for written_at, owner in notes
        ]
        if not self.is_submitted():
            self.note_of.data = max(notes)[1]

    def choice(self) -> Choice:
        """What was decided."""
        return Choice(
            keep=self.keep.data or "",
            note_of=(self.note_of.data or "") if "note_of" in self else "",
        )


def _facts(record: Record) -> str:
    """Name, school and since when: two records may have the same name."""
    pupil = record.pupil
    known = _("known since %(day)s", day=short_day(pupil.created_at))
    school = f"{pupil.school.name} {pupil.class_name}".strip() if pupil.school else ""
    return ", ".join(part for part in (pupil.full_name, school, known) if part)


class ApartForm(Form):
    """The button that says that two records are two children."""

    other = HiddenField()
