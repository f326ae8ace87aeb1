"""The form of agreeing: a yes to taking part, and an answer to what is optional."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from fablab.consent.queries import WordedText
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form


class AgreementForm(Form):
    """Agreeing to taking part, and a yes or no to each thing that is optional.

    The hidden fields say which words were on the page.
    """

    agree = BooleanField(
        validators=[
            InputRequired(
                _l("Without your agreement we cannot keep the place: tick it")
            )
        ]
    )
    taking_part_text = HiddenField()
    photos_site = RadioField(validators=[Optional()], choices=[])
    photos_site_text = HiddenField()
    share_with_school = RadioField(validators=[Optional()], choices=[])
    share_with_school_text = HiddenField()

    def ask(self, agreement: WordedText, optional: Sequence[WordedText]) -> None:
        """Put the questions into the words that this page shows."""
        self._answered_texts: dict[str, str] = {}
        self.agree.label.text = agreement.yes
        self._show(agreement)
        asked = {str(text.purpose): text for text in optional}
        for purpose in ("photos_site", "share_with_school"):
            if purpose in asked:
                text = asked[purpose]
                self[purpose].label.text = text.question
                self[purpose].choices = [
                    SelectChoice("yes", text.yes),
                    SelectChoice("no", text.no),
                ]
                self._show(text)
            else:
                del self[purpose]
                del self[f"{purpose}_text"]

    def shown(self, purpose: str) -> str:
        """The SHA-256 of the words that were answered."""
        return self._answered_texts[purpose]

    def answered(self) -> list[tuple[str, bool]]:
        """The optional purposes that were answered; those left open are not there."""
        return [
            (purpose, self[purpose].data == "yes")
            for purpose in ("photos_site", "share_with_school")
            if purpose in self and self[purpose].data
        ]

    def _show(self, text: WordedText) -> None:
        field = self[f"{text.purpose}_text"]
        self._answered_texts[str(text.purpose)] = str(field.data or "")
        field.data = text.sha256
