"""Inviting the second guardian, and giving a pupil of age an account of their own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.family.forms.people import InvitationForm, OwnAccountForm
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.family.routes.people import deciding
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.people.models import Guardian, Pupil, Relation
from fablab.people.queries import namesakes, pupils_of
from fablab.people.queries.invitations import (
    lacks_a_guardian,
    open_invitations,
    own_invitation,
)
from fablab.people.services.invitations import invite as send_invitations
from fablab.people.services.invitations import take_back as end_invitation
from fablab.registrations.services.coming_of_age import eighteenth_birthday
from fablab.web.forms import ButtonForm, OnceForm
from fablab.web.mishaps import worded
from fablab.web.times import short_day


@bp.route("/invitations", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def invite() -> ResponseReturnValue:
    """Show what is open; on a POST, ask somebody to answer for pupils, too."""
    guardian, form = own_guardian(), InvitationForm()
    pupils = _who_lack_one(guardian)
    form.offer(pupils)
    if form.validate_on_submit():
        relation = Relation(form.relation.data)
        if _send(
            form,
            guardian,
            form.chosen(),
            name=str(form.name.data),
            email=form.email.normal,
            relation=relation,
        ):
            flash(
                _("The invitation is on its way to %(to)s.", to=form.email.data), "ok"
            )
            return redirect(url_for(".invite"), code=303)
    page = render_template(
        "family/invitations.html",
        form=form if pupils else None,
        invitations=open_invitations(guardian, now=clock.now()),
    )
    return page, 422 if form.errors else 200


@bp.post("/invitations/<public_id>/take-back")
@requires(Right.SEE_FAMILY)
def take_back(public_id: str) -> ResponseReturnValue:
    """End an invitation that nobody has answered yet."""
    guardian, now = own_guardian(), clock.now()
    invitation = own_invitation(public_id, guardian=guardian, now=now)
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            end_invitation(invitation=invitation, by=current_actor().public_id, now=now)
        flash(_("The invitation is taken back: its link opens nothing now."), "ok")
    return redirect(url_for(".invite"), code=303)


@bp.route("/pupils/<public_id>/own-account", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def own_account(public_id: str) -> ResponseReturnValue:
    """Give a pupil who is soon of age an account of their own."""
    guardian, pupil = deciding(public_id)
    form = OwnAccountForm()
    if form.validate_on_submit() and _send(
        form,
        guardian,
        [pupil],
        name=pupil.full_name,
        email=form.email.normal,
        relation=Relation.SELF,
    ):
        _say_sent(form)
        return redirect(url_for(".people", public_id=public_id), code=303)
    page = render_template(
        "family/people_own_account.html",
        pupil=pupil,
        day=eighteenth_birthday(pupil.birth_date),
        form=form,
    )
    return page, 422 if form.errors else 200


def _who_lack_one(guardian: Guardian) -> list[tuple[Pupil, str]]:
    pupils = pupils_of(guardian, deciding=True)
    lacking, same = lacks_a_guardian([p.id for p in pupils]), namesakes(pupils)
    return [
        (pupil, f"{pupil.full_name}, {short_day(pupil.birth_date)}")
        if pupil.id in same
        else (pupil, pupil.full_name)
        for pupil in pupils
        if pupil.id in lacking
    ]


def _say_sent(form: InvitationForm | OwnAccountForm) -> None:
    flash(_("The invitation is on its way to %(to)s.", to=form.email.normal), "ok")


def _send(
    form: OnceForm,
    guardian: Guardian,
    pupils: list[Pupil],
    *,
    name: str,
    email: str,
    relation: Relation,
) -> bool:
    """Whether the invitations are on their way; else the form says why not."""
    now = clock.now()

    def act() -> str:
        sent = send_invitations(
            pupils=pupils,
            guardian=guardian,
            email=email,
            name=name,
            relation=relation,
            now=now,
        )
        return sent[0].public_id

    try:
        do_once(
            act,
            key=form.submission_key.data,
            content=form.content(),
            now=now,
            sender=guardian.account.public_id,
        )
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return False
    return True
