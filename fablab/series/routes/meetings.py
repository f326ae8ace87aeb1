"""The workspace's pages for the meetings of a series."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.series.forms.meetings import MeetingForm, MeetingsForm
from fablab.series.models import Series
from fablab.series.queries.own import get_meeting, get_own_series
from fablab.series.routes.blueprint import bp
from fablab.series.services.meetings import (
    add_meetings,
    change_meeting,
    remove_meeting,
    weekly,
)
from fablab.series.staff_view import row_of
from fablab.web.forms import Form
from fablab.web.mishaps import worded

MEETINGS = "/staff/series/<slug>/meetings"


@bp.route(MEETINGS, methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def meetings(slug: str) -> ResponseReturnValue:
    """Show the meetings of a series, and add some by a rule."""
    form = MeetingsForm()
    series = get_own_series(slug, current_actor())
    if form.validate_on_submit():
        try:
            added = _add_once(slug, form)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            series = get_own_series(slug, current_actor())
        else:
            flash(
                ngettext("%(num)s meeting added.", "%(num)s meetings added.", added),
                "ok",
            )
            return redirect(url_for(".meetings", slug=slug), code=303)
    return _list_page(series, form), 422 if form.errors else 200


@bp.route(f"{MEETINGS}/<public_id>", methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def edit_meeting(slug: str, public_id: str) -> ResponseReturnValue:
    """Move one meeting."""
    actor, now, form = current_actor(), clock.now(), MeetingForm()
    series = get_own_series(slug, actor)
    meeting = get_meeting(series, public_id)
    if form.validate_on_submit():
        try:
            day, starts, ends = form.rule()
            with unit_of_work():
                series = get_own_series(slug, actor, lock=True)
                zone = series.site.zone
                spans = weekly(
                    first_day=day, starts=starts, ends=ends, weeks=1, zone=zone
                )
                change_meeting(
                    meeting=get_meeting(series, public_id),
                    span=spans[0],
                    place=form.place.data or "",
                    actor=actor,
                    now=now,
                )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            series = get_own_series(slug, actor)
        else:
            flash(
                _(
                    "The meeting is saved. Look at the registrations: whoever now has "
                    "two workshops at the same time is marked there."
                )
                if series.places_taken
                else _("The meeting is saved."),
                "ok",
            )
            return redirect(url_for(".meetings", slug=slug), code=303)
    if not form.is_submitted():
        form.show(meeting, series.site.zone)
    page = render_template(
        "staff/series_meeting.html",
        series=series,
        row=row_of(series, now=now),
        meeting=meeting,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.route(f"{MEETINGS}/<public_id>/remove", methods=["POST"])
@requires(Right.EDIT_SERIES)
def drop_meeting(slug: str, public_id: str) -> ResponseReturnValue:
    """Take a meeting out of a draft."""
    actor, form = current_actor(), MeetingsForm(formdata=None)
    try:
        with unit_of_work():
            series = get_own_series(slug, actor, lock=True)
            meeting = get_meeting(series, public_id)
            remove_meeting(meeting=meeting, actor=actor, now=clock.now())
    except DomainError as refusal:
        series = get_own_series(slug, actor)
        form.form_errors.append(worded(refusal))
        return _list_page(series, form), 422
    flash(_("The meeting is removed."), "ok")
    return redirect(url_for(".meetings", slug=slug), code=303)


def _add_once(slug: str, form: MeetingsForm) -> int:
    """How many meetings the form led to, now or when it was sent first."""
    actor, now = current_actor(), clock.now()
    day, starts, ends = form.rule()

    def add() -> str:
        series = get_own_series(slug, actor, lock=True)
        spans = weekly(
            first_day=day,
            starts=starts,
            ends=ends,
            weeks=form.weeks.data or 1,
            zone=series.site.zone,
        )
        place = form.place.data or ""
        added = add_meetings(
            series=series, spans=spans, place=place, actor=actor, now=now
        )
        return str(len(added))

    number = do_once(
        add,
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=actor.public_id,
    )
    return int(number)


def _list_page(series: Series, form: MeetingsForm) -> str:
    if not form.place.data and series.meetings:
        form.place.data = series.meetings[-1].place
    return render_template(
        "staff/series_meetings.html",
        series=series,
        row=row_of(series, now=clock.now()),
        zone=series.site.zone,
        form=form,
        removing=Form(),
    )
