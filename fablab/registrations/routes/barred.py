"""Who must not collect a pupil, as the coordinator takes it down."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.submissions import do_once
from fablab.people.queries.barred import barred_person_of
from fablab.people.services.barred import bar_person, lift_bar
from fablab.registrations.forms.guardians import BarForm
from fablab.registrations.queries.guardians import coordinated_pupil
from fablab.registrations.routes.blueprint import bp
from fablab.web.current import current_installation


@bp.route("/staff/pupils/<public_id>/barred", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def bar(public_id: str) -> ResponseReturnValue:
    """Take down somebody who must not collect the pupil."""
    actor, form = current_actor(), BarForm()
    if form.validate_on_submit():
        now = clock.now()
        do_once(
            lambda: (
                bar_person(
                    pupil=coordinated_pupil(public_id, actor=actor),
                    name=str(form.name.data),
                    note=form.note.data or "",
                    by=account_of(actor),
                    cipher=current_installation().cipher,
                    now=now,
                ).public_id
            ),
            key=form.submission_key.data,
            content=form.content(),
            now=now,
            sender=actor.public_id,
        )
        flash(_("Saved. It counts from this moment."), "ok")
        return redirect(url_for(".guardians", public_id=public_id), code=303)
    pupil = coordinated_pupil(public_id, actor=actor)
    page = render_template("registrations/bar.html", pupil=pupil, form=form)
    return page, 422 if form.errors else 200


@bp.post("/staff/pupils/<public_id>/barred/<barred_id>")
@requires(Right.SEE_REGISTRATIONS)
def lift(public_id: str, barred_id: str) -> ResponseReturnValue:
    """Let somebody collect the pupil again as far as this goes."""
    actor = current_actor()
    with unit_of_work():
        pupil = coordinated_pupil(public_id, actor=actor)
        person = barred_person_of(pupil, barred_id)
        lift_bar(person=person, by=account_of(actor), now=clock.now())
    flash(_("Saved. It counts from this moment."), "ok")
    return redirect(url_for(".guardians", public_id=public_id), code=303)
