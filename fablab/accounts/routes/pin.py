"""The page where staff get the PIN that they type at the tablet."""

from typing import Final

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.pins import has_pin, make_pin, remove_pin
from fablab.accounts.queries import account_of
from fablab.accounts.routes.blueprint import bp
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_settings
from fablab.web.forms import ButtonForm

_NEW: Final = "new_pin"


@bp.get("/staff/pin")
@requires(Right.TAKE_ATTENDANCE)
def pin() -> str:
    """Say whether there is a PIN, and show one that was made a moment ago, once."""
    return render_template(
        "accounts/pin.html",
        new_pin=session.pop(_NEW, None),
        has_pin=has_pin(account_of(current_actor())),
    )


@bp.post("/staff/pin")
@requires(Right.TAKE_ATTENDANCE)
def renew_pin() -> ResponseReturnValue:
    """Make a new PIN; the one before opens nothing any more."""
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            session[_NEW] = make_pin(
                account=account_of(current_actor()),
                secret=current_settings().secret_key,
                now=clock.now(),
            )
    return redirect(url_for("accounts.pin"), code=303)


@bp.post("/staff/pin/remove")
@requires(Right.TAKE_ATTENDANCE)
def drop_pin() -> ResponseReturnValue:
    """Have no PIN any more."""
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            remove_pin(account=account_of(current_actor()), now=clock.now())
        flash(_("You have no PIN any more."), "ok")
    return redirect(url_for("accounts.pin"), code=303)
