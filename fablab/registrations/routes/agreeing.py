"""The link in the letter: check your answers, agree, and answer what is optional."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from fablab.accounts.access import (
    current_actor,
    public,
    requires,
    start_browsing_as,
)
from fablab.accounts.errors import LinkUnusable
from fablab.accounts.links import find_link, use_link
from fablab.accounts.matrix import Right
from fablab.accounts.models import LinkPurpose, OneTimeLink
from fablab.accounts.queries import actor_of
from fablab.accounts.services import FAMILY_SIGN_IN_LASTS, sign_in
from fablab.consent.models import Purpose, Route
from fablab.consent.queries import (
    shown_texts,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.people.models import Guardian
from fablab.people.queries import (
    guardian_of,
    own_guardianship,
    refuse_unless_deciding,
    signed_in_guardian,
)
from fablab.people.queries.invitations import decides_for
from fablab.people.services import change_guardian, write_health_note
from fablab.people.services.collectors import keep_emergency_contact
from fablab.registrations.errors import RegistrationOver
from fablab.registrations.forms.agreeing import AgreementForm
from fablab.registrations.models import (
    CancelReason,
    Registration,
)
from fablab.registrations.queries.family import own_registration, registration_by_id
from fablab.registrations.queries.sign_up import next_to_answer
from fablab.registrations.routes.agreeing_page import form_for, show_page
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import (
    agree,
    cancel_registration,
    confirm_address,
    lock_series,
    refuse_if_over,
)
from fablab.web.current import current_installation
from fablab.web.forms import ButtonForm
from fablab.web.mishaps import worded
from fablab.web.times import moment

_PURPOSE = LinkPurpose.CONSENT


@bp.route("/consent/<link>", methods=["GET", "POST"])
@public
def consent(link: str) -> ResponseReturnValue:
    """Show what is to be agreed to; only sending the answers uses the link up."""
    try:
        registration, guardian = _behind(_found(link))
        refuse_if_over(registration)
    except (LinkUnusable, RegistrationOver) as refusal:
        return _again(link) or _unusable(refusal)
    form, texts = form_for(registration, guardian)
    if not form.validate_on_submit():
        return show_page(registration, guardian, form, texts, link=link)
    try:
        token = _agree_by_link(link, registration, guardian, form)
    except (LinkUnusable, RegistrationOver) as refusal:
        return _again(link) or _unusable(refusal)
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return show_page(registration, guardian, form, texts, link=link)
    return _arrive(token, registration.public_id)


@bp.post("/consent/<link>/wait")
@public
def wait(link: str) -> ResponseReturnValue:
    """Keep the place for a family that wants time to answer; the link stays good."""
    here = redirect(url_for(".consent", link=link), code=303)
    if not ButtonForm().validate_on_submit():
        return here
    try:
        registration, guardian = _behind(_found(link))
        with unit_of_work():
            kept = confirm_address(
                registration=registration, guardian=guardian, now=clock.now()
            )
    except (LinkUnusable, RegistrationOver) as refusal:
        return _unusable(refusal)
    if kept.held_until:
        until = moment(kept.held_until, kept.series.site.zone)
        flash(_("We keep the place until %(moment)s.", moment=until), "ok")
    return here


@bp.post("/consent/<link>/decline")
@public
def decline(link: str) -> ResponseReturnValue:
    """Give the place, or the turn, to somebody else."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return redirect(url_for(".consent", link=link), code=303)
    try:
        registration, guardian = _behind(_found(link))
        with unit_of_work():
            lock_series(registration.series_id)
            use_link(token=link, purpose=_PURPOSE, now=clock.now())
            cancel_registration(
                registration=registration,
                reason=CancelReason.DECLINED,
                now=clock.now(),
                by=guardian.account.public_id,
            )
    except LinkUnusable as refusal:
        return _unusable(refusal)
    return redirect(url_for(".declined"), code=303)


@bp.get("/consent/declined")
@public
def declined() -> str:
    """Thank for the word: somebody else can come now."""
    return render_template("consent/declined.html")


