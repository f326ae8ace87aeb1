"""The staff's forms of checking in."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from fablab.checkin.models import AttendanceStatus
from fablab.checkin.queries.attendance import RegisterLine
from fablab.sites.models import Site
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form

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
