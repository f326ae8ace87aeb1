"""Forms of the coordinator: registering by hand, cancelling, offering out of turn."""

from collections.abc import Collection, Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from fablab.kernel.errors import DomainError
from fablab.people.models import Guardian
from fablab.registrations.errors import Rule
from fablab.registrations.models import Starter
from fablab.registrations.services.sign_up import Child, Newcomer, SignUp
from fablab.registrations.services.staff import MAY_BE_SET_ASIDE, rule_of
from fablab.sites.models import School
from fablab.web.fields import (
    NO_FILLING,
    UP_TO_254,
    UP_TO_300,
    AddressField,
    BirthDateField,
    Checkboxes,
    NumberField,
    SelectChoice,
    is_a_number,
    is_an_address,
    name_field,
    one_line,
)
from fablab.web.forms import Form, OnceForm

RULE_LABELS = {
    Rule.AGE: _l("Set the age aside"),
    Rule.CLOSED: _l("Register although registration is not open"),
    Rule.OVERLAP: _l("Allow two workshops at the same time"),
    Rule.LIMIT: _l("Allow one more workshop in this school year"),
}
RULE_NAMES = {
    Rule.AGE: _l("age"),
    Rule.CLOSED: _l("registration not open"),
    Rule.OVERLAP: _l("two workshops at the same time"),
    Rule.LIMIT: _l("workshops in a school year"),
    Rule.QUEUE: _l("order of the waiting list"),
    Rule.CUT_OFF: _l("no offers shortly before the start"),
}


def _reason() -> TextAreaField:
    return TextAreaField(
        _l("Why?"),
        [UP_TO_300],
        description=_l(
            "Your colleagues read it, with your name. Write nothing about health."
        ),
    )


class ByHandForm(OnceForm):
    """A pupil who is known, the guardian who gets the letter, what is set aside."""

    guardian = RadioField(
        _l("Who gets the letter to agree?"),
        [InputRequired(_l("Choose who gets the letter"))],
    )
    set_aside = Checkboxes(_l("Decide otherwise"), [Optional()])
    reason = _reason()

    def offer(self, *, guardians: Sequence[Guardian]) -> None:
        """Say who may answer for the pupil."""
        self.guardian.choices = [
            SelectChoice(one.public_id, one.account.name) for one in guardians
        ]
        if guardians and not self.is_submitted():
            self.guardian.data = guardians[0].public_id

    def offer_rules(self, refusals: Iterable[DomainError]) -> None:
        """Let those rules be set aside that refuse now."""
        self.set_aside.choices = rule_choices(refusals)


class NewFamilyForm(OnceForm):
    """A pupil and a guardian whom nobody knows here yet."""

    given_name = name_field(_l("First name"), _l("Enter the first name"))
    family_name = name_field(_l("Family name"), _l("Enter the family name"))
    birth_date = BirthDateField(
        _l("Date of birth"), description=_l("For example 27 3 2014")
    )
    school = SelectField(_l("School"), [Optional()], default="")
    class_name = StringField(
        _l("Class"),
        [Optional(), Length(max=20, message=_l("Use at most 20 characters"))],
        filters=[one_line],
        render_kw=NO_FILLING,
    )
    guardian_name = name_field(_l("Guardian’s name"), _l("Enter the guardian’s name"))
    email = AddressField(
        _l("Guardian’s email address"),
        [
            InputRequired(_l("Enter the guardian’s email address")),
            UP_TO_254,
            UP_TO_300,
            is_an_address,
        ],
        description=_l("The letter to agree goes there."),
        render_kw=NO_FILLING,
    )
    phone = NumberField(
        _l("Guardian’s telephone number"),
        [Optional(), is_a_number],
        render_kw=NO_FILLING,
    )
    language = SelectField(_l("Language of the letters"))
    set_aside = Checkboxes(_l("Decide otherwise"), [Optional()])
    reason = _reason()

    def offer(
        self,
        *,
        schools: Sequence[School],
        languages: Collection[tuple[str, str]],
        language: str,
        country: str,
    ) -> None:
        """Say which schools and languages there are, and where numbers are from."""
        self.school.choices = [
            SelectChoice("", _l("Another school, or none")),
            *(SelectChoice(s.public_id, f"{s.name}, {s.city}") for s in schools),
        ]
        self.language.choices = [SelectChoice(code, name) for code, name in languages]
        self.phone.country = country
        if not self.is_submitted():
            self.language.data = language

    def offer_rules(self, refusals: Iterable[DomainError]) -> None:
        """Let those rules be set aside that refuse now."""
        self.set_aside.choices = rule_choices(refusals)

    def newcomer(self) -> Newcomer | None:
        """The child as far as rules look at it; None while there is no birth date."""
        if self.birth_date.data is None:
            return None
        return Newcomer(
            given_name=self.given_name.data or "", birth_date=self.birth_date.data
        )

    def sign_up(self, schools: Sequence[School]) -> SignUp:
        """What a family would have sent itself."""
        school = next((s for s in schools if s.public_id == self.school.data), None)
        assert self.birth_date.data  # noqa: S101 -- validated
        child = Child(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            birth_date=self.birth_date.data,
            school=school,
            class_name=self.class_name.data or "",
        )
        return SignUp(
            guardian_name=self.guardian_name.data or "",
            email=self.email.normal,
            phone=self.phone.normal,
            language=self.language.data,
            children=(child,),
            starter=Starter.STAFF,
        )


class CancelForm(Form):
    """Why one registration is cancelled."""

    note = _reason()


class OfferForm(OnceForm):
    """Why somebody is offered a place out of turn; nobody asks where it is in turn."""

    reason = _reason()


def rule_choices(refusals: Iterable[DomainError]) -> list[SelectChoice]:
    """The rules among the refusals that may be set aside, as boxes to tick."""
    rules = {rule_of(refusal) for refusal in refusals} & MAY_BE_SET_ASIDE
    return [SelectChoice(rule, RULE_LABELS[Rule(rule)]) for rule in sorted(rules)]