@bp.route("/family/registrations/<public_id>/answer", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def answer(public_id: str) -> ResponseReturnValue:
    """The same for a guardian who is signed in, when the letter is out of reach."""
    guardian = signed_in_guardian(current_actor().account_id)
    registration = own_registration(public_id, guardian=guardian).registration
    refuse_unless_deciding(guardian=guardian, pupil=registration.pupil)
    refuse_if_over(registration)
    form, texts = form_for(registration, guardian)
    if not form.validate_on_submit():
        return show_page(registration, guardian, form, texts)

    def act() -> str:
        lock_series(registration.series_id)
        _agree(registration, guardian, form, route=Route.FAMILY_PAGE)
        return registration.public_id

    try:
        _once(form, act, sender=guardian.public_id)
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return show_page(registration, guardian, form, texts)
    registration = own_registration(public_id, guardian=guardian).registration
    sibling = next_to_answer(registration)
    if sibling is not None and sibling.registered_by_id == guardian.id:
        names = {"name": registration.pupil.given_name}
        names["next"] = sibling.pupil.given_name
        flash(_("%(name)s is done. Now the same for %(next)s.", **names), "ok")
        return redirect(url_for(".answer", public_id=sibling.public_id), code=303)
    return _arrive(None, registration.public_id)


def _found(link: str) -> OneTimeLink:
    return find_link(token=link, purpose=_PURPOSE, now=clock.now())


def _behind(link: OneTimeLink) -> tuple[Registration, Guardian]:
    guardian = guardian_of(link.account_id)
    registration = registration_by_id(link.subject)
    if guardian is None or not decides_for(guardian, registration.pupil):
        raise LinkUnusable
    return registration, guardian


def _agree_by_link(
    link: str, registration: Registration, guardian: Guardian, form: AgreementForm
) -> str | None:
    """Agree and use the link up; returns the token that signs a family in.

    None for those who work here too: they need their second factor.
    """
    now, tokens = clock.now(), []

    def act() -> str:
        lock_series(registration.series_id)
        use_link(token=link, purpose=_PURPOSE, now=now)
        _agree(registration, guardian, form, route=Route.LINK)
        if actor_of(guardian.account, today=now.date()).is_family_only:
            lasts = FAMILY_SIGN_IN_LASTS
            tokens.append(sign_in(account=guardian.account, now=now, lasts=lasts))
        return registration.public_id

    _once(form, act, sender=link)
    return tokens[0] if tokens else None


def _agree(
    registration: Registration,
    guardian: Guardian,
    form: AgreementForm,
    *,
    route: Route,
) -> None:
    now, pupil = clock.now(), registration.pupil
    texts = shown_texts(form.shown())
    if form.words():
        write_health_note(
            pupil=pupil,
            text=form.words(),
            topics=form.topics(),
            cipher=current_installation().cipher,
            now=now,
        )
    if "phone" in form:
        name = guardian.account.name
        change_guardian(guardian=guardian, name=name, phone=form.phone.normal)
    if "emergency_name" in form and form.emergency_name.data:
        keep_emergency_contact(
            guardianship=own_guardianship(pupil, guardian=guardian),
            name=form.emergency_name.data,
            phone=form.emergency_phone.normal,
        )
    agree(
        registration=registration,
        guardian=guardian,
        agreement=texts[Purpose.TAKING_PART],
        answers=form.answers(texts),
        route=route,
        now=now,
    )


def _once(form: AgreementForm, act: Callable[[], str], *, sender: str) -> str:
    key, content = form.submission_key.data, form.content()
    return do_once(act, key=key, content=content, now=clock.now(), sender=sender)


def _again(link: str) -> ResponseReturnValue | None:
    """The same answers sent twice lead to the same page, though the link is used."""
    form = AgreementForm()

    def refuse() -> str:
        raise LinkUnusable

    if not form.is_submitted() or not form.submission_key.data:
        return None
    try:
        return _arrive(None, _once(form, refuse, sender=link))
    except DomainError:
        return None


def _arrive(token: str | None, registration: str) -> ResponseReturnValue:
    if token is not None:
        start_browsing_as(token, keep=True)
    return redirect(url_for("family.done", public_id=registration), code=303)


def _unusable(refusal: DomainError) -> ResponseReturnValue:
    at_home = current_user.is_authenticated and current_actor().may(Right.SEE_FAMILY)
    page = render_template(
        "consent/unusable.html", message=worded(refusal), at_home=at_home
    )
    return page, refusal.status
