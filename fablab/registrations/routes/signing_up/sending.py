"""The last step: check the answers, send them once, and what happens then."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.kernel.codes import hashed
from fablab.kernel.errors import N_, Busy, Conflict, DomainError, SeveralReasons
from fablab.kernel.submissions import SentBefore, do_once
from fablab.registrations.errors import (
    DraftGone,
    NoRoomForGroup,
    SignUpRefused,
    UnknownGroup,
)
from fablab.registrations.forms.sign_up import CheckForm
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.signing_up.browser import draft_token
from fablab.registrations.routes.signing_up.filling import naming
from fablab.registrations.routes.signing_up.pages import address_of, busy, frame
from fablab.registrations.routes.signing_up.visit import (
    Step,
    Visit,
    as_asked,
    begin_visit,
    signed_in_account,
    visit_with,
)
from fablab.registrations.services.drafts import take_draft
from fablab.registrations.services.eligibility import refusals
from fablab.registrations.services.holds import CONFIRM_WITHIN
from fablab.registrations.services.networks import network_of
from fablab.registrations.services.registering import request_registrations
from fablab.series.queries import get_series, text_of
from fablab.web.current import current_installation, current_settings
from fablab.web.language import current_language
from fablab.web.mishaps import worded

_SENT = "registered"
_BETWEEN = "|"


class Unfinished(Conflict):
    """A step before the last one is not whole."""


class ChangedMeanwhile(Conflict):
    """The answers are not those that the page with the button has shown."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why the answers cannot be sent as they are, and where that is mended."""

    text: str
    url: str


@bp.route("/series/<slug>/register/check", methods=["GET", "POST"])
@public
def register_check(slug: str) -> ResponseReturnValue:
    """Show all answers with ways to change them; on a POST, register the children."""
    form = CheckForm()
    if form.is_submitted():
        return _send(slug, form)
    visit = begin_visit(slug, now=clock.now())
    if visit.next_step is not Step.CHECK:
        return redirect(address_of(slug, visit.next_step), code=303)
    return _page(visit, CheckForm(formdata=None), _reasons_against(visit))


@bp.get("/series/<slug>/register/sent")
@public
def sent(slug: str) -> str:
    """Say that a letter is on its way and what to do with it; the same to everybody."""
    series = get_series(slug)
    known = session.get(_SENT, {})
    known = known if known.get("slug") == slug else {}
    return render_template(
        "registrations/sent.html",
        series=series,
        text=text_of(series, current_language()),
        email=known.get("email"),
        children=known.get("children", 1),
        is_pupil=known.get("is_pupil", False),
        minutes=CONFIRM_WITHIN.seconds // 60,
    )


def _send(slug: str, form: CheckForm) -> ResponseReturnValue:
    if not form.validate():
        return redirect(url_for("registrations.register_check", slug=slug), code=303)
    try:
        outcome = _register_once(slug, form)
    except Unfinished:
        next_step = begin_visit(slug, now=clock.now()).next_step
        return redirect(address_of(slug, next_step), code=303)
    except DraftGone as refusal:
        return _nothing_to_send(slug, refusal)
    except DomainError as refusal:
        return _refuse(slug, form, refusal)
    if signed_in_account() is not None and outcome:
        first = outcome.split(_BETWEEN)[0]
        return redirect(url_for("registrations.answer", public_id=first), code=303)
    return redirect(url_for("registrations.sent", slug=slug), code=303)


