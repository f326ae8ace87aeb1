"""The steps of the sign-up: shown one by one, kept on the way."""

from collections.abc import Mapping

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.kernel.codes import new_token
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, Busy, NotFound
from fablab.registrations.errors import RegistrationClosed
from fablab.registrations.forms.care import MOST_COLLECTORS
from fablab.registrations.forms.sign_up import WhoForm
from fablab.registrations.forms.steps import MOST_CHILDREN, StepForm
from fablab.registrations.queries.drafts import Kept
from fablab.registrations.queries.places import availability_of
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.signing_up.browser import (
    draft_token,
    keep_token,
    pressed,
    sent_fields,
    typed_of,
    without_block,
)
from fablab.registrations.routes.signing_up.filling import (
    BLOCKS,
    Fields,
    accept,
    form_of,
    one_block_more,
)
from fablab.registrations.routes.signing_up.visit import (
    Step,
    Visit,
    begin_visit,
    visit_with,
)
from fablab.registrations.services.drafts import keep_steps
from fablab.registrations.services.eligibility import refuse_unless_open
from fablab.series.queries import get_series, text_of
from fablab.series.wording import ages_rule
from fablab.web.current import current_installation
from fablab.web.language import current_language
from fablab.web.mishaps import RETRY_SECONDS, worded

TEMPLATES = {
    Step.WHO: "registrations/register_who.html",
    Step.HEALTH: "registrations/register_health.html",
    Step.GOING_HOME: "registrations/register_going_home.html",
    Step.YOU: "registrations/register_you.html",
}
MOST = {Step.WHO: MOST_CHILDREN, Step.GOING_HOME: MOST_COLLECTORS}


@bp.route("/series/<slug>/register", methods=["GET", "POST"])
@public
def register(slug: str) -> ResponseReturnValue:
    """Begin the sign-up, or go on where this browser stopped."""
    visit = begin_visit(slug, now=clock.now())
    if request.method == "GET" and visit.next_step is not Step.WHO:
        return redirect(address_of(slug, visit.next_step), code=303)
    return _show_or_take(visit, Step.WHO)


@bp.route("/series/<slug>/register/<step>", methods=["GET", "POST"])
@public
def register_step(slug: str, step: str) -> ResponseReturnValue:
    """Show one step as it was kept; on a POST, keep it and go on.

    Raises:
        NotFound: there is no such step.
    """
    visit = begin_visit(slug, now=clock.now())
    if step not in TEMPLATES:
        raise NotFound(N_("There is no such step in a registration."))
    if not visit.may_see(Step(step)):
        return redirect(address_of(slug, visit.next_step), code=303)
    return _show_or_take(visit, Step(step))


def address_of(slug: str, step: Step) -> str:
    """The address of one step's page."""
    return url_for("registrations.register_step", slug=slug, step=step.value)


def closed_because(visit: Visit) -> str | None:
    """Why the series takes nobody now, in words; None if it does."""
    try:
        refuse_unless_open(visit.series, now=visit.now)
    except RegistrationClosed as refusal:
        return worded(refusal)
    return None


def busy(page: str) -> ResponseReturnValue:
    """The page, asking to press again in a moment."""
    return page, Busy.status, {"Retry-After": str(RETRY_SECONDS)}


def frame(visit: Visit, step: Step) -> dict[str, object]:
    """What every step's page needs."""
    steps = visit.steps
    at = steps.index(step)
    slug = visit.series.slug
    return {
        "series": visit.series,
        "text": text_of(visit.series, current_language()),
        "places": availability_of(visit.series, now=visit.now),
        "ages": ages_rule(visit.series),
        "visit": visit,
        "step": step.value,
        "number": at + 1,
        "total": len(steps),
        "back": address_of(slug, steps[at - 1]) if at else None,
    }


