"""Finishing later: the letter with the way back, and throwing the answers away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.kernel import clock
from fablab.kernel.codes import new_token
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.registrations.errors import DraftGone
from fablab.registrations.forms.sign_up import LaterForm
from fablab.registrations.queries.drafts import draft_behind, find_draft
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.signing_up.browser import draft_token, keep_token
from fablab.registrations.routes.signing_up.visit import Step, Visit, begin_visit
from fablab.registrations.services.drafts import (
    DRAFT_LASTS,
    leave_draft,
    mail_draft,
    move_draft,
)
from fablab.series.queries import get_series, text_of
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/series/<slug>/register/later", methods=["GET", "POST"])
@public
def register_later(slug: str) -> ResponseReturnValue:
    """Ask where to send the way back; on a POST, mail it."""
    visit = begin_visit(slug, now=clock.now())
    if not visit.answers:
        return redirect(url_for("registrations.register", slug=slug), code=303)
    form = LaterForm(data={"email": _address_of(visit)})
    if not form.validate_on_submit():
        return _later_page(visit, form), 422 if form.errors else 200
    try:
        _mail_once(slug, form)
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        visit = begin_visit(slug, now=clock.now())
        return _later_page(visit, form), 422
    return redirect(url_for("registrations.register_kept", slug=slug), code=303)


@bp.get("/series/<slug>/register/kept")
@public
def register_kept(slug: str) -> str:
    """Say that the letter is on its way; the same whether the address is known."""
    series = get_series(slug)
    return render_template(
        "registrations/draft_kept.html",
        series=series,
        text=text_of(series, current_language()),
        days=DRAFT_LASTS.days,
    )


@bp.post("/series/<slug>/register/forget")
@public
def register_forget(slug: str) -> ResponseReturnValue:
    """Let this browser, borrowed for example, find the answers no more."""
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            leave_draft(slug=slug, browser=draft_token())
        flash(
            _("Your answers are gone from this browser. Nobody was registered."), "ok"
        )
    return redirect(url_for("series.show", slug=slug), code=303)


@bp.route("/register/resume/<token>", methods=["GET", "POST"])
@public
def register_resume(token: str) -> ResponseReturnValue:
    """Show a button and nothing else; pressed, the answers come to this browser."""
    form, now = ButtonForm(), clock.now()
    browser = draft_token() or new_token()
    try:
        if not form.validate_on_submit():
            draft_behind(token, now=now)
            return render_template("registrations/draft_resume.html", form=form)
        with unit_of_work():
            slug = move_draft(token=token, browser=browser, now=now).slug
    except DraftGone as refusal:
        page = render_template("registrations/draft_gone.html", message=worded(refusal))
        return page, refusal.status
    response = redirect(url_for("registrations.register", slug=slug), code=303)
    keep_token(response, browser)
    return response


def _mail_once(slug: str, form: LaterForm) -> None:
    now = clock.now()
    path = url_for("registrations.register_resume", token="")

    def mail() -> str:
        draft = find_draft(slug=slug, browser=draft_token(), now=now)
        if draft is None:
            return ""
        mail_draft(
            draft=draft,
            to=form.email.normal,
            language=current_language(),
            now=now,
            path=path,
        )
        return ""

    do_once(mail, key=form.submission_key.data, content=form.content(), now=now)


def _address_of(visit: Visit) -> str:
    if visit.guardian is not None:
        return visit.guardian.account.email
    kept = visit.answers.get(Step.YOU)
    return dict(kept.typed).get("email", "") if kept and not visit.is_pupil else ""


def _later_page(visit: Visit, form: LaterForm) -> str:
    return render_template(
        "registrations/register_later.html",
        series=visit.series,
        text=text_of(visit.series, current_language()),
        form=form,
        button=ButtonForm(formdata=None),
        days=DRAFT_LASTS.days,
    )
