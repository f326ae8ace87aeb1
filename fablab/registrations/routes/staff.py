"""The registrations of a series, and each of them, for the coordinator."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.consent.models import Purpose
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.registrations.errors import ReasonNeeded
from fablab.registrations.forms.staff import RULE_NAMES, CancelForm, OfferForm
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.places import first_day
from fablab.registrations.queries.staff import (
    companions_of,
    list_of,
    staff_line,
    staff_registration,
)
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.services.groups import split_for_staff
from fablab.registrations.services.offers import rules_against_offer
from fablab.registrations.services.staff import cancel_by_staff, offer_place
from fablab.series.models import Series
from fablab.series.queries import text_of
from fablab.series.queries.own import get_own_series
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded

ONE = "/staff/registrations/<public_id>"


@bp.get("/staff/series/<slug>/registrations")
@requires(Right.SEE_REGISTRATIONS)
def staff_list(slug: str) -> str:
    """Who takes part, who waits, how to reach the families, what they allow."""
    series = get_own_series(slug, current_actor())
    return render_template(
        "registrations/staff_list.html",
        series=series,
        text=text_of(series, current_language()),
        all=list_of(series, now=clock.now()),
        first_day=first_day(series),
        title_of=title_of,
    )


@bp.get(ONE)
@requires(Right.SEE_REGISTRATIONS)
def staff_one(public_id: str) -> str:
    """Everything about one registration, and what can be done."""
    registration = staff_registration(public_id, actor=current_actor())
    return _page(registration, OfferForm())


@bp.post(f"{ONE}/offer")
@requires(Right.SEE_REGISTRATIONS)
def staff_offer(public_id: str) -> ResponseReturnValue:
    """Offer a free place by hand, out of turn if there is a reason."""
    actor, now, form = current_actor(), clock.now(), OfferForm()
    registration = staff_registration(public_id, actor=actor)
    name = registration.pupil.given_name

    def offer() -> str:
        found = staff_registration(public_id, actor=actor)
        offer_place(
            registration=found,
            by=account_of(actor),
            reason=form.reason.data or "",
            now=now,
        )
        return public_id

    if form.validate_on_submit():
        try:
            do_once(
                offer,
                key=form.submission_key.data,
                content=[*form.content(), ("registration", public_id)],
                now=now,
                sender=actor.public_id,
            )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(
                _("%(name)s is offered the place. A letter is on its way.", name=name)
            )
            return redirect(url_for(".staff_one", public_id=public_id), code=303)
    return _page(staff_registration(public_id, actor=actor), form), 422


@bp.post(f"{ONE}/split")
@requires(Right.SEE_REGISTRATIONS)
def staff_split(public_id: str) -> ResponseReturnValue:
    """Let each of a group go on alone, because a family asked for it."""
    actor = current_actor()
    with unit_of_work():
        registration = staff_registration(public_id, actor=actor)
        split_for_staff(registration=registration, by=actor.public_id, now=clock.now())
    flash(_("From now on each of them waits alone."), "ok")
    return redirect(url_for(".staff_one", public_id=public_id), code=303)


@bp.route(f"{ONE}/cancel", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def staff_cancel(public_id: str) -> ResponseReturnValue:
    """Say what cancelling means; on a POST, cancel and offer the place to the next."""
    actor, form = current_actor(), CancelForm()
    registration = staff_registration(public_id, actor=actor)
    slug, name = registration.series.slug, registration.pupil.given_name
    if form.validate_on_submit():
        try:
            with unit_of_work():
                cancel_by_staff(
                    registration=staff_registration(public_id, actor=actor),
                    note=form.note.data or "",
                    by=account_of(actor),
                    now=clock.now(),
                )
        except ReasonNeeded as refusal:
            form.note.errors = [worded(refusal)]
            registration = staff_registration(public_id, actor=actor)
        else:
            flash(_("The registration of %(name)s is cancelled.", name=name), "ok")
            return redirect(url_for(".staff_list", slug=slug), code=303)
    page = render_template(
        "registrations/staff_cancel.html",
        registration=registration,
        text=text_of(registration.series, current_language()),
        form=form,
    )
    return page, 422 if form.errors else 200


def title_of(series: Series) -> str:
    """How a series is called in the visitor's language."""
    return text_of(series, current_language()).title


def _page(registration: Registration, form: OfferForm) -> str:
    now = clock.now()
    waits = registration.status is RegistrationStatus.WAITLISTED
    return render_template(
        "registrations/staff_one.html",
        line=staff_line(registration, now=now),
        registration=registration,
        series=registration.series,
        companions=companions_of(registration),
        first_day=first_day(registration.series),
        rules=rules_against_offer(registration, now=now) if waits else [],
        rule_names=RULE_NAMES,
        purposes=[purpose for purpose in Purpose if purpose != Purpose.TAKING_PART],
        form=form,
        splitting=ButtonForm(formdata=None),
        title_of=title_of,
    )
