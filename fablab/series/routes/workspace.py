"""The workspace's pages of series: the list, one series, its form, publishing."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.series.errors import NotReady
from fablab.series.forms.series import SeriesForm
from fablab.series.models import Series
from fablab.series.queries.own import (
    facilitators_of,
    get_own_series,
    get_seen_series,
    own_series,
    own_sites,
    staff_of,
)
from fablab.series.routes.blueprint import bp
from fablab.series.services.drafts import change_series, create_series
from fablab.series.services.publishing import publish_series, reasons_against
from fablab.series.staff_view import SeriesRow, row_of
from fablab.series.wording import AGE_RULES
from fablab.sites.models import Site
from fablab.web.forms import Form
from fablab.web.language import current_language
from fablab.web.mishaps import worded

STAFF = "/staff/series/"


@bp.route(STAFF)
@requires(Right.TAKE_ATTENDANCE)
def own_list() -> str:
    """List the series that the signed-in person runs or leads."""
    actor, now = current_actor(), clock.now()
    rows = [row_of(series, now=now) for series in own_series(actor)]
    return render_template(
        "staff/series.html", rows=rows, may_edit=actor.may(Right.EDIT_SERIES)
    )


@bp.route(f"{STAFF}<slug>")
@requires(Right.TAKE_ATTENDANCE)
def overview(slug: str) -> str:
    """Show one series with the ways to its registrations, meetings and certificates."""
    return _overview(get_seen_series(slug, current_actor()), Form())


@bp.route(f"{STAFF}<slug>/publish", methods=["POST"])
@requires(Right.EDIT_SERIES)
def publish(slug: str) -> ResponseReturnValue:
    """Make the series public, or say everything that is missing."""
    actor, now, form = current_actor(), clock.now(), Form()
    try:
        with unit_of_work():
            series = get_own_series(slug, actor, lock=True)
            publish_series(series=series, actor=actor, now=now)
    except NotReady as refusal:
        form.form_errors += [worded(reason) for reason in refusal.reasons]
    except DomainError as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        form.form_errors.append(worded(refusal))
    else:
        flash(_("The workshop is published: everybody can see it now."), "ok")
        return redirect(url_for(".overview", slug=slug), code=303)
    return _overview(get_own_series(slug, actor), form), 422


@bp.route(f"{STAFF}new", methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def new() -> ResponseReturnValue:
    """Make a draft, on request `?like=` another one; sent twice, it makes one."""
    actor, now, form = current_actor(), clock.now(), SeriesForm()
    sites = own_sites(actor)
    form.offer(sites=sites, staff=_staff(sites, now))
    if form.validate_on_submit():
        try:
            slug = _create_once(form, actor=actor, now=now)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("The draft is saved. Now add its meetings."), "ok")
            return redirect(url_for(".meetings", slug=slug), code=303)
    if not form.is_submitted() and request.args.get("like"):
        model = get_own_series(request.args["like"], actor)
        form.show(model, facilitators_of(model))
        form.site.data = model.site.slug
    return _form_page(form, None), 422 if form.errors else 200


@bp.route(f"{STAFF}<slug>/edit", methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what a series is and says."""
    actor, now, form = current_actor(), clock.now(), SeriesForm()
    series = get_own_series(slug, actor)
    form.offer(sites=(), staff=_staff([series.site], now))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                series = get_own_series(slug, actor, lock=True)
                change_series(
                    series=series,
                    plan=form.plan(series.site.zone),
                    texts=form.texts(),
                    facilitators=_chosen(form, [series.site], now),
                    actor=actor,
                    now=now,
                )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            series = get_own_series(slug, actor)
        else:
            flash(_("The changes are saved."), "ok")
            return redirect(url_for(".overview", slug=slug), code=303)
    if not form.is_submitted():
        form.show(series, facilitators_of(series))
    return _form_page(form, series), 422 if form.errors else 200


def _create_once(form: SeriesForm, *, actor: Actor, now: datetime) -> str:
    def create() -> str:
        sites = own_sites(actor)
        site = next(site for site in sites if site.slug == form.site.data)
        return create_series(
            site=site,
            plan=form.plan(site.zone),
            texts=form.texts(),
            facilitators=_chosen(form, sites, now),
            actor=actor,
            now=now,
        ).slug

    return do_once(
        create,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )


def _staff(sites: Sequence[Site], now: datetime) -> list[Account]:
    ids = [site.id for site in sites]
    return list(staff_of(ids, today=now.date(), now=now))


def _chosen(form: SeriesForm, sites: Sequence[Site], now: datetime) -> list[Account]:
    wanted = set(form.facilitators.data or ())
    return [account for account in _staff(sites, now) if account.public_id in wanted]


def _overview(series: Series, form: Form) -> str:
    actor, now = current_actor(), clock.now()
    row: SeriesRow = row_of(series, now=now)
    return render_template(
        "staff/series_overview.html",
        series=series,
        row=row,
        form=form,
        zone=series.site.zone,
        facilitators=facilitators_of(series),
        age_rules=AGE_RULES,
        missing=[worded(r) for r in reasons_against(series, now=now)]
        if not series.published_at
        else [],
        may_edit=series.site_id in actor.coordinates,
        now=now,
    )


def _form_page(form: SeriesForm, series: Series | None) -> str:
    ready = len(form.texts())
    return render_template(
        "staff/series_form.html",
        form=form,
        series=series,
        row=row_of(series, now=clock.now()) if series else None,
        text_languages=list(LANGUAGES.items()),
        ready=ready,
        home_language=series.site.language if series else current_language(),
    )