def _show_or_take(visit: Visit, step: Step) -> ResponseReturnValue:
    if request.method == "POST":
        return _take(visit, step)
    closed = closed_because(visit)
    if closed:
        page = render_template(
            "registrations/register_closed.html", closed=closed, **frame(visit, step)
        )
        return make_response(page)
    form = form_of(visit, step)
    if isinstance(form, WhoForm) and step not in visit.answers:
        _choose_asked_for(visit, form)
    return _page(visit, step, form)


def _choose_asked_for(visit: Visit, form: WhoForm) -> None:
    """Choose the child for whom the family page opened the form (`for=`)."""
    if request.args.get("for") in visit.pupils:
        form.known.data = [request.args["for"]]


def _take(visit: Visit, step: Step) -> ResponseReturnValue:
    """Keep what was sent and go where the pressed button leads."""
    fields = sent_fields()
    form = form_of(visit, step, fields)
    act, subject = pressed()
    if act == "more" and step in BLOCKS:
        typed = one_block_more(step, typed_of(fields), form)
        return _keep(visit, step, {step: Kept(typed=typed)}, form, to=step)
    if act == "remove" and step in BLOCKS:
        return _remove(visit, step, fields, form, subject)
    kept = accept(visit, step, form, fields)
    if act in {"back", "later"}:
        kept = kept or Kept(typed=typed_of(fields))
        return _keep(visit, step, {step: kept}, form, to=act)
    closed = closed_because(visit)
    if closed:
        form.form_errors.append(closed)
    if kept is None or closed:
        return _page(visit, step, form), 422
    return _keep(visit, step, {step: kept}, form)


def _remove(
    visit: Visit, step: Step, fields: Fields, form: StepForm, block: str
) -> ResponseReturnValue:
    """Take a block out; what was said of that child's health goes with it."""
    left = Kept(typed=without_block(typed_of(fields), block))
    steps: dict[str, Kept] = {step: left}
    health = visit.answers.get(Step.HEALTH)
    if step is Step.WHO and health:
        steps[Step.HEALTH] = Kept(typed=without_block(health.typed, block))
    return _keep(visit, step, steps, form, to=step)


def _keep(
    visit: Visit,
    step: Step,
    steps: Mapping[str, Kept],
    form: StepForm,
    *,
    to: str | None = None,
) -> ResponseReturnValue:
    """Keep the steps and send the browser on; `to` names a step, "back" or "later"."""
    token, slug = draft_token() or new_token(), visit.series.slug
    try:
        try:
            _write(slug, token, steps)
        except IntegrityError:  # the same family in another tab was faster
            _write(slug, token, steps)
    except Busy as refusal:
        visit = begin_visit(slug, now=visit.now)
        form.form_errors.append(worded(refusal))
        return busy(_page(visit, step, form))
    after = visit_with(slug, {**visit.answers, **steps}, now=visit.now)
    response = redirect(_way_on(after, step, to), code=303)
    keep_token(response, token)
    return response


def _write(slug: str, token: str, steps: Mapping[str, Kept]) -> None:
    with unit_of_work():
        keep_steps(
            series=get_series(slug),
            browser=token,
            steps=steps,
            cipher=current_installation().cipher,
            now=clock.now(),
        )


def _way_on(visit: Visit, step: Step, to: str | None) -> str:
    slug = visit.series.slug
    if to == "later":
        return url_for("registrations.register_later", slug=slug)
    if to == "back":
        before = visit.steps[max(0, visit.steps.index(step) - 1)]
        return address_of(slug, before)
    if to is not None:
        return address_of(slug, Step(to)) + "#more"
    if visit.next_step is Step.CHECK:
        return url_for("registrations.register_check", slug=slug)
    return address_of(slug, visit.next_step)


def _page(visit: Visit, step: Step, form: StepForm) -> str:
    name = BLOCKS.get(step)
    return render_template(
        TEMPLATES[step],
        form=form,
        has_room=name is not None and len(form.blocks(name)) < MOST[step],
        **frame(visit, step),
    )
