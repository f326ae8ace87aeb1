"""What pupils say of themselves, for those who lead the series."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.compass import instrument
from fablab.reports.forms import SwitchForm
from fablab.reports.group_wording import number
from fablab.reports.queries.compass import compass_figures
from fablab.reports.routes.blueprint import bp
from fablab.reports.wording import LIMITS
from fablab.series.queries import text_of
from fablab.series.queries.own import get_seen_series
from fablab.web.language import current_language


@bp.get("/staff/series/<slug>/compass")
@requires(Right.OBSERVE)
def compass(slug: str) -> str:
    """Show the pupils' own answers, and what changed if enough of them answered."""
    actor = current_actor()
    series = get_seen_series(slug, actor)
    asked = instrument(current_language())
    return render_template(
        "reports/compass.html",
        series=series,
        text=text_of(series, current_language()),
        asked=asked,
        figures=compass_figures(series, asked),
        limits=LIMITS,
        number=number,
        form=SwitchForm(),
        may_edit=series.site_id in actor.coordinates,
    )
