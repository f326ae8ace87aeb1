"""The staff's forms of checking in."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

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
