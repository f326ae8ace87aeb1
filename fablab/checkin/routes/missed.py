"""Who cancelled and who did not come, for the coordinator of a series."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.checkin.queries.missed import cancelled_in, no_shows_in
from fablab.checkin.routes.blueprint import bp
from fablab.kernel import clock
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.language import current_language


@bp.get("/staff/series/<slug>/missed")
@requires(Right.SEE_REGISTRATIONS)
def missed(slug: str) -> str:
    """Show late and other cancellations, and who stayed away without a word."""
    series = get_own_series(slug, current_actor())
    cancelled = cancelled_in(series)
    return render_template(
        "checkin/missed.html",
        series=series,
        text=text_of(series, current_language()),
        late=[one for one in cancelled if one.cancelled_late],
        in_time=[one for one in cancelled if not one.cancelled_late],
        no_shows=no_shows_in(series, now=clock.now()),
    )
