"""The forms of how certificates look: a site's design, a series' words, pictures."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import ColorField, FileField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional, Regexp, ValidationError

from fablab.certificates.colours import check_colours
from fablab.certificates.models import (
    CertificatePicture,
    Orientation,
    PictureKind,
    Texts,
)
from fablab.certificates.samples import NameLength, Shown
from fablab.certificates.services.designs import SUN, Draft
from fablab.certificates.texts import PARTS, ROLE, check_text
from fablab.config import LANGUAGES
from fablab.kernel.errors import DomainError
from fablab.series.models import Topic
from fablab.series.wording import TOPIC_LABELS
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form
from fablab.web.mishaps import worded
from fablab.web.times import short_day

BRAND: Final = "#4a33c9"
TOPICS_OWN, OWN = "topic", "own"
_HEX: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_LONGEST: Final = {"heading": 60, "lead": 80, "intro": 160, "note": 160, ROLE: 80}
_LABELS: Final = {
    "heading": _l("Heading"),
    "lead": _l("Above the name"),
    "intro": _l("Below the name"),
    "note": _l("Beside the code"),
    ROLE: _l("What the signer is"),
}


class TextsForm(Form):
    """Words in every language, each field of its own: `heading_pl`, `lead_pl`.

    What is left empty is worded by us. `shown_language` and `shown_name` only choose
    what the preview shows.
    """

    shown_language = SelectField(
        _l("Language of the preview"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    shown_name = RadioField(
        _l("Name in the preview"),
        choices=[
            SelectChoice(NameLength.USUAL, _l("A usual one")),
            SelectChoice(NameLength.LONGEST, _l("A very long one")),
        ],
        default=NameLength.USUAL,
    )
    parts: tuple[str, ...] = PARTS

    def shown(self) -> Shown:
        """Whose made-up certificate the preview shows."""
        return Shown(
            language=self.shown_language.data, name=NameLength(self.shown_name.data)
        )

    def text_fields(self, language: str) -> dict[str, Any]:
        """The fields of one language by what they are."""
        return {part: self[f"{part}_{language}"] for part in self.parts}

    def show_texts(self, texts: Texts) -> None:
        """Put the words that hold into an empty form."""
        for language in LANGUAGES:
            for part, field in self.text_fields(language).items():
                field.data = texts.get(language, {}).get(part, "")

    def texts(self) -> Texts:
        """The words of every language that has some."""
        found = {}
        for language in LANGUAGES:
            fields = self.text_fields(language)
            words = {part: f.data for part, f in fields.items() if f.data}
            if words:
                found[language] = words
        return found

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse texts with gaps we cannot fill or letters we cannot print."""
        valid = super().validate(extra_validators)
        for language in LANGUAGES:
            for field in self.text_fields(language).values():
                try:
                    check_text(field.data or "")
                except DomainError as refusal:
                    field.errors = [*field.errors, worded(refusal)]
                    valid = False
        return valid


for _language in LANGUAGES:
    for _part in (*PARTS, ROLE):
        setattr(
            TextsForm,
            f"{_part}_{_language}",
            StringField(
                _LABELS[_part],
                [
                    Optional(),
                    Length(
                        max=_LONGEST[_part],
                        message=_l(
                            "Use %(most)s characters at most", most=_LONGEST[_part]
                        ),
                    ),
                ],
                render_kw={"autocomplete": "off"},
            ),
        )


class WordsForm(TextsForm):
    """What one series says on its certificates instead of the site's words."""


