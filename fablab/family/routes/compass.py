"""The pupil's own view: "My maker compass", before and after a series."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import (
    compasses,
    instrument,
    open_occasions,
)
from fablab.assessments.services.compass import keep_compass
from fablab.family.forms.compass import CompassForm, compass_form
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.registrations.models import Registration
from fablab.registrations.queries.family import own_registration
from fablab.series.queries import text_of
from fablab.web.language import current_language
from fablab.web.mishaps import worded

YOUNG = 10
"""Up to this age, in years, the questions come one at a time where a script can."""


@bp.get("/registrations/<public_id>/compass")
@requires(Right.SEE_FAMILY)
def compass(public_id: str) -> str:
    """Say what the compass is, what can be answered now, and what was answered."""
    line = own_registration(public_id, guardian=own_guardian())
    registration = line.registration
    now, language = clock.now(), current_language()
    return render_template(
        "family/compass.html",
        registration=registration,
        decides=line.decides,
        pupil=registration.pupil,
        text=text_of(registration.series, language),
        asked=instrument(language),
        open=open_occasions(registration, now=now),
        given=compasses([registration.id]).get(registration.id, {}),
    )


@bp.route("/registrations/<public_id>/compass/<occasion>", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def compass_questions(public_id: str, occasion: str) -> ResponseReturnValue:
    """Ask the questions of one occasion, and keep what is answered."""
    registration, when = _registration(public_id), _occasion(occasion)
    asked = instrument(current_language(), occasion=when)
    form = compass_form(asked, when)
    if form.validate_on_submit() and _keep(public_id, when, form):
        flash(_("Thank you! Your compass is saved."), "ok")
        return redirect(url_for(".compass", public_id=public_id), code=303)
    page = render_template(
        "family/compass_questions.html",
        registration=registration,
        pupil=registration.pupil,
        occasion=when,
        asked=asked,
        form=form,
        one_at_a_time=registration.pupil.age_on(clock.now().date()) <= YOUNG,
        is_open=when in open_occasions(registration, now=clock.now()),
    )
    return page, 422 if form.errors else 200


def _registration(public_id: str) -> Registration:
    return own_registration(
        public_id, guardian=own_guardian(), deciding=True
    ).registration


def _occasion(name: str) -> Occasion:
    try:
        return Occasion(name)
    except ValueError as unknown:
        raise NotFound(N_("There is no such questionnaire.")) from unknown


def _keep(public_id: str, occasion: Occasion, form: CompassForm) -> bool:
    """Store the answers; False, with the reason in the form, if a rule says no."""
    try:
        with unit_of_work():
            keep_compass(
                registration=_registration(public_id),
                occasion=occasion,
                answers=form.answers(),
                language=current_language(),
                signed_in=account_of(current_actor()),
                now=clock.now(),
                **form.words(),
            )
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return False
    return True
