"""The registrations of a series, for the coordinator."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.models import Purpose
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import CancelReason
from fablab.registrations.queries.places import first_day
from fablab.registrations.queries.staff import (
    registrations_in,
    staff_registration,
)
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import cancel_registration
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language


@bp.get("/staff/series/<slug>/registrations")
@requires(Right.SEE_REGISTRATIONS)
def staff_list(slug: str) -> str:
    """Who takes part, who waits, how to reach the families, what they allow."""
    series = get_own_series(slug, current_actor())
    return render_template(
        "registrations/staff_list.html",
        series=series,
        text=text_of(series, current_language()),
        lines=registrations_in(series, now=clock.now()),
        first_day=first_day(series),
        purposes=Purpose,
    )


@bp.route("/staff/registrations/<public_id>/cancel", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def staff_cancel(public_id: str) -> ResponseReturnValue:
    """Say what cancelling means; on a POST, cancel and let the waiting list move up."""
    registration = staff_registration(public_id, actor=current_actor())
    form, slug = ButtonForm(), registration.series.slug
    name = registration.pupil.given_name
    if form.validate_on_submit():
        with unit_of_work():
            cancel_registration(
                registration=registration,
                reason=CancelReason.BY_STAFF,
                now=clock.now(),
                by=current_actor().public_id,
            )
        flash(_("The registration of %(name)s is cancelled.", name=name), "ok")
        return redirect(url_for(".staff_list", slug=slug), code=303)
    return render_template(
        "registrations/staff_cancel.html",
        registration=registration,
        text=text_of(registration.series, current_language()),
        form=form,
    )
