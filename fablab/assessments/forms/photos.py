"""A photo of the work."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from fablab.assessments.queries.rubrics import DimensionWords
from fablab.assessments.services.photos import CAPTION_LENGTH
from fablab.web.fields import PhotoField, SelectChoice
from fablab.web.photo_form import ChosenPhotoForm


class PhotoForm(ChosenPhotoForm):
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
