"""Ending a series that will not take place, or letting it run with few."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError, NotFound
from fablab.registrations.queries.staff import counts_in
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services.staff import cancel_series, run_anyway
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded

SERIES = "/staff/series/<slug>"


@bp.route(f"{SERIES}/cancel", methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def cancel_whole(slug: str) -> ResponseReturnValue:
    """Say what cancelling a series means; on a POST, do so and tell every family."""
    actor, form = current_actor(), ButtonForm()
    series = get_own_series(slug, actor)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                ended = cancel_series(
                    series=get_own_series(slug, actor),
                    by=account_of(actor),
                    now=clock.now(),
                )
        except NotFound:
            raise
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            series = get_own_series(slug, actor)
        else:
            flash(
                ngettext(
                    "The workshop is cancelled, and with it %(num)s registration.",
                    "The workshop is cancelled, and with it %(num)s registrations.",
                    ended,
                )
                if ended
                else _("The workshop is cancelled."),
                "ok",
            )
            return redirect(url_for("series.overview", slug=slug), code=303)
    page = render_template(
        "registrations/staff_cancel_series.html",
        series=series,
        text=text_of(series, current_language()),
        counts=counts_in(series),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{SERIES}/run-anyway")
@requires(Right.EDIT_SERIES)
def let_it_run(slug: str) -> ResponseReturnValue:
    """Decide that the series takes place though too few pupils come."""
    actor = current_actor()
    with unit_of_work():
        series = get_own_series(slug, actor)
        run_anyway(series=series, by=account_of(actor), now=clock.now())
    flash(_("The workshop takes place. We will not ask again."), "ok")
    return redirect("/staff/", code=303)
