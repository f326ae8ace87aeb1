"""The coordinator's page of tablets."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.audit.services import record_event
from fablab.checkin.forms import KioskCodeForm
from fablab.checkin.queries.kiosks import kiosks_of, staff_kiosk
from fablab.checkin.routes.blueprint import bp
from fablab.checkin.services.kiosks import CODE_LASTS, make_kiosk_code, revoke_kiosk
from fablab.kernel import clock
from fablab.kernel.codes import grouped
from fablab.kernel.db import unit_of_work
from fablab.series.queries.own import own_sites
from fablab.web.forms import ButtonForm
from fablab.web.times import clock_time


@bp.route("/staff/kiosks/", methods=["GET", "POST"])
@requires(Right.ENROL_KIOSKS)
def kiosks() -> ResponseReturnValue:
    """Show the tablets; on a valid POST, make a code for a new one."""
    actor, now = current_actor(), clock.now()
    form = KioskCodeForm()
    form.offer(own_sites(actor))
    if form.validate_on_submit():
        with unit_of_work():
            site = next(s for s in own_sites(actor) if s.slug == form.site.data)
            by = account_of(actor)
            code = make_kiosk_code(site=site, made_by=by, now=now)
            ends = clock_time(now + CODE_LASTS, site.zone)
            name = site.name
        flash(
            _(
                "Code for a tablet of %(site)s: %(code)s. "
                "It works once, until %(time)s.",
                site=name,
                code=grouped(code, 4),
                time=ends,
            ),
            "ok",
        )
        return redirect(url_for("checkin.kiosks"), code=303)
    page = render_template(
        "checkin/kiosks.html",
        form=form,
        kiosks=kiosks_of(actor, now=now),
        revoke_form=ButtonForm(),
    )
    return page, 422 if form.errors else 200


@bp.post("/staff/kiosks/<public_id>/revoke")
@requires(Right.ENROL_KIOSKS)
def revoke(public_id: str) -> ResponseReturnValue:
    """Sign a tablet out; it wipes its list as soon as it asks again."""
    actor, now = current_actor(), clock.now()
    with unit_of_work():
        kiosk = staff_kiosk(public_id, actor=actor)
        revoke_kiosk(kiosk=kiosk, now=now)
        record_event(
            actor=actor.public_id,
            action="kiosk.revoked",
            subject_kind="kiosk",
            subject=kiosk.public_id,
            now=now,
        )
        name = kiosk.name
    flash(_("The tablet “%(name)s” is signed out.", name=name), "ok")
    return redirect(url_for("checkin.kiosks"), code=303)
