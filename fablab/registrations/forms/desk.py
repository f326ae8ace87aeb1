"""The forms of the desk: what a guardian says by telephone, on paper, on the tablet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from fablab.consent.models import ConsentText, Purpose
from fablab.consent.queries import WordedText
from fablab.kernel.codes import is_paper_code, tidy
from fablab.registrations.services import Answer
from fablab.web.fields import ClockField, DayField, PhotoField, SelectChoice
from fablab.web.forms import Form, OnceForm

YES, NO = "yes", "no"
BY_US: Final = "by_us"
BY_GUARDIAN: Final = "by_guardian"


class AnswersForm(OnceForm):
    """A yes or no to each of the questions of the page; any may be left open.

    The hidden fields say which words were read out or shown.
    """

    from_day = DayField(
        _l("From which day on?"),
        [Optional()],
        description=_l("Needed if the answer is yes."),
    )
    from_time = ClockField(
        _l("From what time on?"),
        [Optional()],
        description=_l("In the FabLab’s local time. Left empty: at any time."),
    )

    def ask(self, texts: Sequence[tuple[ConsentText, WordedText]]) -> None:
        """Put the questions into the words of the page, and drop what is not asked."""
        self._asked = {text.purpose: text for text, _words in texts}
        self._came_back: dict[Purpose, str] = {}
        for purpose in Purpose:
            if purpose not in self._asked:
                del self[purpose.value]
                del self[f"{purpose.value}_text"]
        if Purpose.LEAVING_ALONE not in self._asked:
            del self.from_day
            del self.from_time
        for text, words in texts:
            field, shown = self[text.purpose.value], self[f"{text.purpose.value}_text"]
            field.label.text = words.question
            field.choices = [SelectChoice(YES, words.yes), SelectChoice(NO, words.no)]
            self._came_back[text.purpose] = str(shown.data or "")
            shown.data = text.sha256

    @property
    def shown(self) -> Mapping[Purpose, str]:
        """The SHA-256 of the words behind each answer that was given."""
        return {each: self._came_back[each] for each in self._given()}

    def answers(self, texts: Mapping[Purpose, ConsentText]) -> list[Answer]:
        """What was answered; what was left open is not in it.

        Args:
            texts: the words that were answered.
        """
        return [
            self._answer(texts[purpose], answer=given)
            for purpose, given in self._given().items()
        ]

    def validate_leaving_alone(self, field: RadioField) -> None:
        """A yes to leaving alone says from when.

        Raises:
            ValidationError: it does not.
        """
        if field.data == YES and not self.from_day.data:
            raise ValidationError(_("Say from which day on the pupil may leave alone"))

    def _answer(self, text: ConsentText, *, answer: bool) -> Answer:
        if text.purpose is not Purpose.LEAVING_ALONE or not answer:
            return Answer(text=text, answer=answer)
        return Answer(
            text=text,
            answer=True,
            from_day=self.from_day.data,
            from_time=self.from_time.data,
        )

    def _given(self) -> dict[Purpose, bool]:
        return {
            purpose: self[purpose.value].data == YES
            for purpose in self._asked
            if self[purpose.value].data in {YES, NO}
        }


for _purpose in Purpose:
    setattr(
        AnswersForm, _purpose.value, RadioField(validators=[Optional()], choices=[])
    )
    setattr(AnswersForm, f"{_purpose.value}_text", HiddenField())


class PhoneForm(AnswersForm):
    """What a guardian said by telephone, and who called whom."""

    called = RadioField(
        _l("Who called?"),
        [InputRequired(_l("Choose who called"))],
        choices=[
            SelectChoice(BY_US, _l("I called the number we have")),
            SelectChoice(BY_GUARDIAN, _l("The guardian called us")),
        ],
    )


class TabletForm(AnswersForm):
    """What a guardian pressed on the tablet, and the signature as a picture."""

    signature = HiddenField()


class PaperAnswersForm(AnswersForm):
    """What stands on a signed paper, with its scan."""

    signed_on = DayField(
        _l("Date beside the signature"),
        [InputRequired(_l("Enter the date that stands beside the signature"))],
    )
    scan = PhotoField(
        _l("Scan or photo of the signed paper"),
        description=_l("PDF, JPEG, PNG or WebP, at most 5 MB."),
        render_kw={"accept": ".pdf,image/jpeg,image/png,image/webp"},
    )
    again = BooleanField(_l("Record it once more: what I enter now counts as later"))

    def limit(self, *, printed_on: date, today: date, was_recorded: bool) -> None:
        """Say which days the signature may be of, and whether a word is needed."""
        self._days = (printed_on, today)
        if not was_recorded:
            del self.again

    def content(self) -> list[tuple[str, str]]:
        """As every form's, with the file told by what is in it."""
        sent = [line for line in super().content() if line[0] != self.scan.name]
        return [*sent, self.scan.told]

    def validate_scan(self, field: PhotoField) -> None:
        """A paper answer is proved by the paper.

        Raises:
            ValidationError: no file was chosen.
        """
        if not field.file:
            raise ValidationError(
                _("Choose a scan or photo of the signed paper (again, if you did)")
            )

    def validate_signed_on(self, field: DayField) -> None:
        """Nobody signs before the paper is printed, nor tomorrow.

        Raises:
            ValidationError: the day is outside of that.
        """
        printed_on, today = self._days
        if field.data is None or not printed_on <= field.data <= today:
            raise ValidationError(
                _("It was signed between the day it was printed and today")
            )


class CodeForm(Form):
    """The code of a printed form, typed or scanned by hand."""

    code = StringField(
        _l("Code on the paper"),
        [InputRequired(_l("Type or scan the code that stands on the paper"))],
        description=_l("16 characters, beside the square code. Spaces do not matter."),
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "autofocus": True,
        },
    )

    @property
    def tidy_code(self) -> str:
        """The code as it is stored."""
        return tidy(self.code.data or "")

    def validate_code(self, _field: StringField) -> None:
        """A slip of one character is found before we look for the paper.

        Raises:
            ValidationError: it is no such code.
        """
        if not is_paper_code(self.tidy_code):
            raise ValidationError(
                _("This is no code of a consent form. Look at it again, please.")
            )
