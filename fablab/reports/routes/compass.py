"""What pupils say of themselves, for those who lead the series."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.compass import instrument
from fablab.assessments.statistics import NotComputable
from fablab.assessments.wording import REASON_WORDS
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.reports.queries.compass import compass_figures
from fablab.reports.routes.blueprint import bp
from fablab.reports.wording import LIMITS
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series, get_seen_series
from fablab.series.services.looking_back import ask_looking_back
from fablab.web.forms import ButtonForm
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
        form=ButtonForm(),
        may_edit=series.site_id in actor.coordinates,
    )


@bp.post("/staff/series/<slug>/compass/looking-back")
@requires(Right.EDIT_SERIES)
def looking_back(slug: str) -> ResponseReturnValue:
    """Ask the pupils to look back at the end, or stop asking."""
    actor = current_actor()
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            ask_looking_back(
                series=get_own_series(slug, actor, lock=True),
                asked=request.form.get("asked") == "yes",
                actor=actor,
                now=clock.now(),
            )
        flash(_("Saved."), "ok")
    return redirect(url_for(".compass", slug=slug), code=303)


def _number(value: float | NotComputable, digits: int = 2) -> str:
    """A number for reading, or why there is none."""
    if isinstance(value, NotComputable):
        return str(_("not computable: %(why)s", why=_(REASON_WORDS[value.reason])))
    return f"{value:.{digits}f}"
