"""The list for whoever takes pictures at a meeting."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.checkin.queries.attendance import staff_meeting
from fablab.checkin.queries.photos import photo_list
from fablab.checkin.queries.roster import series_titles
from fablab.checkin.routes.blueprint import bp
from fablab.kernel import clock
from fablab.web.language import current_language


@bp.get("/staff/meetings/<public_id>/photos")
@requires(Right.TAKE_ATTENDANCE)
def photos(public_id: str) -> str:
    """Show who must not be in a picture, and where the others may be shown."""
    meeting = staff_meeting(public_id, actor=current_actor())
    titles = series_titles({meeting.series_id}, current_language())
    return render_template(
        "checkin/photos.html",
        meeting=meeting,
        title=titles[meeting.series_id],
        zone=meeting.series.site.zone,
        lines=photo_list(meeting, now=clock.now()),
    )
