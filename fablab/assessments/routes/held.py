"""Levels from a tablet that do not count yet: counted after all, or dropped."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.errors import NotAChoice, NoteMissing
from fablab.assessments.queries.tablet import held_level
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.services.held import count_held, drop_held
from fablab.checkin.queries.attendance import staff_meeting
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import Conflict
from fablab.web.mishaps import worded


@bp.post("/held/<uuid:event_id>/count")
@requires(Right.OBSERVE)
def count(public_id: str, event_id: str) -> ResponseReturnValue:
    """Count the level as it was given, if the rules allow it by now."""
    actor = current_actor()
    try:
        with unit_of_work():
            meeting = staff_meeting(public_id, actor=actor)
            held = held_level(str(event_id), meeting=meeting)
            count_held(held=held, by=account_of(actor), now=clock.now())
        flash(_("The level counts now."), "ok")
    except NoteMissing as refusal:
        for reason in refusal.refusals.values():
            flash(worded(reason), "warn")
    except (Conflict, NotAChoice) as refusal:
        flash(worded(refusal), "warn")
    return redirect(url_for(".levels", public_id=public_id), code=303)


@bp.post("/held/<uuid:event_id>/drop")
@requires(Right.OBSERVE)
def drop(public_id: str, event_id: str) -> ResponseReturnValue:
    """Let the level not count; it stays on record."""
    actor = current_actor()
    with unit_of_work():
        meeting = staff_meeting(public_id, actor=actor)
        held = held_level(str(event_id), meeting=meeting)
        drop_held(held=held, by=account_of(actor), now=clock.now())
    flash(_("The level does not count."), "ok")
    return redirect(url_for(".levels", public_id=public_id), code=303)
