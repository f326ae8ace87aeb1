"""The people around a pupil, and what a guardian changes about them."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.family.forms.people import EmergencyForm, GuardianForm, PupilForm
from fablab.family.queries.people import people_around
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import (
    home_site,
    own_guardianship,
    own_pupil,
    schools,
)
from fablab.people.services import change_guardian, change_school
from fablab.people.services.collectors import keep_emergency_contact
from fablab.people.services.standings import refuse_unless_others_decide
from fablab.people.wording import COLLECTOR_NAMES, RELATION_NAMES
from fablab.registrations.services.coming_of_age import local_today
from fablab.registrations.services.parting import leave as part
from fablab.registrations.services.pupil_data import change_pupil
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.get("/pupils/<public_id>/people")
@requires(Right.SEE_FAMILY)
def people(public_id: str) -> str:
    """Who answers for the pupil, who may collect, whom to call."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian)
    return render_template(
        "family/people.html",
        pupil=pupil,
        guardian=guardian,
        around=people_around(pupil, guardian, today=today(), now=clock.now()),
        relations=RELATION_NAMES,
        collector_words=COLLECTOR_NAMES,
    )


@bp.route("/me", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def me() -> ResponseReturnValue:
    """Change one's own name and telephone number."""
    guardian = own_guardian()
    form = GuardianForm(name=guardian.account.name, phone=guardian.phone)
    form.phone.country = country()
    if form.validate_on_submit():
        with unit_of_work():
            change_guardian(
                guardian=guardian, name=str(form.name.data), phone=form.phone.normal
            )
        flash(_("Saved."), "ok")
        return redirect(url_for(".home"), code=303)
    page = render_template("family/people_me.html", form=form, guardian=guardian)
    return page, 422 if form.errors else 200


@bp.route("/pupils/<public_id>/data", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def data(public_id: str) -> ResponseReturnValue:
    """Change the pupil's name, birth date, school and class."""
    pupil = own_pupil(public_id, guardian=own_guardian(), deciding=True)
    form = PupilForm(
        given_name=pupil.given_name,
        family_name=pupil.family_name,
        birth_date=pupil.birth_date,
        school=pupil.school.public_id if pupil.school else "",
        class_name=pupil.class_name,
    )
    form.offer(schools())
    if form.validate_on_submit():
        try:
            _keep_data(pupil, form)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(_("Saved. Lists show it from now on."), "ok")
            return redirect(url_for(".people", public_id=public_id), code=303)
    page = render_template("family/people_data.html", pupil=pupil, form=form)
    return page, 422 if form.errors else 200


@bp.route("/pupils/<public_id>/emergency", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def emergency(public_id: str) -> ResponseReturnValue:
    """Say whom to call when this guardian cannot be reached."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian)
    guardianship = own_guardianship(pupil, guardian=guardian)
    form = EmergencyForm(
        name=guardianship.emergency_name, phone=guardianship.emergency_phone
    )
    form.phone.country = country()
    if form.validate_on_submit():
        with unit_of_work():
            keep_emergency_contact(
                guardianship=guardianship,
                name=form.name.data or "",
                phone=form.phone.normal,
            )
        flash(_("Saved."), "ok")
        return redirect(url_for(".people", public_id=public_id), code=303)
    page = render_template("family/people_emergency.html", pupil=pupil, form=form)
    return page, 422 if form.errors else 200


@bp.route("/pupils/<public_id>/leave", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def leave(public_id: str) -> ResponseReturnValue:
    """Say what no longer answering for the pupil means; on a POST, do it."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian)
    refuse_unless_others_decide(guardian=guardian, pupil=pupil)
    form = ButtonForm()
    if form.validate_on_submit():
        with unit_of_work():
            part(guardian=guardian, pupil=pupil, now=clock.now())
        name = pupil.given_name
        flash(_("You no longer answer for %(name)s.", name=name), "ok")
        return redirect(url_for(".home"), code=303)
    return render_template("family/people_leave.html", pupil=pupil, form=form)


def today() -> date:
    """The date at the FabLab."""
    return local_today(clock.now())


def country() -> str:
    """Where telephone numbers without a prefix belong."""
    site = home_site()
    return site.country if site else ""


def deciding(public_id: str) -> tuple[Guardian, Pupil]:
    """The guardian who is signed in, and a pupil for whom they decide."""
    guardian = own_guardian()
    return guardian, own_pupil(public_id, guardian=guardian, deciding=True)


def _keep_data(pupil: Pupil, form: PupilForm) -> None:
    with unit_of_work():
        change_pupil(
            pupil=pupil,
            language=current_language(),
            by=current_actor().public_id,
            now=clock.now(),
            **form.names(),
        )
        change_school(
            pupil=pupil,
            school=form.chosen_school(),
            class_name=form.class_name.data or "",
        )
