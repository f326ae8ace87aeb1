"""Forms for the meetings of a series: what was typed, in shape."""

from datetime import date, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from fablab.series.models import Meeting
from fablab.web.fields import ClockField, DayField, number
from fablab.web.forms import Form, OnceForm


class MeetingForm(Form):
    """One meeting: day, times and room."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose a day"))])
    starts = ClockField(
        _l("From"), [InputRequired(_l("Enter a time, for example 16:30"))]
    )
    ends = ClockField(_l("To"), [InputRequired(_l("Enter a time, for example 16:30"))])
    place = StringField(
        _l("Room"),
        [
            InputRequired(_l("Enter the room")),
            Length(max=120, message=_l("Use %(most)s characters at most", most=120)),
        ],
    )

    def show(self, meeting: Meeting, zone: ZoneInfo) -> None:
        """Put what is known of a meeting into an empty form."""
        starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at
        self.day.data = starts.date()
        self.starts.data = starts.time()
        self.ends.data = ends.astimezone(zone).time()
        self.place.data = meeting.place

    def rule(self) -> tuple[date, time, time]:
        """Day, beginning and end, on the site's clock."""
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        assert day and starts and ends  # noqa: S101, PT018 -- the fields are required
        return day, starts, ends


class MeetingsForm(OnceForm, MeetingForm):
    """Meetings on the same weekday for some weeks; one week is one meeting."""

    weeks = number(
        _l("How many weeks"),
        1,
        40,
        default=1,
        description=_l("Always on the same weekday; 1 adds a single meeting."),
    )
