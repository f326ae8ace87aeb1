"""Figures of what the workshops reached: for the coordinator, then for everybody."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, public, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.statistics import Audience
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.reports import figures_wording
from fablab.reports.exports.pilot import open_data
from fablab.reports.figures import read_figures
from fablab.reports.method import METHOD
from fablab.reports.models import PublishedFigures
from fablab.reports.pdf.pilot import figures_pdf
from fablab.reports.queries.pilot import (
    coordinated_site,
    coordinated_sites,
    figures_of,
    get_published,
    published_figures,
    series_to_count,
)
from fablab.reports.routes.blueprint import bp
from fablab.reports.services.pilot import publish_figures
from fablab.reports.wording import LIMITS
from fablab.series.queries import text_of
from fablab.web.current import current_settings
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language

LASTING = "public, max-age=3600"


@bp.get("/staff/figures/")
@requires(Right.PUBLISH_FIGURES)
def own_figures() -> str:
    """Show what is not published yet, for each site, and what was."""
    actor, now = current_actor(), clock.now()
    sites = coordinated_sites(actor)
    waiting = {site.slug: series_to_count(site, now=now) for site in sites}
    return render_template(
        "reports/figures_staff.html",
        sites=sites,
        waiting=waiting,
        figures={
            site.slug: figures_of(site, waiting[site.slug], Audience.INTERNAL, now=now)
            for site in sites
        },
        published=[each for each in published_figures() if each.site in sites],
        title_of=lambda series: text_of(series, current_language()).title,
        least=int(Audience.PUBLIC),
        **_words(),
    )


@bp.route("/staff/figures/<slug>/publish", methods=["GET", "POST"])
@requires(Right.PUBLISH_FIGURES)
def publish(slug: str) -> ResponseReturnValue:
    """Show what everybody would see, and publish it when the button is pressed."""
    actor, now = current_actor(), clock.now()
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            site = coordinated_site(slug, actor, lock=True)
            published = publish_figures(site=site, by=account_of(actor), now=now)
            address = published.public_id
        flash(
            _("The figures are published. Thank you for showing them honestly."), "ok"
        )
        return redirect(url_for(".figures", public_id=address), code=303)
    site = coordinated_site(slug, actor)
    series = series_to_count(site, now=now)
    return render_template(
        "reports/figures_publish.html",
        site=site,
        series=series,
        figures=figures_of(site, series, Audience.PUBLIC, now=now),
        form=ButtonForm(),
        title_of=lambda each: text_of(each, current_language()).title,
        **_words(),
    )


@bp.get("/figures/")
@public
def figures_list() -> str:
    """List the figures that were published."""
    return render_template("reports/figures_list.html", published=published_figures())


@bp.get("/figures/<public_id>")
@public
def figures(public_id: str) -> str:
    """Show published figures, with how they were made and what they do not say."""
    published = get_published(public_id)
    return render_template(
        "reports/figures.html",
        published=published,
        figures=read_figures(published.content),
        **_words(),
    )


@bp.get("/figures/<public_id>.pdf")
@public
def figures_file(public_id: str) -> Response:
    """The same on paper, in the language of the request."""
    published = get_published(public_id)
    address = current_settings().url(url_for(".figures", public_id=public_id))
    design = figures_wording.design_of(read_figures(published.content), url=address)
    data = figures_pdf(design)
    return _file(data, "application/pdf", f"{_name(published)}.pdf")


@bp.get("/figures/<public_id>.zip")
@public
def figures_data(public_id: str) -> Response:
    """The same as open data, with a description that programs can read."""
    published = get_published(public_id)
    data = open_data(
        read_figures(published.content),
        name=_name(published),
        url=current_settings().url(url_for(".figures", public_id=public_id)),
        published=published.published_at,
    )
    return _file(data, "application/zip", f"{_name(published)}.zip")


def _words() -> dict[str, object]:
    return {"method": METHOD, "limits": LIMITS, "words": figures_wording}


def _name(published: PublishedFigures) -> str:
    return f"fablab-figures-{published.site.slug}-{published.last_on}"


def _file(data: bytes, kind: str, name: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = LASTING
    return answer
