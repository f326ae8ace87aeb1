"""The sheets of a whole series: who has one, and all on paper."""

from flask import Response, render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.photos import small_pictures
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.reports.forms import SwitchForm
from fablab.reports.pdf import sheets_pdf
from fablab.reports.queries.sheets import sheets_of_series
from fablab.reports.routes.asked import kept_by_nobody
from fablab.reports.routes.blueprint import bp
from fablab.reports.services.reading import note_printing
from fablab.reports.sheets import sheet_design
from fablab.series.queries import text_of
from fablab.series.queries.own import get_seen_series
from fablab.series.staff_view import row_of
from fablab.web.current import current_installation
from fablab.web.language import current_language


@bp.get("/staff/series/<slug>/sheets")
@requires(Right.OBSERVE)
def sheets(slug: str) -> str:
    """Show which pupils of a series have a sheet, and what families see."""
    actor, now = current_actor(), clock.now()
    series = get_seen_series(slug, actor)
    found = sheets_of_series(series, now=now, fallback=current_language())
    return render_template(
        "reports/sheets.html",
        series=series,
        row=row_of(series, now=now),
        sheets=found,
        ready=sum(sheet.is_ready for sheet in found),
        may_edit=series.site_id in actor.coordinates,
        form=SwitchForm(),
    )


@bp.get("/staff/series/<slug>/sheets.pdf")
@requires(Right.OBSERVE)
def sheets_file(slug: str) -> Response:
    """Hand out a page for each pupil of the series; the journal notes each of them."""
    actor, now, language = current_actor(), clock.now(), current_language()
    series = get_seen_series(slug, actor)
    found = sheets_of_series(series, now=now, fallback=language)
    ready = [sheet for sheet in found if sheet.is_ready]
    if not ready:
        raise NotFound(N_("No pupil of this workshop has a sheet yet."))
    pictures = small_pictures(
        [photo for sheet in ready for photo in sheet.photos],
        cipher=current_installation().cipher,
    )
    file = sheets_pdf(
        (sheet_design(sheet, made_at=now, pictures=pictures) for sheet in ready),
        title=text_of(series, language).title,
        author=series.site.name,
        language=language,
    )
    with unit_of_work():
        note_printing(ready, actor=actor, now=now)
    answer = Response(file, mimetype="application/pdf")
    name = f"growth-{slug}-{now:%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return kept_by_nobody(answer)
