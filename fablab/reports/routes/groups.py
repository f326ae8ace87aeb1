"""How a group grows, for the people who lead or run the series."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.models import Domain
from fablab.assessments.statistics import Audience
from fablab.assessments.wording import VERDICT_WORDS
from fablab.kernel import clock
from fablab.reports import group_wording
from fablab.reports.queries.groups import group_growth
from fablab.reports.routes.blueprint import bp
from fablab.reports.wording import LIMITS
from fablab.series.queries.own import facilitators_of, get_seen_series
from fablab.series.staff_view import row_of
from fablab.web.language import current_language


@bp.get("/staff/series/<slug>/growth")
@requires(Right.OBSERVE)
def group(slug: str) -> str:
    """Show what was seen, who was not seen yet, and where raters differ."""
    actor, now = current_actor(), clock.now()
    series = get_seen_series(slug, actor)
    leads = actor.account_id in {one.id for one in facilitators_of(series)}
    runs = series.site_id in actor.coordinates
    return render_template(
        "reports/group.html",
        series=series,
        row=row_of(series, now=now),
        zone=series.site.zone,
        may_edit=runs,
        found=group_growth(series, exact=leads, language=current_language(), now=now),
        domains=list(Domain),
        leads=leads,
        least=int(Audience.INTERNAL),
        limits=LIMITS,
        verdicts=VERDICT_WORDS,
        words=group_wording,
    )
