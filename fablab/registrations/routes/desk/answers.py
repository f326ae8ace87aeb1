"""Answers by telephone and on the tablet that staff hand over."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.config import LANGUAGES
from fablab.consent.errors import NothingSigned
from fablab.consent.evidence import seal_evidence, tidy_signature
from fablab.consent.models import Evidence, EvidenceKind, Route
from fablab.consent.queries import own_answers, shown_texts
from fablab.kernel import clock
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.registrations.forms.desk import NO, AnswersForm, PhoneForm, TabletForm
from fablab.registrations.queries.desk import (
    Case,
    case_of,
    guardians_by_pupil,
    questions_for,
)
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.desk.wording import (
    Worded,
    recorded,
    said_no,
    whoever_asks,
    worded_for,
)
from fablab.registrations.services.desk import take_down
from fablab.web.current import current_installation
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route(
    "/staff/consents/pupils/<public_id>/<guardian>/phone", methods=["GET", "POST"]
)
@requires(Right.SEE_REGISTRATIONS)
def desk_phone(public_id: str, guardian: str) -> ResponseReturnValue:
    """Show what to ask on the telephone; on a POST, keep what the guardian said."""
    now = clock.now()
    case = case_of(public_id, guardian, actor=current_actor(), now=now)
    texts = worded_for(case, questions_for(case, language=current_language()))
    form = PhoneForm()
    form.ask(texts)
    if form.validate_on_submit():
        try:
            _take_down(
                case,
                form,
                route=Route.PHONE,
                details={"called": str(form.called.data)},
            )
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            flash(recorded(case), "ok")
            if "taking_part" in form and form.taking_part.data == NO:
                flash(said_no(), "warn")
            return redirect(url_for(".desk_queue"), code=303)
    page = render_template(
        "registrations/desk_phone.html",
        case=case,
        others=[
            one
            for one in guardians_by_pupil([case.pupil], now=now)[case.pupil.id]
            if one.id != case.guardian.id
        ],
        form=form,
        texts=[words for _text, words in texts],
        known=_known(case),
    )
    return page, 422 if form.errors else 200


@bp.route(
    "/staff/consents/pupils/<public_id>/<guardian>/tablet", methods=["GET", "POST"]
)
@requires(Right.SEE_REGISTRATIONS)
def desk_tablet(public_id: str, guardian: str) -> ResponseReturnValue:
    """Ask the guardian in their own language; on a POST, keep answers and signature."""
    case = case_of(public_id, guardian, actor=current_actor(), now=clock.now())
    language = case.guardian.account.language
    with force_locale(language):
        texts = worded_for(case, questions_for(case, language=language))
        return _ask_on_tablet(case, texts)


@bp.get("/staff/consents/given")
@requires(Right.SEE_REGISTRATIONS)
def desk_given() -> str:
    """Thank, and show nothing else: the tablet is still in the guardian's hands."""
    spoken = request.args.get("spoken")
    with force_locale(spoken if spoken in LANGUAGES else current_language()):
        return render_template("registrations/desk_given.html")


def _ask_on_tablet(case: Case, texts: list[Worded]) -> ResponseReturnValue:
    form = TabletForm()
    form.ask(texts)
    if form.validate_on_submit():
        try:
            signature = _signature(case, form)
            _take_down(case, form, route=Route.TABLET, evidence=signature)
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
            if isinstance(refusal, NothingSigned):
                form.signature.data = ""
        else:
            spoken = case.guardian.account.language
            return redirect(url_for(".desk_given", spoken=spoken), code=303)
    page = render_template(
        "registrations/desk_tablet.html",
        case=case,
        form=form,
        texts=[words for _text, words in texts],
    )
    return page, 422 if form.errors else 200


def _signature(case: Case, form: TabletForm) -> Evidence:
    return seal_evidence(
        tidy_signature(form.signature.data or ""),
        kind=EvidenceKind.SIGNATURE,
        pupil=case.pupil,
        cipher=current_installation().cipher,
        now=clock.now(),
    )


def _take_down(
    case: Case,
    form: AnswersForm,
    *,
    route: Route,
    evidence: Evidence | None = None,
    details: dict[str, str] | None = None,
) -> None:
    """Keep the answers once, however often the form arrives."""
    now, actor = clock.now(), current_actor()

    def keep() -> str:
        take_down(
            case=case,
            answers=form.answers(shown_texts(form.shown)),
            route=route,
            by=whoever_asks(),
            now=now,
            evidence=evidence,
            details=details,
        )
        return "kept"

    do_once(
        keep,
        key=form.submission_key.data,
        content=[
            *form.content(),
            ("case", f"{case.pupil.public_id}|{case.guardian.public_id}"),
        ],
        now=now,
        sender=actor.public_id,
    )


def _known(case: Case) -> dict[str, str]:
    """By purpose, what this guardian has said so far and still counts."""
    said = own_answers(case.guardian, [case.pupil.id], now=clock.now())
    return {
        purpose.value: _("So far: yes") if given.answer else _("So far: no")
        for (_pupil, purpose), given in said.items()
    }
