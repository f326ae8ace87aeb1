"""What a coordinator turns on and off: levels for families, looking back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.reports.forms import YES, SwitchForm
from fablab.reports.routes.blueprint import bp
from fablab.series.queries.own import get_own_series
from fablab.series.services.switches import Switch, turn


@bp.post("/staff/series/<slug>/sheets/levels")
@requires(Right.EDIT_SERIES)
def levels_shown(slug: str) -> ResponseReturnValue:
    """Let the families of the series see levels, or only work, words and attendance."""
    _turn(
        slug,
        Switch.LEVELS_SHOWN,
        on=_("Families of this workshop see levels now."),
        off=_("Families of this workshop do not see levels any more."),
    )
    return redirect(url_for(".sheets", slug=slug), code=303)


@bp.post("/staff/series/<slug>/compass/looking-back")
@requires(Right.EDIT_SERIES)
def looking_back(slug: str) -> ResponseReturnValue:
    """Ask the pupils to look back at the end, or stop asking."""
    _turn(slug, Switch.LOOKING_BACK, on=_("Saved."), off=_("Saved."))
    return redirect(url_for(".compass", slug=slug), code=303)


def _turn(slug: str, switch: Switch, *, on: str, off: str) -> None:
    """Turn it as the button says; `on` and `off` are told then."""
    actor, form = current_actor(), SwitchForm()
    if not form.validate_on_submit():
        get_own_series(slug, actor)
        return
    is_on = form.on.data == YES
    with unit_of_work():
        series = get_own_series(slug, actor, lock=True)
        turn(series=series, switch=switch, to=is_on, actor=actor, now=clock.now())
    flash(on if is_on else off, "ok")
