"""The staff's forms of checking in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from fablab.checkin.models import AttendanceStatus, HandOver
from fablab.checkin.queries.attendance import RegisterLine
from fablab.sites.models import Site
from fablab.web.fields import Checkboxes, ClockField, SelectChoice
from fablab.web.forms import Form

ALONE, ANOTHER = "=alone", "=another"
_WAYS = {HandOver.ALONE: ALONE, HandOver.OTHER: ANOTHER}
STATUS_LABELS = {
    AttendanceStatus.PRESENT: _l("present"),
    AttendanceStatus.LATE: _l("late"),
    AttendanceStatus.EXCUSED: _l("excused"),
    AttendanceStatus.ABSENT: _l("absent"),
}


class KioskCodeForm(Form):
    """For which of the coordinator's sites a code is wanted."""

    site = RadioField(_l("For which FabLab?"))

    def offer(self, sites: Sequence[Site]) -> None:
        """Let the coordinator choose among these; a single one is chosen already."""
        self.site.choices = [SelectChoice(site.slug, site.name) for site in sites]
        if len(sites) == 1 and not self.site.data:
            self.site.data = sites[0].slug


class RegisterForm(Form):
    """One choice for each pupil of a meeting; made by `register_form`."""

    def chosen(self) -> dict[str, AttendanceStatus]:
        """What staff chose, by the registration's public id, where they chose."""
        return {
            name.removeprefix("status-"): AttendanceStatus(field.data)
            for name, field in self._fields.items()
            if name.startswith("status-") and field.data
        }


def register_form(lines: Sequence[RegisterLine]) -> RegisterForm:
    """The form for these pupils, showing what is known of each."""
    fields = {
        f"status-{line.registration.public_id}": SelectField(
            line.registration.pupil.short_name,
            [Optional()],
            choices=[
                SelectChoice("", _l("not yet known")),
                *(SelectChoice(key.value, text) for key, text in STATUS_LABELS.items()),
            ],
            default=line.attendance.status.value if line.attendance else "",
        )
        for line in lines
    }
    form_class: type[RegisterForm] = type(
        "MeetingRegisterForm", (RegisterForm,), fields
    )
    return form_class()


class AllHereForm(Form):
    """Who is missing while everybody else is here."""

    missing = Checkboxes(_l("Who is not here?"))

    def offer(self, lines: Sequence[RegisterLine]) -> None:
        """Let staff choose among those of whom nothing is known."""
        self.missing.choices = [
            SelectChoice(one.registration.public_id, one.registration.pupil.full_name)
            for one in lines
        ]


class ChooseForm(Form):
    """For whom a scan counts."""

    guest = RadioField(
        _l("Who was it?"),
        [InputRequired(_l("Choose a pupil, or say that there is nothing to do."))],
        choices=[],
    )

    def offer(self, guests: Sequence[tuple[str, str]]) -> None:
        """Let staff choose among these: meeting and registration, and the words."""
        self.guest.choices = [SelectChoice(key, text) for key, text in guests]


class AdmitForm(Form):
    """Why somebody without a place was let in."""

    reason = StringField(
        _l("Why?"),
        [InputRequired(_l("Write why, so that others here can understand it."))],
        default=_l("Came to the door, and a place was free."),
    )


class DismissForm(Form):
    """That nothing is to be done about a scan, and why."""

    note = StringField(
        _l("Note"),
        [Optional(), Length(max=200, message=_l("Use 200 letters at most."))],
    )


class PaperForm(Form):
    """What stood on paper of each pupil of a meeting; made by `paper_form`."""

    def ids(self) -> list[str]:
        """The registrations it asks about, by public id."""
        names = (name for name in self._fields if name.startswith("here-"))
        return [name.removeprefix("here-") for name in names]

    def was_here(self, public_id: str) -> bool:
        """Whether the pupil is ticked."""
        return bool(self[f"here-{public_id}"].data)

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse ticks without a time, and leaving before coming."""
        is_valid = super().validate(extra_validators)
        for public_id in filter(self.was_here, self.ids()):
            came, left = self[f"came-{public_id}"], self[f"left-{public_id}"]
            if came.data is None and not came.errors:
                came.errors = [_l("Enter when they came")]
            elif came.data and left.data and left.data < came.data:
                left.errors = [_l("Nobody leaves before coming: check both times")]
            is_valid = is_valid and not (came.errors or left.errors)
        return is_valid


def paper_form(
    lines: Sequence[RegisterLine],
    *,
    usual: tuple[time, time],
    collectors: Mapping[str, Sequence[str]],
    zone: ZoneInfo,
) -> PaperForm:
    """The form for these pupils, filled with what is known, else with the usual.

    Args:
        lines: of the meeting's register.
        usual: when the meeting begins and ends, by the site's clock.
        collectors: registration's public id → names of who may collect.
        zone: the site's.
    """
    fields: dict[str, Field] = {}
    for registration, attendance, _announced in lines:
        key, name = registration.public_id, registration.pupil.full_name
        known = attendance if attendance and attendance.came_at else None
        left = known.left_at if known else None
        how = known.hand_over if known else None
        by = known.collected_by if known else ""
        chosen = _WAYS.get(how, by) if how else by
        names = dict.fromkeys(collectors.get(key, ()))
        names |= {by: None} if by and chosen == by else {}
        fields |= {
            f"here-{key}": BooleanField(name, default=bool(known)),
            f"came-{key}": ClockField(
                _l("came"),
                [Optional()],
                default=_local(known.came_at, zone) if known else usual[0],
            ),
            f"left-{key}": ClockField(
                _l("left"),
                [Optional()],
                default=_local(left, zone) if known else usual[1],
            ),
            f"by-{key}": SelectField(
                _l("Who collected?"),
                [Optional()],
                choices=[
                    SelectChoice("", _l("not written down")),
                    SelectChoice(ALONE, _l("left alone")),
                    *(SelectChoice(each, each) for each in names),
                    SelectChoice(ANOTHER, _l("somebody else")),
                ],
                default=chosen,
            ),
            f"who-{key}": StringField(
                _l("Who else?"),
                [Optional(), Length(max=80, message=_l("Use 80 letters at most."))],
                default=by if chosen == ANOTHER else "",
            ),
        }
    form_class: type[PaperForm] = type("MeetingPaperForm", (PaperForm,), fields)
    return form_class()


def _local(at: datetime | None, zone: ZoneInfo) -> time | None:
    return at.astimezone(zone).time().replace(second=0, microsecond=0) if at else None
