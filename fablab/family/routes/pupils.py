"""The health note of one pupil: written, replaced, removed, never shown."""

from collections.abc import Collection

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.models import Purpose
from fablab.consent.queries import may
from fablab.family.forms.workshops import HealthNoteForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.people.models import HealthTopic, Pupil
from fablab.people.queries import has_health_note, own_pupil
from fablab.people.services import change_health_note
from fablab.web.current import current_installation
from fablab.web.forms import ButtonForm


@bp.route("/pupils/<public_id>/health", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def health(public_id: str) -> ResponseReturnValue:
    """Write what staff must know anew; what was there before is not shown."""
    pupil = own_pupil(public_id, guardian=own_guardian(), deciding=True)
    form = HealthNoteForm()
    if form.validate_on_submit():
        topics = [HealthTopic(name) for name in form.topics.data or []]
        _keep_note(pupil, form.note.data or "", topics)
        if may(pupil, Purpose.HEALTH_NOTE, now=clock.now()):
            flash(_("Thank you. Our team reads it before the next meeting."), "ok")
        else:
            flash(
                _("The note is kept. Now say below that our team may use it."), "warn"
            )
        back = url_for(".pupil", public_id=public_id, _anchor="allowed")
        return redirect(back, code=303)
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
    pupil = own_pupil(public_id, guardian=own_guardian(), deciding=True)
    if ButtonForm().validate_on_submit():
        _keep_note(pupil, "")
        flash(_("The health note is removed."), "ok")
    return redirect(url_for(".pupil", public_id=public_id), code=303)


def _keep_note(pupil: Pupil, text: str, topics: Collection[HealthTopic] = ()) -> None:
    with unit_of_work():
        change_health_note(
            pupil=pupil,
            text=text,
            topics=topics,
            by=current_actor().public_id,
            cipher=current_installation().cipher,
            now=clock.now(),
        )
