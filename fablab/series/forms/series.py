"""Forms of the workspace for series and their meetings: what was typed, in shape."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from fablab.accounts.models import Account
from fablab.config import LANGUAGES
from fablab.series.models import AgeRule, Series, SeriesText, Topic
from fablab.series.services.drafts import Plan, Words
from fablab.series.wording import AGE_RULES, TOPIC_LABELS
from fablab.sites.models import Site
from fablab.web.fields import MomentField, SelectChoice, WholeNumberField, number
from fablab.web.forms import OnceForm

MOST = 100_000
NEEDED = ("title", "summary")
SHOWN = (
    "topic",
    "language",
    "age_min",
    "age_max",
    "age_by",
    "capacity",
    "min_pupils",
    "exempt",
    "fee",
    "attendance_needed",
    "project_needed",
)
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
PARTS = ("title", "summary", "description", "achievement", "bring")


class SeriesForm(OnceForm):
    """All that a series is and says, its meetings apart.

    The texts of a language are fields of their own: `title_pl`, `summary_pl`, …
    """

    site = SelectField(_l("FabLab"))
    topic = SelectField(
        _l("Topic"),
        choices=[SelectChoice(slug, label) for slug, label in TOPIC_LABELS.items()],
    )
    language = SelectField(
        _l("Language of the workshop"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    age_min = number(_l("Youngest age"), 5, 25, default=10)
    age_max = number(_l("Oldest age"), 5, 25, default=14)
    age_by = RadioField(
        _l("How the age counts"),
        choices=[SelectChoice(rule, label) for rule, label in AGE_RULES.items()],
        default=AgeRule.EXACT,
    )
    capacity = number(_l("Places"), 1, 1000, default=12)
    min_pupils = WholeNumberField(
        _l("Pupils needed"),
        [
            Optional(),
            NumberRange(
                1,
                1000,
                _l("Enter a number from %(least)s to %(most)s", least=1, most=1000),
            ),
        ],
        render_kw={"inputmode": "numeric"},
        description=_l(
            "With fewer when registration closes, we ask you whether the workshop "
            "runs. Leave it empty if it always does."
        ),
    )
    exempt = BooleanField(
        _l("Does not count as a workshop"),
        description=_l(
            "For an open day, for example: pupils may come whatever else they have at "
            "that time, and it does not count for the limit of a school year."
        ),
    )
    fee = number(
        _l("Fee"),
        0,
        MOST,
        default=0,
        description=_l(
            "For the whole workshop, in whole units of the FabLab’s currency. "
            "0 means free."
        ),
    )
    attendance_needed = number(
        _l("Attendance for a certificate, in percent"),
        0,
        100,
        default=75,
        description=_l("Who came to at least so many of the meetings gets one."),
    )
    project_needed = BooleanField(
        _l("A certificate needs a project of one’s own"),
        description=_l(
            "Whoever leads it then notes, for each pupil, when the project was shown."
        ),
    )
    registration_opens = MomentField(
        _l("Registration opens"),
        format=MOMENT_FORMATS,
        validators=[InputRequired(_l("Choose when registration opens"))],
        description=_l("In the FabLab’s local time."),
    )
    registration_closes = MomentField(
        _l("Registration closes"),
        format=MOMENT_FORMATS,
        validators=[InputRequired(_l("Choose when registration closes"))],
        description=_l("In the FabLab’s local time."),
    )
    facilitators = SelectMultipleField(_l("Who leads it"), default=())

    def offer(self, *, sites: Iterable[Site], staff: Iterable[Account]) -> None:
        """Fill in what can be chosen; without sites, the series has one already."""
        self.facilitators.choices = [SelectChoice(a.public_id, a.name) for a in staff]
        choices = [SelectChoice(site.slug, site.name) for site in sites]
        if choices:
            self.site.choices = choices
        else:
            del self.site

    def text_fields(self, language: str) -> dict[str, Any]:
        """The fields of one language by what they are."""
        return {part: self[f"{part}_{language}"] for part in PARTS}

    def show(self, series: Series, facilitators: Iterable[Account]) -> None:
        """Put what is known of a series into an empty form."""
        zone = series.site.zone
        for name in SHOWN:
            self[name].data = getattr(series, name)
        opens, closes = series.registration_opens_at, series.registration_closes_at
        self.registration_opens.data = opens.astimezone(zone)
        self.registration_closes.data = closes.astimezone(zone)
        self.facilitators.data = [account.public_id for account in facilitators]
        for text in series.texts:
            self._show_text(text)

    def _show_text(self, text: SeriesText) -> None:
        if text.language in LANGUAGES:
            for part, field in self.text_fields(text.language).items():
                field.data = getattr(text, part)

    def validate(self, extra_validators: object = None) -> bool:
        """Let a language be empty, or have a title and a summary."""
        valid = super().validate(extra_validators)
        for language, name in LANGUAGES.items():
            fields = self.text_fields(language)
            begun = any(field.data for field in fields.values())
            for part in NEEDED:
                if begun and not fields[part].data:
                    message = _needed(part, name)
                    fields[part].errors = [*fields[part].errors, message]
                    valid = False
        return valid

    def texts(self) -> dict[str, Words]:
        """The texts of every language that has some."""
        found = {}
        for language in LANGUAGES:
            fields = self.text_fields(language)
            if fields["title"].data:
                found[language] = Words(
                    **{part: field.data or "" for part, field in fields.items()}
                )
        return found

    def plan(self, zone: ZoneInfo) -> Plan:
        """The rest, its times read on the clock of the zone."""
        return Plan(
            topic=Topic(self.topic.data),
            language=self.language.data,
            age_min=self.age_min.data or 0,
            age_max=self.age_max.data or 0,
            age_by=AgeRule(self.age_by.data),
            capacity=self.capacity.data or 0,
            min_pupils=self.min_pupils.data,
            exempt=bool(self.exempt.data),
            fee=self.fee.data or 0,
            attendance_needed=self.attendance_needed.data or 0,
            project_needed=bool(self.project_needed.data),
            registration_opens_at=_local(self.registration_opens.data, zone),
            registration_closes_at=_local(self.registration_closes.data, zone),
        )


def _needed(part: str, language: str) -> str:
    if part == "title":
        return str(_("Enter the title in %(language)s", language=language))
    return str(_("Enter the summary in %(language)s", language=language))


def _local(typed: datetime | None, zone: ZoneInfo) -> datetime:
    assert typed is not None  # noqa: S101 -- the field is required
    return typed.replace(tzinfo=zone)


def _add_texts() -> None:
    """Give the form the fields of each language."""

    def too_long(most: int) -> Length:
        return Length(
            max=most, message=_l("Use %(most)s characters at most", most=most)
        )

    for language in LANGUAGES:
        for name, field in {
            "title": StringField(_l("Title"), [too_long(120)]),
            "summary": StringField(
                _l("Summary"),
                [too_long(200)],
                description=_l("One or two sentences for the card in the list."),
            ),
            "description": TextAreaField(
                _l("Description"), [Optional(), too_long(5000)]
            ),
            "achievement": TextAreaField(
                _l("What was done, for the certificate"),
                [Optional(), too_long(1000)],
                description=_l("One line for each thing."),
            ),
            "bring": StringField(_l("What to bring"), [Optional(), too_long(300)]),
        }.items():
            setattr(SeriesForm, f"{name}_{language}", field)


_add_texts()
