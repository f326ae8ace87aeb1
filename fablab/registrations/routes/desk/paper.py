"""Recording a signed form: find it by its code, enter what stands on it."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.evidence import MOST_BYTES, seal_evidence, tidy_scan
from fablab.consent.models import ConsentText, EvidenceKind, PaperForm, Purpose
from fablab.consent.queries import counting_versions
from fablab.kernel import clock
from fablab.kernel.codes import grouped
from fablab.kernel.errors import DomainError, NotFound
from fablab.kernel.submissions import do_once
from fablab.registrations.forms.desk import CodeForm, PaperAnswersForm
from fablab.registrations.queries.desk import Paper, paper_at_desk, papers_of
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.desk.wording import (
    Worded,
    recorded,
    said_no,
    whoever_asks,
    worded_for,
)
from fablab.registrations.services.desk_paper import record_paper
from fablab.web.current import current_installation
from fablab.web.mishaps import worded

_RECORD = "desk_record"
_MOST_SENT = MOST_BYTES + 512 * 1024


@bp.url_value_preprocessor
def _let_scans_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take larger forms than elsewhere, only where a scan is expected."""
    if endpoint == f"{bp.name}.{_RECORD}":
        request.max_content_length = _MOST_SENT


@bp.route("/staff/consents/paper", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def desk_paper() -> ResponseReturnValue:
    """Ask for the code on the paper, typed or scanned by hand."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            found = paper_at_desk(form.tidy_code, actor=current_actor())
        except NotFound as refusal:
            form.code.errors = [worded(refusal)]
        else:
            return redirect(url_for(f".{_RECORD}", code=found.code), code=303)
    page = render_template("registrations/desk_paper.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/staff/consents/paper/<code>", methods=["GET", "POST"])
@requires(Right.SEE_REGISTRATIONS)
def desk_record(code: str) -> ResponseReturnValue:
    """Show whose paper it is and what stands on it; on a POST, record the answers."""
    actor, now = current_actor(), clock.now()
    sheet = paper_at_desk(code, actor=actor)
    papers = papers_of([sheet], actor=actor, now=now)
    if not papers:
        return render_template("registrations/desk_over.html", sheet=sheet)
    return _record(papers[0])


def _record(paper: Paper) -> ResponseReturnValue:
    form, texts = PaperAnswersForm(), _countable(paper)
    form.ask(texts)
    zone = paper.case.site.zone
    form.limit(
        printed_on=paper.form.printed_at.astimezone(zone).date(),
        today=clock.now().astimezone(zone).date(),
        was_recorded=paper.form.recorded_at is not None,
    )
    if form.validate_on_submit():
        try:
            _keep(paper, form, {t.purpose: t for t, _words in texts})
        except DomainError as refusal:
            form.form_errors.append(worded(refusal))
        else:
            _tell(paper, form)
            return redirect(url_for(".desk_paper"), code=303)
    counting = counting_versions()
    page = render_template(
        "registrations/desk_record.html",
        paper=paper,
        form=form,
        texts=[words for _text, words in texts],
        outdated={
            t.purpose for t in paper.texts if t.version not in counting[t.purpose]
        },
        other_school=_other_school(paper.form),
        code=grouped(paper.form.code, 4),
    )
    return page, 422 if form.errors else 200


def _countable(paper: Paper) -> list[Worded]:
    """What can be recorded of the paper: not what names a school of the past."""
    texts = [
        text
        for text in paper.texts
        if not (text.purpose is Purpose.SHARE_WITH_SCHOOL and _other_school(paper.form))
    ]
    return worded_for(paper.case, texts, school=paper.form.school)


def _other_school(sheet: PaperForm) -> bool:
    return sheet.school_id != sheet.pupil.school_id


def _keep(
    paper: Paper, form: PaperAnswersForm, texts: dict[Purpose, ConsentText]
) -> None:
    """Record once, however often the form arrives."""
    now, actor, signed_on = clock.now(), current_actor(), form.signed_on.data
    assert isinstance(signed_on, date)  # noqa: S101 -- validated
    evidence = seal_evidence(
        tidy_scan(form.scan.file),
        kind=EvidenceKind.SCAN,
        pupil=paper.case.pupil,
        cipher=current_installation().cipher,
        now=now,
    )

    def keep() -> str:
        record_paper(
            form=paper.form,
            case=paper.case,
            answers=form.answers(texts),
            signed_on=signed_on,
            evidence=evidence,
            by=whoever_asks(),
            now=now,
            again="again" in form and bool(form.again.data),
        )
        return paper.form.code

    do_once(
        keep,
        key=form.submission_key.data,
        content=[*form.content(), ("paper", paper.form.code)],
        now=now,
        sender=actor.public_id,
    )


def _tell(paper: Paper, form: PaperAnswersForm) -> None:
    flash(recorded(paper.case), "ok")
    taking_part = form[Purpose.TAKING_PART.value] if "taking_part" in form else None
    if taking_part is not None and taking_part.data == "no":
        flash(said_no(), "warn")
