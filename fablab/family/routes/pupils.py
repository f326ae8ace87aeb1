"""What a guardian changes for one pupil: consents and the health note."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.audit.services import record_event
from fablab.consent.models import Purpose, Route
from fablab.consent.queries import purposes_for, shown_text
from fablab.consent.services import record_consent
from fablab.family.forms import ConsentForm, HealthNoteForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Pupil
from fablab.people.queries import has_health_note, own_pupil
from fablab.people.services import write_health_note
from fablab.web.current import current_installation
from fablab.web.forms import ButtonForm


@bp.post("/pupils/<public_id>/consents/<purpose>")
@requires(Right.SEE_FAMILY)
def give_consent(public_id: str, purpose: str) -> ResponseReturnValue:
    """Add the guardian's yes or no, which counts at once."""
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian)
    asked = _purpose(purpose, pupil)
    form = ConsentForm()
    if form.validate_on_submit():
        with unit_of_work():
            record_consent(
                guardian=guardian,
                pupil=pupil,
                text=shown_text(asked, form.text.data or ""),
                answer=form.answer.data == "yes",
                route=Route.FAMILY_PAGE,
                now=clock.now(),
            )
        flash(_("Thank you. Your answer counts from now on."), "ok")
    else:
        flash(_("That did not arrive. Please press the button again."), "warn")
    return redirect(url_for(".home", _anchor=f"pupil-{public_id}"), code=303)


@bp.route("/pupils/<public_id>/health", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def health(public_id: str) -> ResponseReturnValue:
    """Write what staff must know anew; what was there before is not shown."""
    pupil = own_pupil(public_id, guardian=own_guardian())
    form = HealthNoteForm()
    if form.validate_on_submit():
        _keep_note(pupil, form.note.data or "")
        flash(_("Thank you. Our team reads it before the next meeting."), "ok")
        return redirect(url_for(".home"), code=303)
    page = render_template(
        "family/health.html",
        pupil=pupil,
        has_note=has_health_note(pupil),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/pupils/<public_id>/health/remove")
@requires(Right.SEE_FAMILY)
def remove_note(public_id: str) -> ResponseReturnValue:
    """Remove the health note for good."""
    pupil = own_pupil(public_id, guardian=own_guardian())
    if ButtonForm().validate_on_submit():
        _keep_note(pupil, "")
        flash(_("The health note is removed."), "ok")
    return redirect(url_for(".home"), code=303)


def _keep_note(pupil: Pupil, text: str) -> None:
    now, cipher = clock.now(), current_installation().cipher
    with unit_of_work():
        write_health_note(pupil=pupil, text=text, cipher=cipher, now=now)
        record_event(
            actor=current_actor().public_id,
            action="health_note.written" if text else "health_note.removed",
            subject_kind="pupil",
            subject=pupil.public_id,
            now=now,
        )


def _purpose(name: str, pupil: Pupil) -> Purpose:
    for purpose in purposes_for(pupil):
        if purpose.value == name:
            return purpose
    raise NotFound(N_("There is no such question for this pupil."))
