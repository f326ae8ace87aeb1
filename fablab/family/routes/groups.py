"""Coming with friends: a code to share, and going on alone."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import requires
from fablab.accounts.matrix import Right
from fablab.family.errors import FriendsDecideToo
from fablab.family.forms.workshops import GroupForm
from fablab.family.queries.registration import group_view
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.errors import N_, DomainError
from fablab.kernel.submissions import do_once
from fablab.people.models import Guardian
from fablab.registrations.models import Registration
from fablab.registrations.queries.family import own_registration
from fablab.registrations.services.groups import (
    join_group,
    leave_group,
    make_group,
    split_group,
)
from fablab.web.mishaps import worded


@bp.post("/registrations/<public_id>/group")
@requires(Right.SEE_FAMILY)
def group(public_id: str) -> ResponseReturnValue:
    """Make a code for friends, join theirs, go on alone, or let all go on alone."""
    guardian, form = own_guardian(), GroupForm()
    registration = own_registration(
        public_id, guardian=guardian, deciding=True
    ).registration
    back = redirect(
        url_for(".registration", public_id=public_id, _anchor="friends"), code=303
    )
    if not form.validate_on_submit():
        flash(_("That did not arrive. Please press the button again."), "warn")
        return back
    act = _ACTS[form.act.data]
    now = clock.now()

    def once() -> str:
        act(registration, guardian, form)
        return public_id

    try:
        do_once(
            once,
            key=form.submission_key.data,
            content=form.content(),
            now=now,
            sender=guardian.public_id,
        )
    except DomainError as refusal:
        flash(worded(refusal), "bad")
    return back


def _make(registration: Registration, guardian: Guardian, form: GroupForm) -> None:
    del guardian, form
    make_group(registration=registration, now=clock.now())


def _join(registration: Registration, guardian: Guardian, form: GroupForm) -> None:
    del guardian
    join_group(registration=registration, code=form.code.data or "")


def _leave(registration: Registration, guardian: Guardian, form: GroupForm) -> None:
    del guardian, form
    leave_group(registration=registration)


def _split(registration: Registration, guardian: Guardian, form: GroupForm) -> None:
    del form
    view = group_view(registration, guardian=guardian)
    if view is None or registration.group is None:
        return
    if not view.all_own:
        raise FriendsDecideToo(
            N_("Your friends wait in this group too. You can leave it alone.")
        )
    split_group(group=registration.group)


_ACTS: Mapping[str, Callable[[Registration, Guardian, GroupForm], None]] = {
    "make": _make,
    "join": _join,
    "leave": _leave,
    "split": _split,
}
