"""One registration of the family: it is done, and it can be cancelled."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.family.errors import SeriesIsOver
from fablab.family.forms.workshops import GroupForm
from fablab.family.queries.home import is_over
from fablab.family.queries.registration import group_view, registration_page
from fablab.family.routes.blueprint import bp, own_guardian, title_of
from fablab.kernel import clock
from fablab.kernel.codes import grouped
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_
from fablab.registrations.models import CancelReason, RegistrationStatus
from fablab.registrations.queries.family import own_registration
from fablab.registrations.services import cancel_registration
from fablab.registrations.services.ending import consequences_of
from fablab.series.queries import live_meetings, text_of
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language


@bp.get("/registrations/<public_id>")
@requires(Right.SEE_FAMILY)
def registration(public_id: str) -> str:
    """How one registration stands, its dates, its friends, and what can be done."""
    page = registration_page(public_id, guardian=own_guardian(), now=clock.now())
    return render_template(
        "family/registration.html",
        page=page,
        line=page.line,
        registration=page.line.registration,
        pupil=page.line.registration.pupil,
        series=page.line.registration.series,
        text_of=title_of(),
        make_form=GroupForm,
        grouped=grouped,
    )


@bp.get("/registrations/<public_id>/done")
@requires(Right.SEE_FAMILY)
def done(public_id: str) -> str:
    """Say what was reached, and hand out the card and the dates."""
    line = own_registration(public_id, guardian=own_guardian())
    series = line.registration.series
    return render_template(
        "family/done.html",
        line=line,
        registration=line.registration,
        pupil=line.registration.pupil,
        series=series,
        text=text_of(series, current_language()),
        meetings=live_meetings(series),
    )


@bp.route("/registrations/<public_id>/cancel", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def cancel(public_id: str) -> ResponseReturnValue:
    """Say what cancelling means; on a POST, cancel."""
    guardian = own_guardian()
    line = own_registration(public_id, guardian=guardian, deciding=True)
    registration, now = line.registration, clock.now()
    if registration.status is RegistrationStatus.CANCELLED:
        return redirect(url_for(".home"), code=303)
    if is_over(registration, now=now):
        raise SeriesIsOver(N_("This workshop is over: there is nothing to cancel."))
    form = ButtonForm()
    if form.validate_on_submit():
        waits = registration.status is RegistrationStatus.WAITLISTED
        name = registration.pupil.given_name
        with unit_of_work():
            cancel_registration(
                registration=registration,
                reason=CancelReason.LEFT_LIST if waits else CancelReason.BY_FAMILY,
                now=now,
                by=current_actor().public_id,
            )
        flash(_("The registration of %(name)s is cancelled.", name=name), "ok")
        return redirect(url_for(".home"), code=303)
    return render_template(
        "family/cancel.html",
        line=line,
        registration=registration,
        text=text_of(registration.series, current_language()),
        means=consequences_of(registration, now=now),
        group=group_view(registration, guardian=guardian),
        form=form,
    )
