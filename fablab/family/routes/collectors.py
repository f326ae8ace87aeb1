"""Who may collect a pupil, as a guardian says and takes back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.family.forms.people import CollectorForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.family.routes.people import country, today
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.people.models import CollectorRelation, Guardian, Pupil
from fablab.people.queries import own_pupil
from fablab.people.queries.collectors import collectors_of, own_collector
from fablab.people.queries.invitations import decides_for
from fablab.people.services.collectors import name_collector, remove_collector
from fablab.people.wording import COLLECTOR_NAMES
from fablab.web.forms import ButtonForm
from fablab.web.mishaps import worded


@bp.route("/pupils/<public_id>/collectors", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def collectors(public_id: str) -> ResponseReturnValue:
    """Show who may collect the pupil; on a POST, add somebody."""
    guardian, form = own_guardian(), CollectorForm()
    pupil = own_pupil(public_id, guardian=guardian, deciding=form.is_submitted())
    day = today()
    form.offer(today=day, country=country())
    if form.validate_on_submit():
        try:
            _name(pupil, guardian, form)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            name = form.name.data
            flash(_("%(name)s may collect from now on.", name=name), "ok")
            return redirect(url_for(".collectors", public_id=public_id), code=303)
    page = render_template(
        "family/people_collectors.html",
        pupil=pupil,
        guardian=guardian,
        collectors=collectors_of(pupil, today=day),
        decides=decides_for(guardian, pupil),
        words=COLLECTOR_NAMES,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/collectors/<public_id>/remove")
@requires(Right.SEE_FAMILY)
def remove_collector_page(public_id: str) -> ResponseReturnValue:
    """Let somebody collect no more."""
    guardian = own_guardian()
    collector = own_collector(public_id, guardian=guardian)
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            remove_collector(collector=collector, guardian=guardian, now=clock.now())
        flash(_("%(name)s may no longer collect.", name=collector.name), "ok")
    back = url_for(".collectors", public_id=collector.pupil.public_id)
    return redirect(back, code=303)


def _name(pupil: Pupil, guardian: Guardian, form: CollectorForm) -> None:
    first, last = form.days()
    now = clock.now()
    do_once(
        lambda: (
            name_collector(
                pupil=pupil,
                guardian=guardian,
                name=str(form.name.data),
                phone=form.phone.normal,
                relation=CollectorRelation(form.relation.data),
                valid_from=first,
                valid_until=last,
                now=now,
            ).public_id
        ),
        key=form.submission_key.data,
        content=form.content(),
        now=now,
        sender=guardian.account.public_id,
    )
