"""The forms of issuing, revoking and looking up certificates."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from fablab.certificates.models import RevokeKind
from fablab.certificates.numbers import tidy_number
from fablab.certificates.queries import Proposal
from fablab.certificates.wording import REVOKE_KINDS
from fablab.series.models import Meeting
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form, OnceForm
from fablab.web.times import short_day

NUMBER_NEEDED = _l("Type the number that stands on the certificate")


class IssueForm(OnceForm):
    """Who of a series is to get a certificate; at first, all who may."""

    registrations = SelectMultipleField(
        _l("Pupils"),
        [InputRequired(_l("Tick at least one pupil"))],
        validate_choice=False,
    )

    def offer(self, proposals: Sequence[Proposal]) -> None:
        """Let the coordinator choose among these."""
        self.registrations.choices = [
            SelectChoice(
                proposal.registration.public_id, proposal.registration.pupil.full_name
            )
            for proposal in proposals
        ]
        if not self.is_submitted():
            self.registrations.data = [
                proposal.registration.public_id
                for proposal in proposals
                if proposal.is_ready
            ]


class RevokeForm(Form):
    """Why a certificate is revoked."""

    kind = RadioField(
        _l("Why is it revoked?"),
        [InputRequired(_l("Choose why the certificate is revoked"))],
        choices=[SelectChoice(kind, label) for kind, label in REVOKE_KINDS.items()],
    )
    reason = StringField(
        _l("In a few words"),
        [
            DataRequired(_l("Write why the certificate is revoked")),
            Length(max=200, message=_l("Use at most 200 characters")),
        ],
        description=_l("Only coordinators read this."),
        render_kw={"autocomplete": "off"},
    )

    def chosen_kind(self) -> RevokeKind:
        """The reason chosen."""
        return RevokeKind(self.kind.data)


class ReissueForm(OnceForm):
    """Why a certificate is issued anew."""

    reason = StringField(
        _l("Why is it issued anew?"),
        [
            DataRequired(_l("Write why the certificate is issued anew")),
            Length(max=200, message=_l("Use at most 200 characters")),
        ],
        description=_l("Only coordinators read this. For example: the name was wrong."),
        render_kw={"autocomplete": "off"},
    )


class WaiverForm(Form):
    """Why a pupil gets a certificate although a rule says no."""

    reason = StringField(
        _l("Why is an exception made?"),
        [
            DataRequired(_l("Write why an exception is made")),
            Length(max=200, message=_l("Use at most 200 characters")),
        ],
        description=_l(
            "Only coordinators read this. For example: two weeks in hospital, and "
            "everything caught up."
        ),
        render_kw={"autocomplete": "off"},
    )


class ProjectsForm(Form):
    """Whose own project was seen, and at which meeting."""

    meeting = SelectField(
        _l("At which meeting did you see them?"), validate_choice=False
    )
    shown = SelectMultipleField(_l("Pupils"), default=(), validate_choice=False)

    def offer(
        self,
        proposals: Sequence[Proposal],
        meetings: Sequence[Meeting],
        zone: ZoneInfo,
    ) -> None:
        """Let one choose among these; what is noted already is ticked."""
        self.meeting.choices = [
            SelectChoice(one.public_id, short_day(one.starts_at, zone))
            for one in meetings
        ]
        self.shown.choices = [
            SelectChoice(line.registration.public_id, line.registration.pupil.full_name)
            for line in proposals
        ]
        if not self.is_submitted():
            self.shown.data = [
                line.registration.public_id for line in proposals if line.mark
            ]


class NumberForm(Form):
    """The number of a certificate, however it is typed; sent openly, as a search is."""

    code = StringField(
        _l("Certificate number"),
        [DataRequired(NUMBER_NEEDED)],
        description=_l(
            "25 letters and digits in groups of five. "
            "Spaces and small letters do no harm."
        ),
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )

    def validate_code(self, field: StringField) -> None:
        """Ask again where no letter and no digit was typed."""
        if not tidy_number(field.data or ""):
            raise ValidationError(NUMBER_NEEDED)


class NameForm(Form):
    """The name that stands on the paper, to be compared."""

    name = StringField(
        _l("Type the name as printed"),
        [
            DataRequired(_l("Type the name that stands on the certificate")),
            Length(max=200, message=_l("Use at most 200 characters")),
        ],
        description=_l("Capitals and spaces do not matter."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
