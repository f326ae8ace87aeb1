"""A table of levels, handed in."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    FileField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from fablab.assessments.errors import TableRefused
from fablab.web.forms import Form
from fablab.web.mishaps import worded

MOST_BYTES = 200_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


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
