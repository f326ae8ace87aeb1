"""The family's forms for photos of what a pupil made."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from fablab.assessments.services.photos import CAPTION_LENGTH
from fablab.web.fields import PhotoField, one_line
from fablab.web.forms import Form
from fablab.web.photo_form import ChosenPhotoForm


class CaptionForm(Form):
    """What the pupil says about a photo."""

    caption = TextAreaField(
        _l("In own words"),
        [
            Length(
                max=CAPTION_LENGTH,
                message=_l("Keep the caption under %(max)d characters."),
            )
        ],
        description=_l("What did you make, and what are you proud of?"),
        filters=[one_line],
        render_kw={"maxlength": CAPTION_LENGTH, "autocomplete": "off"},
    )


class OwnPhotoForm(ChosenPhotoForm, CaptionForm):
    """A photo of the pupil's own work, and what the pupil says about it."""

    photo = PhotoField(
        _l("Photo of the work"),
        description=_l(
            "Photograph the work, not the child. JPEG, PNG or WebP, at most 10 MB."
        ),
        render_kw={"accept": "image/*"},
    )
