"""The family's forms for photos of what a pupil made."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from fablab.assessments.services.photos import CAPTION_LENGTH
from fablab.web.fields import PhotoField
from fablab.web.forms import Form, OnceForm


class CaptionForm(Form):
    """What the pupil says about a photo."""

    caption = StringField(
        _l("In own words"),
        [
            Length(
                max=CAPTION_LENGTH,
                message=_l("Keep the caption under %(max)d characters."),
            )
        ],
        description=_l("What did you make, and what are you proud of?"),
        render_kw={"maxlength": CAPTION_LENGTH, "autocomplete": "off"},
    )


class OwnPhotoForm(OnceForm, CaptionForm):
    """A photo of the pupil's own work, and what the pupil says about it."""

    photo = PhotoField(
        _l("Photo of the work"),
        description=_l(
            "Photograph the work, not the child. JPEG, PNG or WebP, at most 10 MB."
        ),
        render_kw={"accept": "image/*"},
    )

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
