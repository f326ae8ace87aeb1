"""The form that takes a certificate as a file."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from fablab.web.forms import Form

MOST_BYTES = 2 * 1024 * 1024


class FileForm(Form):
    """A PDF, PNG, SVG or JSON file to be checked; it is read and not kept."""

    file = FileField(
        _l("Certificate as a file"),
        description=_l("PDF, PNG, SVG or JSON, at most 2 MB. We do not keep it."),
        render_kw={"accept": ".pdf,.png,.svg,.json"},
    )
    data_of_file = b""

    def validate_file(self, field: FileField) -> None:
        """Read the file.

        Raises:
            ValidationError: there is none, or it is too large.
        """
        if isinstance(field.data, FileStorage):
            self.data_of_file = field.data.stream.read(MOST_BYTES + 1)
            field.data.close()
        if not self.data_of_file:
            raise ValidationError(_l("Choose a file (again, if you did)"))
        if len(self.data_of_file) > MOST_BYTES:
            raise ValidationError(_l("The file is larger than 2 MB"))