def _register_once(slug: str, form: CheckForm) -> str:
    """Register what the draft says, once, however often the button is pressed."""
    now, browser, account_id = clock.now(), draft_token(), signed_in_account()

    def register() -> str:
        cipher = current_installation().cipher
        answers = take_draft(slug=slug, browser=browser, cipher=cipher, now=now)
        visit = visit_with(slug, answers, now=now)
        if visit.next_step is not Step.CHECK:
            raise Unfinished(N_("Something is missing yet."))
        if visit.digest != form.shown.data:
            raise ChangedMeanwhile(
                N_(
                    "These answers were changed in another window. "
                    "Check them again, then send them."
                )
            )
        request_ = visit.sign_up(language=current_language())
        registrations = request_registrations(
            request=request_,
            series=visit.series,
            cipher=cipher,
            signed_in_as=account_id,
            now=now,
            network=network_of(
                request.remote_addr or "",
                series=visit.series,
                secret=current_settings().secret_key,
            ),
        )
        session[_SENT] = {
            "slug": slug,
            "email": request_.email,
            "children": len(request_.children),
            "is_pupil": visit.is_pupil,
        }
        is_family = visit.guardian is not None
        return _BETWEEN.join(one.public_id for one in registrations if is_family)

    def act_once() -> str:
        return do_once(
            register,
            key=form.submission_key.data,
            content=[("shown", form.shown.data or "")],
            now=now,
            sender=hashed(browser),
        )

    try:
        return act_once()
    except DraftGone:  # the same form arrived twice at once: the other one took it
        return act_once()


def _nothing_to_send(slug: str, refusal: DraftGone) -> ResponseReturnValue:
    if session.get(_SENT, {}).get("slug") == slug:
        return redirect(url_for("registrations.sent", slug=slug), code=303)
    flash(worded(refusal), "warn")
    return redirect(url_for("registrations.register", slug=slug), code=303)


def _refuse(slug: str, form: CheckForm, refusal: DomainError) -> ResponseReturnValue:
    """Show the answers again with what speaks against sending them."""
    visit = begin_visit(slug, now=clock.now())
    if visit.next_step is not Step.CHECK:
        return redirect(address_of(slug, visit.next_step), code=303)
    if isinstance(refusal, Busy):
        return busy(_page(visit, form, [_reason(visit, refusal)]))
    if isinstance(refusal, SentBefore):
        text = _(
            "You have sent this form before, with other answers. To register with "
            "these answers as well, check them and send the form again."
        )
        reasons = [Reason(text=text, url="#send")]
    elif isinstance(refusal, SignUpRefused):
        reasons = _by_child(visit, refusal.by_child)
    else:
        each = refusal.reasons if isinstance(refusal, SeveralReasons) else [refusal]
        reasons = [_reason(visit, one) for one in each]
    is_about_sending = isinstance(refusal, SentBefore | ChangedMeanwhile)
    status = refusal.status if is_about_sending else 422
    return _page(visit, CheckForm(formdata=None), reasons), status


def _reasons_against(visit: Visit) -> list[Reason]:
    """What would speak against the children if the answers were sent now."""
    return _by_child(
        visit,
        [
            refusals(
                pupil=as_asked(child),
                series=visit.series,
                now=visit.now,
                language=current_language(),
            )
            for child in visit.children()
        ],
    )


def _by_child(visit: Visit, by_child: list[list[DomainError]]) -> list[Reason]:
    """Each child's reasons, the name before them; what is the same for all, once."""
    reasons: dict[str, Reason] = {}
    children = visit.children()
    for child, against in zip(children, by_child, strict=False):
        for refusal in against:
            reason = _reason(visit, refusal)
            is_shared = not refusal.values
            text = reason.text if is_shared else naming(child.given_name, refusal)
            reasons.setdefault(text, Reason(text=text, url=reason.url))
    return list(reasons.values())


def _reason(visit: Visit, refusal: DomainError) -> Reason:
    slug = visit.series.slug
    url = address_of(slug, Step.WHO)
    if isinstance(refusal, UnknownGroup | NoRoomForGroup):
        url += "#group_code"
    elif isinstance(refusal, Busy | ChangedMeanwhile):
        url = "#send"
    return Reason(text=worded(refusal), url=url)


def _page(visit: Visit, form: CheckForm, reasons: list[Reason]) -> str:
    form.shown.data = visit.digest
    children = visit.children()
    return render_template(
        "registrations/register_check.html",
        form=form,
        reasons=reasons,
        page_has_errors=bool(reasons) and request.method == "POST",
        children=children,
        asked=visit.sign_up(language=current_language()),
        urls={step.name.lower(): address_of(visit.series.slug, step) for step in Step},
        **frame(visit, Step.CHECK),
    )
