"""The coordinator's page of tablets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

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
from fablab.sites.models import Site
from fablab.web.forms import ButtonForm
from fablab.web.qr import qr_svg
from fablab.web.times import clock_time

_CODE: Final = "kiosk_code"
WRONG_CLOCK: Final = 120
"""So many seconds a tablet's clock may be wrong before the list says so."""


@dataclass(frozen=True, kw_only=True)
class NewCode:
    """A code that this browser has just made: for which site, until when, as a QR.

    The QR opens the tablet's page with the code behind the address's `#`, which no
    server ever sees.
    """

    code: str
    site: str
    ends: str
    svg: Markup


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
            code = make_kiosk_code(site=site, made_by=account_of(actor), now=now)
            session[_CODE] = {
                "code": code,
                "site": site.slug,
                "ends_at": (now + CODE_LASTS).isoformat(),
            }
        return redirect(url_for("checkin.kiosks", _anchor="code"), code=303)
    page = render_template(
        "checkin/kiosks.html",
        form=form,
        kiosks=kiosks_of(actor, now=now),
        new_code=_new_code(own_sites(actor), now=now),
        wrong_clock=WRONG_CLOCK,
        revoke_form=ButtonForm(),
    )
    return page, 422 if form.errors else 200


def _new_code(sites: Sequence[Site], *, now: datetime) -> NewCode | None:
    """The code that this browser made last, as long as it can be used."""
    kept = session.get(_CODE)
    site = next((s for s in sites if kept and s.slug == kept["site"]), None)
    if kept is None or site is None:
        return None
    ends_at = datetime.fromisoformat(kept["ends_at"])
    if now >= ends_at:
        session.pop(_CODE)
        return None
    address = url_for("checkin.kiosk", _external=True, _anchor=kept["code"])
    return NewCode(
        code=grouped(kept["code"], 4),
        site=site.name,
        ends=clock_time(ends_at, site.zone),
        svg=qr_svg(address, label=_("QR code that opens the check-in page")),
    )


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
