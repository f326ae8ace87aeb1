"""A form that brings a photo."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from fablab.web.fields import PhotoField
from fablab.web.forms import OnceForm


class ChosenPhotoForm(OnceForm):
    """A photo is chosen with the form; `photo` is the field for it."""

    photo: PhotoField

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
