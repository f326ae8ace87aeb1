"""Attendance of a whole series, for those who run or lead it."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.checkin.forms import STATUS_LABELS
from fablab.checkin.models import AttendanceStatus
from fablab.checkin.queries.overview import overview_of
from fablab.checkin.routes.blueprint import bp
from fablab.series.queries import text_of
from fablab.series.queries.own import get_seen_series
from fablab.web.language import current_language

KINDS = {
    AttendanceStatus.PRESENT: ("ok", "check"),
    AttendanceStatus.LATE: ("warn", "clock"),
    AttendanceStatus.EXCUSED: ("", "mail"),
    AttendanceStatus.ABSENT: ("bad", "x"),
}
"""How each status is drawn: the kind and the icon of its chip."""


@bp.get("/staff/series/<slug>/attendance")
@requires(Right.TAKE_ATTENDANCE)
def attendance(slug: str) -> str:
    """Show who came to which meeting, pupils by meetings, with counts."""
    actor = current_actor()
    series = get_seen_series(slug, actor)
    return render_template(
        "checkin/attendance.html",
        series=series,
        text=text_of(series, current_language()),
        overview=overview_of(series),
        labels=STATUS_LABELS,
        kinds=KINDS,
        may_edit=series.site_id in actor.coordinates,
    )