class DesignForm(TextsForm):
    """How a site's certificates look."""

    parts = (*PARTS, ROLE)
    orientation = RadioField(
        _l("The paper"),
        choices=[
            SelectChoice(Orientation.LANDSCAPE, _l("Lying")),
            SelectChoice(Orientation.PORTRAIT, _l("Upright")),
        ],
        default=Orientation.LANDSCAPE,
    )
    colour_by = RadioField(
        _l("Main colour"),
        choices=[
            SelectChoice(TOPICS_OWN, _l("Each topic has its own")),
            SelectChoice(OWN, _l("The one below, for all topics")),
        ],
        default=TOPICS_OWN,
    )
    colour = ColorField(
        _l("Own main colour"),
        [Regexp(_HEX, message=_l("Choose a colour"))],
        default=BRAND,
        description=_l("White letters stand on it: it has to be dark enough."),
    )
    accent = ColorField(
        _l("Marker"),
        [Regexp(_HEX, message=_l("Choose a colour"))],
        default=SUN,
        description=_l(
            "Behind the name and the topic. Dark letters stand on it: it has to be "
            "light enough."
        ),
    )
    logo = RadioField(_l("Logo of the FabLab"), default="")
    signature = RadioField(_l("Signature"), default="")
    signer = StringField(
        _l("Who signs"),
        [
            Optional(),
            Length(
                max=120,
                message=_l("Use %(most)s characters at most", most=120),
            ),
        ],
        description=_l(
            "First name and surname. Leave it empty, and whoever issues the "
            "certificates signs."
        ),
        render_kw={"autocomplete": "off"},
    )
    shown_topic = SelectField(
        _l("Topic of the preview"),
        choices=[SelectChoice(slug, label) for slug, label in TOPIC_LABELS.items()],
        default=Topic.LASER_CUTTING,
    )

    def offer(
        self,
        logos: Sequence[CertificatePicture],
        signatures: Sequence[CertificatePicture],
    ) -> None:
        """Let the coordinator choose among the site's pictures."""
        ours = _("The sign of Youngster FabLab")
        self.logo.choices = [SelectChoice("", ours), *_choices(logos)]
        self.signature.choices = [
            SelectChoice("", _("No picture")),
            *_choices(signatures),
        ]

    def show(self, draft: Draft) -> None:
        """Put the design that holds into an empty form."""
        self.orientation.data = draft.orientation
        self.colour_by.data = OWN if draft.colour else TOPICS_OWN
        self.colour.data = draft.colour or BRAND
        self.accent.data = draft.accent
        self.logo.data = draft.logo
        self.signature.data = draft.signature
        self.signer.data = draft.signer
        self.show_texts(draft.texts)

    def draft(self) -> Draft:
        """What was entered."""
        return Draft(
            orientation=Orientation(self.orientation.data),
            colour=self._own_colour(),
            accent=(self.accent.data or SUN).lower(),
            logo=self.logo.data or "",
            signature=self.signature.data or "",
            signer=self.signer.data or "",
            texts=self.texts(),
        )

    def shown(self) -> Shown:
        """Whose made-up certificate the preview shows."""
        return replace(super().shown(), topic=self.shown_topic.data)

    def validate_colour(self, field: ColorField) -> None:
        """Refuse a colour on which white cannot be read."""
        del field
        _check(self.colour, colour=self._own_colour(), accent=SUN)

    def validate_accent(self, field: ColorField) -> None:
        """Refuse a colour on which dark letters cannot be read."""
        _check(field, colour="", accent=field.data or SUN)

    def validate_signer(self, field: StringField) -> None:
        """Refuse a name that cannot be printed."""
        try:
            check_text(field.data or "")
        except DomainError as refusal:
            raise ValidationError(worded(refusal)) from refusal

    def _own_colour(self) -> str:
        return (self.colour.data or "").lower() if self.colour_by.data == OWN else ""


class PictureForm(Form):
    """A logo or a signature to be kept."""

    kind = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice(PictureKind.LOGO, _l("A logo")),
            SelectChoice(PictureKind.SIGNATURE, _l("A signature")),
        ],
        default=PictureKind.LOGO,
    )
    picture = FileField(
        _l("Picture"),
        description=_l(
            "PNG, JPEG or WebP, at most 900 kB. A signature may be a photo of white "
            "paper: only the ink is kept."
        ),
        render_kw={"accept": "image/png,image/jpeg,image/webp"},
    )

    def file(self) -> bytes:
        """The uploaded file, empty if there is none."""
        found = self.picture.data
        if not isinstance(found, FileStorage):
            return b""
        data = found.stream.read()
        found.close()
        return data


def _check(field: ColorField, *, colour: str, accent: str) -> None:
    if not _HEX.fullmatch(field.data or BRAND):
        return
    try:
        check_colours(colour=colour, accent=accent)
    except DomainError as refusal:
        raise ValidationError(worded(refusal)) from refusal


def _choices(pictures: Sequence[CertificatePicture]) -> list[SelectChoice]:
    return [
        SelectChoice(
            picture.public_id,
            _("Added on %(day)s", day=short_day(picture.added_at, picture.site.zone)),
        )
        for picture in pictures
    ]
