"""Calendars to follow: one series, or every meeting that is to come."""

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.series.exports import calendar_of
from fablab.series.models import Meeting
from fablab.series.queries import get_series, text_of
from fablab.series.queries.calendar import meetings_to_come
from fablab.series.routes.blueprint import bp
from fablab.web.current import current_settings
from fablab.web.language import current_language

ICS = "text/calendar; charset=utf-8"


@bp.route("/series/<slug>.ics")
@public
def calendar(slug: str) -> Response:
    """The meetings of one series."""
    series = get_series(slug)
    title = text_of(series, current_language()).title
    return _answer(series.meetings, name=title, key=slug)


@bp.route("/series.ics")
@public
def calendar_of_all() -> Response:
    """All meetings of published series that are still to come."""
    meetings = meetings_to_come(now=clock.now())
    return _answer(meetings, name=_("FabLab workshops"), key="series")


def _answer(meetings: Iterable[Meeting], *, name: str, key: str) -> Response:
    body = calendar_of(
        meetings,
        key=key,
        name=name,
        language=current_language(),
        base_url=current_settings().base_url,
        now=clock.now(),
    )
    response = Response(body, content_type=ICS)
    response.headers["Content-Disposition"] = f'inline; filename="{key}.ics"'
    return response
