"""Who must not collect a pupil, as one guardian tells us; the other reads nothing."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.family.forms.people import FamilyBarForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.submissions import do_once
from fablab.people.queries import own_pupil
from fablab.people.queries.barred import barred_of, barred_person_of
from fablab.people.services.barred import bar_person, lift_bar
from fablab.web.current import current_installation


@bp.route("/pupils/<public_id>/barred", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def barred(public_id: str) -> ResponseReturnValue:
    """Show whom this guardian has barred from collecting; on a POST, bar somebody."""
    form = FamilyBarForm()
    cipher = current_installation().cipher
    guardian = own_guardian()
    pupil = own_pupil(public_id, guardian=guardian, deciding=True)
    if form.validate_on_submit():
        now = clock.now()
        do_once(
            lambda: (
                bar_person(
                    pupil=pupil,
                    name=str(form.name.data),
                    note=form.note.data or "",
                    by=guardian.account,
                    cipher=cipher,
                    now=now,
                ).public_id
            ),
            key=form.submission_key.data,
            content=form.content(),
            now=now,
            sender=guardian.account.public_id,
        )
        flash(_("Saved. It counts from this moment."), "ok")
        return redirect(url_for(".barred", public_id=public_id), code=303)
    page = render_template(
        "family/people_barred.html",
        pupil=pupil,
        barred=barred_of(pupil, cipher=cipher, told_by=guardian.account),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/pupils/<public_id>/barred/<barred_id>")
@requires(Right.SEE_FAMILY)
def lift_barred(public_id: str, barred_id: str) -> ResponseReturnValue:
    """Take back what this guardian has told."""
    with unit_of_work():
        guardian = own_guardian()
        pupil = own_pupil(public_id, guardian=guardian, deciding=True)
        account = guardian.account
        person = barred_person_of(pupil, barred_id, told_by=account)
        lift_bar(person=person, by=account, now=clock.now())
    flash(_("Saved. It counts from this moment."), "ok")
    return redirect(url_for(".barred", public_id=public_id), code=303)
