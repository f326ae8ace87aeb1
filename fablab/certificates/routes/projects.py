"""Noting who has shown a project of their own, for whoever leads the series."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.facts import shown_on
from fablab.certificates.forms import ProjectsForm
from fablab.certificates.queries import Proposal, proposals_of
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import note_projects
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.series.models import Meeting, Series
from fablab.series.queries import foreign_language, text_of
from fablab.series.queries.own import get_meeting, get_seen_series
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/staff/series/<slug>/projects", methods=["GET", "POST"])
@requires(Right.TAKE_ATTENDANCE)
def projects(slug: str) -> ResponseReturnValue:
    """Show whose project was seen; on a valid POST, note it."""
    actor = current_actor()
    series = get_seen_series(slug, actor)
    proposals, begun = _read(series)
    form = ProjectsForm()
    form.offer(proposals, begun, series.site.zone)
    if form.validate_on_submit():
        try:
            _note(slug, form, actor)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("It is noted whose project you have seen."), "ok")
            return redirect(url_for("certificates.projects", slug=slug), code=303)
    language = current_language()
    text = text_of(series, language)
    page = render_template(
        "certificates/projects.html",
        series=series,
        text=text,
        lang=foreign_language(text, language),
        may_edit=actor.may(Right.EDIT_SERIES),
        form=form,
        proposals=proposals,
        begun=begun,
        ticked=set(form.shown.data or ()),
        shown_on=shown_on,
    )
    return page, 422 if form.errors else 200


def _read(series: Series) -> tuple[list[Proposal], list[Meeting]]:
    """The pupils, and the meetings that have begun, the latest first."""
    now = clock.now()
    begun = [m for m in series.meetings if not m.cancelled_at and m.starts_at <= now]
    return proposals_of(series, now=now), begun[::-1]


def _note(slug: str, form: ProjectsForm, actor: Actor) -> None:
    wanted = set(form.shown.data or ())
    with unit_of_work():
        series = get_seen_series(slug, actor)
        pupils = [line.registration for line in proposals_of(series, now=clock.now())]
        note_projects(
            shown=[one for one in pupils if one.public_id in wanted],
            not_shown=[one for one in pupils if one.public_id not in wanted],
            meeting=get_meeting(series, form.meeting.data or ""),
            by=account_of(actor),
            now=clock.now(),
        )
