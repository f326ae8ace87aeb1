"""What pupils say of themselves, for those who lead the series."""

from flask import render_template
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.compass import instrument
from fablab.assessments.statistics import NotComputable
from fablab.assessments.wording import REASON_WORDS
from fablab.reports.forms import SwitchForm
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
        number=_number,
        form=SwitchForm(),
        may_edit=series.site_id in actor.coordinates,
    )


def _number(value: float | NotComputable, digits: int = 2) -> str:
    """A number for reading, or why there is none."""
    if isinstance(value, NotComputable):
        return str(_("not computable: %(why)s", why=_(REASON_WORDS[value.reason])))
    return f"{value:.{digits}f}"
