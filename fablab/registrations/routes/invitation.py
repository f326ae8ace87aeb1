"""The link of an invitation: who asks, for which child, and two buttons."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import public, start_browsing_as
from fablab.accounts.errors import LinkUnusable
from fablab.accounts.links import find_link, use_link
from fablab.accounts.models import LinkPurpose
from fablab.accounts.queries import actor_of
from fablab.accounts.services import FAMILY_SIGN_IN_LASTS, sign_in
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.people.errors import InvitationOver
from fablab.people.models import Invitation, Relation
from fablab.people.queries import guardian_of, home_site
from fablab.people.queries.invitations import invitation_by_id
from fablab.people.services.invitations import (
    accept_invitation,
    refuse_if_over,
    take_back,
)
from fablab.registrations.forms.guardians import AcceptForm
from fablab.registrations.routes.blueprint import bp
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded

_PURPOSE = LinkPurpose.INVITATION


@bp.route("/invitation/<link>", methods=["GET", "POST"])
@public
def invitation(link: str) -> ResponseReturnValue:
    """Show who asks and for whom; only the pressed button accepts."""
    try:
        found = _behind(link)
    except (LinkUnusable, InvitationOver) as refusal:
        return _unusable(refusal)
    form = _form_for(found)
    if form.validate_on_submit():
        try:
            token = _accept(link, form)
        except (LinkUnusable, InvitationOver) as refusal:
            return _unusable(refusal)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            return _arrive(token, found)
    page = render_template(
        "registrations/invitation.html", invitation=found, form=form, link=link
    )
    return page, 422 if form.errors else 200


@bp.post("/invitation/<link>/decline")
@public
def decline_invitation(link: str) -> ResponseReturnValue:
    """Say no; the link opens nothing any more."""
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".invitation", link=link), code=303)
    now = clock.now()
    try:
        with unit_of_work():
            found = _invitation(use_link(token=link, purpose=_PURPOSE, now=now).subject)
            take_back(invitation=found, by=found.account.public_id, now=now)
    except (LinkUnusable, InvitationOver) as refusal:
        return _unusable(refusal)
    return redirect(url_for(".invitation_declined"), code=303)


@bp.get("/invitation/declined")
@public
def invitation_declined() -> str:
    """Thank for the word."""
    return render_template("registrations/invitation_declined.html")


def _behind(link: str) -> Invitation:
    return _invitation(find_link(token=link, purpose=_PURPOSE, now=clock.now()).subject)


def _invitation(public_id: str) -> Invitation:
    found = invitation_by_id(public_id)
    refuse_if_over(found)
    assert found is not None  # noqa: S101 -- refused above
    return found


def _form_for(found: Invitation) -> AcceptForm:
    guardian = guardian_of(found.account_id)
    form = AcceptForm(
        name=found.account.name,
        phone=guardian.phone if guardian else "",
        language=current_language(),
    )
    site = home_site()
    form.phone.country = site.country if site else ""
    return form


def _accept(link: str, form: AcceptForm) -> str | None:
    """Accept and use the link up; returns the token that signs a family in.

    None for those who work here too: they need their second factor.
    """
    now = clock.now()
    with unit_of_work():
        found = _invitation(use_link(token=link, purpose=_PURPOSE, now=now).subject)
        accept_invitation(
            invitation=found,
            name=str(form.name.data),
            phone=form.phone.normal,
            language=str(form.language.data),
            now=now,
        )
        if not actor_of(found.account, today=now.date()).is_family_only:
            return None
        return sign_in(account=found.account, now=now, lasts=FAMILY_SIGN_IN_LASTS)


def _arrive(token: str | None, found: Invitation) -> ResponseReturnValue:
    if token is not None:
        start_browsing_as(token, keep=True)
    if found.relation is Relation.SELF:
        flash(_("This is your own account now."), "ok")
    else:
        name = found.pupil.given_name
        flash(_("You answer for %(name)s from now on.", name=name), "ok")
    return redirect(url_for("family.home"), code=303)


def _unusable(refusal: DomainError) -> ResponseReturnValue:
    page = render_template(
        "registrations/invitation_over.html", message=worded(refusal)
    )
    return page, refusal.status
