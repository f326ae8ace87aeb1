"""Not coming, in one tap; and coming after all, in another one."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.checkin.services.absence import announce_absence, take_back_absence
from fablab.family.forms.workshops import AbsenceForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.registrations.models import Registration
from fablab.registrations.queries.family import own_registration
from fablab.series.models import Meeting
from fablab.web.mishaps import worded


@bp.post("/registrations/<public_id>/absence")
@requires(Right.SEE_FAMILY)
def absence(public_id: str) -> ResponseReturnValue:
    """Say that the pupil will miss a meeting, or come to it after all."""
    guardian = own_guardian()
    registration = own_registration(
        public_id, guardian=guardian, deciding=True
    ).registration
    form = AbsenceForm()
    back = redirect(_page(form, public_id), code=303)
    if not form.validate_on_submit():
        flash(_("That did not arrive. Please press the button again."), "warn")
        return back
    stays_away = form.coming.data == "no"
    say = announce_absence if stays_away else take_back_absence
    name = registration.pupil.given_name
    try:
        with unit_of_work():
            say(
                registration=registration,
                meeting=_meeting(registration, form.meeting.data or ""),
                guardian=guardian,
                now=clock.now(),
            )
    except DomainError as refusal:
        flash(worded(refusal), "bad")
        return back
    if stays_away:
        told = _("Thank you. Our team knows that %(name)s is not coming.", name=name)
        flash(told, "ok")
    else:
        flash(_("Good! %(name)s is expected again.", name=name), "ok")
    return back


def _page(form: AbsenceForm, public_id: str) -> str:
    if form.back.data == "registration":
        return url_for(".registration", public_id=public_id, _anchor="dates")
    return url_for(".home")


def _meeting(registration: Registration, public_id: str) -> Meeting:
    for meeting in registration.series.meetings:
        if meeting.public_id == public_id:
            return meeting
    raise NotFound(N_("There is no such meeting."))
