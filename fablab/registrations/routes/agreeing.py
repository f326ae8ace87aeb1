"""The link in the letter: check your answers, agree, and answer what is optional."""

from flask import make_response, redirect, render_template, url_for
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
    WordedText,
    current_text,
    purposes_for,
    shown_text,
    word_text,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.people.models import Guardian
from fablab.people.queries import (
    guardian_of,
    has_health_note,
    signed_in_guardian,
)
from fablab.registrations.errors import RegistrationOver
from fablab.registrations.forms_agreeing import AgreementForm
from fablab.registrations.models import CancelReason, Registration
from fablab.registrations.queries.family import own_registration, registration_by_id
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import (
    Answer,
    agree,
    cancel_registration,
    refuse_if_over,
)
from fablab.series.queries import live_meetings, text_of
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded

_PURPOSE = LinkPurpose.CONSENT


@bp.route("/consent/<link>", methods=["GET", "POST"])
@public
def consent(link: str) -> ResponseReturnValue:
    """Show what is to be agreed to; only sending the answers uses the link up."""
    try:
        registration, guardian = _behind(_found(link))
        refuse_if_over(registration)
    except (LinkUnusable, RegistrationOver) as refusal:
        return _unusable(refusal)
    form, texts = _form_for(registration)
    if not form.validate_on_submit():
        return _page(registration, guardian, form, texts, link=link)
    try:
        token = _agree_by_link(link, registration, guardian, form)
    except (LinkUnusable, RegistrationOver) as refusal:
        return _unusable(refusal)
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return _page(registration, guardian, form, texts, link=link)
    return _arrive(token, registration)


@bp.post("/consent/<link>/decline")
@public
def decline(link: str) -> ResponseReturnValue:
    """Give the place, or the turn, to somebody else."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return redirect(url_for(".consent", link=link), code=303)
    try:
        with unit_of_work():
            found = use_link(token=link, purpose=_PURPOSE, now=clock.now())
            registration, guardian = _behind(found)
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
    refuse_if_over(registration)
    form, texts = _form_for(registration)
    if not form.validate_on_submit():
        return _page(registration, guardian, form, texts)
    try:
        with unit_of_work():
            _agree(registration, guardian, form, route=Route.FAMILY_PAGE)
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return _page(registration, guardian, form, texts)
    return redirect(url_for("family.done", public_id=public_id), code=303)


def _found(link: str) -> OneTimeLink:
    return find_link(token=link, purpose=_PURPOSE, now=clock.now())


def _behind(link: OneTimeLink) -> tuple[Registration, Guardian]:
    guardian = guardian_of(link.account_id)
    if guardian is None:
        raise LinkUnusable
    return registration_by_id(link.subject), guardian


def _form_for(
    registration: Registration,
) -> tuple[AgreementForm, dict[Purpose, WordedText]]:
    pupil, language = registration.pupil, current_language()
    texts = {
        purpose: word_text(
            current_text(purpose, language),
            pupil=pupil.given_name,
            site=registration.series.site.name,
            school=pupil.school.name if pupil.school else "",
        )
        for purpose in (Purpose.TAKING_PART, *purposes_for(pupil))
    }
    form = AgreementForm()
    optional = [texts[purpose] for purpose in purposes_for(pupil)]
    form.ask(texts[Purpose.TAKING_PART], optional)
    return form, texts


def _agree_by_link(
    link: str, registration: Registration, guardian: Guardian, form: AgreementForm
) -> str | None:
    """Agree and use the link up; returns the token that signs a family in.

    None for those who work here too: they need their second factor.
    """
    now = clock.now()
    with unit_of_work():
        use_link(token=link, purpose=_PURPOSE, now=now)
        _agree(registration, guardian, form, route=Route.LINK)
        if not actor_of(guardian.account, today=now.date()).is_family_only:
            return None
        return sign_in(account=guardian.account, now=now, lasts=FAMILY_SIGN_IN_LASTS)


def _agree(
    registration: Registration,
    guardian: Guardian,
    form: AgreementForm,
    *,
    route: Route,
) -> None:
    agree(
        registration=registration,
        guardian=guardian,
        agreement=shown_text(Purpose.TAKING_PART, form.shown("taking_part")),
        answers=[
            Answer(text=shown_text(Purpose(name), form.shown(name)), answer=given)
            for name, given in form.answered()
        ],
        route=route,
        now=clock.now(),
    )


def _arrive(token: str | None, registration: Registration) -> ResponseReturnValue:
    if token is not None:
        start_browsing_as(token, keep=True)
    done = url_for("family.done", public_id=registration.public_id)
    return redirect(done, code=303)


def _unusable(refusal: DomainError) -> ResponseReturnValue:
    at_home = current_user.is_authenticated and current_actor().may(Right.SEE_FAMILY)
    page = render_template(
        "consent/unusable.html", message=worded(refusal), at_home=at_home
    )
    return page, refusal.status


def _page(
    registration: Registration,
    guardian: Guardian,
    form: AgreementForm,
    texts: dict[Purpose, WordedText],
    *,
    link: str | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "consent/answer.html",
        registration=registration,
        pupil=registration.pupil,
        series=registration.series,
        text=text_of(registration.series, current_language()),
        meetings=live_meetings(registration.series),
        guardian=guardian,
        has_note=has_health_note(registration.pupil),
        form=form,
        texts=texts,
        heading=_("Check, agree and you are in"),
        action=url_for(".consent", link=link)
        if link
        else url_for(".answer", public_id=registration.public_id),
        decline_action=url_for(".decline", link=link) if link else None,
    )
    return make_response(page, 422 if form.errors else 200)
