"""Signing out."""

from flask import flash, redirect, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from fablab.accounts.access import current_actor, public, stop_browsing
from fablab.accounts.routes.blueprint import bp
from fablab.accounts.services import sign_out
from fablab.audit.services import record_event
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work


@bp.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    """End this browser's sign-in; somebody who is not signed in loses nothing."""
    if current_user.is_authenticated:
        actor, now = current_actor(), clock.now()
        token = stop_browsing()
        with unit_of_work():
            sign_out(token=str(token), now=now)
            if not actor.is_family_only:
                record_event(
                    actor=actor.public_id,
                    action="account.sign_out",
                    subject_kind="account",
                    subject=actor.public_id,
                    now=now,
                )
    session.clear()
    flash(_("You are signed out."), "ok")
    return redirect("/", code=303)
