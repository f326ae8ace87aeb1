"""The form of agreeing: a yes to taking part, and an answer to what is optional."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from fablab.consent.models import ConsentText, Purpose
from fablab.consent.queries import OPTIONAL, WordedText
from fablab.people.models import HealthTopic
from fablab.people.wording import HEALTH_TOPIC_NAMES
from fablab.registrations.services import Answer
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_40,
    UP_TO_300,
    Checkboxes,
    ClockField,
    DayField,
    NumberField,
    SelectChoice,
    is_a_number,
    name_field,
    worded_choices,
)
from fablab.web.forms import OnceForm


class AgreementForm(OnceForm):
    """Agreeing to taking part, and a yes or no to each thing that is optional.

    The hidden fields say which words were on the page. Nothing optional is ticked
    beforehand, and none of it is needed.
    """

    agree = BooleanField(
        validators=[
            InputRequired(
                _l("Without your agreement we cannot keep the place: tick it")
            )
        ]
    )
    taking_part_text = HiddenField()
    photos_internal = RadioField(validators=[Optional()], choices=[])
    photos_internal_text = HiddenField()
    photos_site = RadioField(validators=[Optional()], choices=[])
    photos_site_text = HiddenField()
    photos_social = RadioField(validators=[Optional()], choices=[])
    photos_social_text = HiddenField()
    photos_press = RadioField(validators=[Optional()], choices=[])
    photos_press_text = HiddenField()
    share_with_school = RadioField(validators=[Optional()], choices=[])
    share_with_school_text = HiddenField()
    figures = RadioField(validators=[Optional()], choices=[])
    figures_text = HiddenField()
    health_note = RadioField(validators=[Optional()], choices=[])
    health_note_text = HiddenField()
    health_topics = Checkboxes(
        _l("Is there something that our team must know?"),
        [Optional()],
        choices=worded_choices(HEALTH_TOPIC_NAMES),
        description=_l("Tick what fits. Nothing to know? Then leave all of it open."),
    )
    health_words = TextAreaField(
        _l("What must we know, and what helps?"),
        [Optional(), UP_TO_300],
        description=_l("In a sentence or two, at most 300 characters."),
        render_kw=NO_FILLING,
    )
    leaving_alone = RadioField(validators=[Optional()], choices=[])
    leaving_alone_text = HiddenField()
    alone_day = DayField(_l("From which day?"), [Optional()])
    alone_time = ClockField(
        _l("From what time?"),
        [Optional()],
        description=_l("Leave this open if any time will do."),
    )
    phone = NumberField(
        _l("Your telephone number"),
        [InputRequired(_l("Enter your telephone number")), UP_TO_40, is_a_number],
        description=_l("So that we can reach you during the workshop."),
        render_kw={"autocomplete": "tel"},
    )
    emergency_name = name_field(
        _l("Name"), None, description=_l("For example a grandmother or a neighbour.")
    )
    emergency_phone = NumberField(
        _l("Telephone number"),
        [Optional(), UP_TO_40, is_a_number],
        render_kw=NO_FILLING,
    )

    def ask(
        self, texts: Mapping[Purpose, WordedText], *, alone_day: date | None
    ) -> None:
        """Put the questions into the words that this page shows.

        Args:
            texts: of taking part, and of what is asked besides.
            alone_day: stands in the box for the first day of leaving alone.
        """
        self._answered_texts: dict[Purpose, str] = {}
        self.agree.label.text = texts[Purpose.TAKING_PART].yes
        self._show(texts[Purpose.TAKING_PART])
        for purpose in OPTIONAL:
            if purpose not in self:
                continue
            if purpose in texts:
                text = texts[purpose]
                self[purpose].label.text = text.question
                self[purpose].choices = [
                    SelectChoice("yes", text.yes),
                    SelectChoice("no", text.no),
                ]
                self._show(text)
            else:
                del self[purpose.value]
                del self[f"{purpose}_text"]
        if not self.is_submitted():
            self.alone_day.data = alone_day

    def leave_out(
        self, *, note: bool, phone: bool, emergency: bool, country: str
    ) -> None:
        """Ask only for what is missing.

        Args:
            note: there is a health note, so that none is written here.
            phone: the guardian's number is known.
            emergency: there is no need to ask whom else to call.
            country: where numbers without a prefix are from.
        """
        left_out = {
            "health_topics": note,
            "health_words": note,
            "phone": phone,
            "emergency_name": emergency,
            "emergency_phone": emergency,
        }
        for name, leave in left_out.items():
            if leave:
                del self[name]
            elif isinstance(self[name], NumberField):
                self[name].country = country

    def shown(self) -> dict[Purpose, str]:
        """The SHA-256 of the words that were answered, by purpose."""
        answered = {
            purpose for purpose in OPTIONAL if purpose in self and self[purpose].data
        }
        return {
            purpose: sha256
            for purpose, sha256 in self._answered_texts.items()
            if purpose in answered or purpose is Purpose.TAKING_PART
        }

    def answers(self, texts: Mapping[Purpose, ConsentText]) -> list[Answer]:
        """What was answered of the optional; what was left open is not there.

        Args:
            texts: the texts that `shown` tells of.
        """
        return [
            self._answer(purpose, text)
            for purpose, text in texts.items()
            if purpose is not Purpose.TAKING_PART
        ]

    def topics(self) -> Collection[HealthTopic]:
        """What the note that was written here is about."""
        ticked = self.health_topics.data if "health_topics" in self else []
        return [HealthTopic(topic) for topic in ticked or []]

    def words(self) -> str:
        """The note that was written here."""
        return (self.health_words.data or "") if "health_words" in self else ""

    def validate(self, extra_validators: object = None) -> bool:
        """Validate each field, and that what belongs together is there together."""
        valid = super().validate(extra_validators)
        wrong = list(self._ill_matched())
        for field, message in wrong:
            field.errors = [*field.errors, message]
        return valid and not wrong

    def _ill_matched(self) -> Iterator[tuple[Field, str]]:
        if self.health_note.data != "yes" and (self.topics() or self.words()):
            message = _("Choose Yes if our team may read it, or empty the boxes below")
            yield self.health_note, message
        elif self.topics() and not self.words():
            yield self.health_words, _("Say in a few words what we must know")
        if self.leaving_alone.data == "yes" and not self.alone_day.data:
            yield self.alone_day, _("Enter from which day on")
        if "emergency_name" in self:
            name, phone = self.emergency_name, self.emergency_phone
            if bool(name.data) is not bool(phone.data):
                yield phone, _("Enter the name and the number, or neither")

    def _answer(self, purpose: Purpose, text: ConsentText) -> Answer:
        yes = self[purpose].data == "yes"
        alone = yes and purpose is Purpose.LEAVING_ALONE
        return Answer(
            text=text,
            answer=yes,
            from_day=self.alone_day.data if alone else None,
            from_time=self.alone_time.data if alone else None,
        )

    def _show(self, text: WordedText) -> None:
        field = self[f"{text.purpose}_text"]
        self._answered_texts[text.purpose] = str(field.data or "")
        field.data = text.sha256
