"""The links of waiting lists: take an offered place or give it on, or stop waiting.

Looking changes nothing; only a pressed button uses a link up.
"""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
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
from fablab.accounts.models import LinkPurpose
from fablab.accounts.queries import actor_of
from fablab.accounts.services import FAMILY_SIGN_IN_LASTS, sign_in
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError, Gone, NotFound
from fablab.people.models import Guardian
from fablab.people.queries import guardian_of, signed_in_guardian
from fablab.registrations.models import (
    CancelReason,
    Registration,
    RegistrationStatus,
)
from fablab.registrations.queries.family import own_registration
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services import (
    accept_offer,
    cancel_registration,
    decline_offer,
    lock_series,
    refuse_if_over,
)
from fablab.registrations.services.letters import together
from fablab.registrations.services.offers import (
    offered_together,
    refuse_unless_offered,
)
from fablab.series.queries import live_meetings, text_of
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/offer/<link>", methods=["GET", "POST"])
@public
def offer(link: str) -> ResponseReturnValue:
    """Show the offered place; a pressed button takes it, or gives it on."""
    try:
        registration, guardian = _behind(link, LinkPurpose.OFFER)
    except LinkUnusable as refusal:
        return _unusable(refusal)
    return _answer(registration, guardian, link=link)


@bp.route("/family/registrations/<public_id>/offer", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def offer_at_home(public_id: str) -> ResponseReturnValue:
    """The same for a guardian who is signed in."""
    guardian = signed_in_guardian(current_actor().account_id)
    found = own_registration(public_id, guardian=guardian, deciding=True)
    return _answer(found.registration, guardian)


@bp.route("/waiting/<link>", methods=["GET", "POST"])
@public
def leave_list(link: str) -> ResponseReturnValue:
    """Ask whether the turn is to be given up; a pressed button does so."""
    purpose, now = LinkPurpose.LEAVE_LIST, clock.now()
    try:
        registration, guardian = _behind(link, purpose)
        refuse_if_over(registration)
    except (LinkUnusable, Gone) as refusal:
        return _unusable(refusal)
    form = ButtonForm()
    waits = registration.status is RegistrationStatus.WAITLISTED
    if not (waits and form.validate_on_submit()):
        return render_template(
            "registrations/leave_list.html",
            registration=registration,
            pupil=registration.pupil,
            text=text_of(registration.series, current_language()),
            waits=waits,
            form=form,
            action=url_for(".leave_list", link=link),
        )
    try:
        with unit_of_work():
            _use(link, purpose, registration, now=now)
            cancel_registration(
                registration=registration,
                reason=CancelReason.LEFT_LIST,
                now=now,
                by=guardian.account.public_id,
            )
    except LinkUnusable as refusal:
        return _unusable(refusal)
    return redirect(url_for(".declined"), code=303)


def _behind(link: str, purpose: LinkPurpose) -> tuple[Registration, Guardian]:
    """What the link is about, and whose it is: somebody who may still decide.

    Raises:
        LinkUnusable: the link opens nothing, or nothing to this guardian any more.
    """
    found = find_link(token=link, purpose=purpose, now=clock.now())
    guardian = guardian_of(found.account_id)
    if guardian is None:
        raise LinkUnusable
    try:
        line = own_registration(found.subject, guardian=guardian, deciding=True)
    except NotFound as refusal:
        raise LinkUnusable from refusal
    return line.registration, guardian


def _use(
    link: str, purpose: LinkPurpose, registration: Registration, *, now: datetime
) -> None:
    """Use the link up; whoever takes several locks takes that of the series first."""
    lock_series(registration.series_id)
    use_link(token=link, purpose=purpose, now=now)


def _answer(
    registration: Registration, guardian: Guardian, *, link: str | None = None
) -> ResponseReturnValue:
    form, now = ButtonForm(), clock.now()
    answer = request.form.get("answer")
    try:
        if registration.status is not RegistrationStatus.PLACED:
            refuse_unless_offered(registration, now=now)
        if not form.validate_on_submit() or answer not in {"accept", "decline"}:
            return _page(registration, guardian, form, link=link)
        if answer == "decline":
            with unit_of_work():
                if link:
                    _use(link, LinkPurpose.OFFER, registration, now=now)
                decline_offer(registration=registration, by=guardian, now=now)
            return redirect(url_for(".declined"), code=303)
        token = _accept(registration, guardian, link=link, now=now)
    except Gone as refusal:
        return _unusable(refusal)
    except DomainError as refusal:
        form.form_errors.extend(
            worded(reason) for reason in getattr(refusal, "reasons", [refusal])
        )
        return _page(registration, guardian, form, link=link)
    if token is not None:
        start_browsing_as(token, keep=True)
    done = url_for("family.done", public_id=registration.public_id)
    return redirect(done, code=303)


def _accept(
    registration: Registration,
    guardian: Guardian,
    *,
    link: str | None,
    now: datetime,
) -> str | None:
    """Take the place; returns the token that signs a family in.

    None for those who are signed in, and for those who work here too: they need their
    second factor.
    """
    with unit_of_work():
        if link:
            _use(link, LinkPurpose.OFFER, registration, now=now)
        accept_offer(registration=registration, guardian=guardian, now=now)
        is_family = actor_of(guardian.account, today=now.date()).is_family_only
        if not (link and is_family):
            return None
        return sign_in(account=guardian.account, now=now, lasts=FAMILY_SIGN_IN_LASTS)


def _page(
    registration: Registration,
    guardian: Guardian,
    form: ButtonForm,
    *,
    link: str | None,
) -> ResponseReturnValue:
    series, language = registration.series, current_language()
    theirs = offered_together(registration, guardian=guardian)
    page = render_template(
        "registrations/offer.html",
        registration=registration,
        names=together([one.pupil.given_name for one in theirs], language),
        number=len(theirs),
        series=series,
        text=text_of(series, language),
        meetings=live_meetings(series),
        form=form,
        action=url_for(".offer", link=link)
        if link
        else url_for(".offer_at_home", public_id=registration.public_id),
    )
    return page, 422 if form.errors else 200


def _unusable(refusal: DomainError) -> ResponseReturnValue:
    at_home = current_user.is_authenticated and current_actor().may(Right.SEE_FAMILY)
    page = render_template(
        "registrations/offer_unusable.html", message=worded(refusal), at_home=at_home
    )
    return page, refusal.status
