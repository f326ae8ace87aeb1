"""Printing consent forms: one, or all that a series needs, in one file."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.models import ConsentText, PaperForm, Purpose
from fablab.consent.queries import current_texts
from fablab.kernel import clock
from fablab.kernel.errors import N_, Conflict, Gone
from fablab.kernel.submissions import do_once
from fablab.registrations.pdf import PaperDesign, consent_forms_pdf
from fablab.registrations.queries.desk import (
    Case,
    Paper,
    case_of,
    forms_printed_at,
    paper_at_desk,
    papers_of,
    questions_for,
)
from fablab.registrations.queries.desk_queue import consent_queue
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.desk.wording import paper_design, whoever_asks
from fablab.registrations.services.desk_paper import print_forms
from fablab.series.models import Series
from fablab.series.queries.own import get_own_series
from fablab.web.forms import OnceForm
from fablab.web.pdf import UncoveredLetters


@bp.post("/staff/consents/pupils/<public_id>/<guardian>/paper")
@requires(Right.SEE_REGISTRATIONS)
def desk_print(public_id: str, guardian: str) -> ResponseReturnValue:
    """Make a form with a code of its own and show it."""
    actor, now, form = current_actor(), clock.now(), OnceForm()
    case = case_of(public_id, guardian, actor=actor, now=now)
    if not form.validate_on_submit():
        return redirect(url_for(".desk_queue"), code=303)
    texts = questions_for(case, language=case.guardian.account.language)

    def make() -> str:
        return print_forms(cases=[(case, texts)], by=whoever_asks(), now=now)[0].code

    code = do_once(
        make,
        key=f"{form.submission_key.data}|{public_id}|{guardian}|paper",
        content=[("pupil", public_id), ("guardian", guardian)],
        now=now,
        sender=actor.public_id,
    )
    return redirect(url_for(".desk_printed", code=code), code=303)


@bp.get("/staff/consents/paper/<code>/form.pdf")
@requires(Right.SEE_REGISTRATIONS)
def desk_printed(code: str) -> Response:
    """The form to print, as often as needed."""
    form = paper_at_desk(code, actor=current_actor())
    return _pdf([form], name=f"consent-{form.code}")


@bp.post("/staff/series/<slug>/consents/paper")
@requires(Right.SEE_REGISTRATIONS)
def desk_print_series(slug: str) -> ResponseReturnValue:
    """Make a form for everybody of the series who has something open."""
    actor, now, form = current_actor(), clock.now(), OnceForm()
    series = get_own_series(slug, actor)
    if not form.validate_on_submit():
        return redirect(url_for(".desk_queue", series=slug), code=303)
    cases = _open_in(series, now=now)

    def make() -> str:
        if not cases:
            raise Gone(N_("Nothing is open in this series: there is no form to print."))
        print_forms(cases=cases, by=whoever_asks(), now=now)
        return now.isoformat()

    printed = do_once(
        make,
        key=f"{form.submission_key.data}|{slug}|papers",
        content=[("series", slug)],
        now=now,
        sender=actor.public_id,
    )
    address = url_for(".desk_printed_series", slug=slug, printed=printed)
    return redirect(address, code=303)


@bp.get("/staff/series/<slug>/consents/forms.pdf")
@requires(Right.SEE_REGISTRATIONS)
def desk_printed_series(slug: str) -> Response:
    """All forms that were made at one press, in one file."""
    series = get_own_series(slug, current_actor())
    try:
        printed = datetime.fromisoformat(request.args.get("printed", ""))
        aware = printed.astimezone(UTC) if printed.tzinfo else None
    except (ValueError, OverflowError):
        aware = None
    forms = forms_printed_at(series, printed=aware) if aware else ()
    return _pdf(forms, name=f"consents-{slug}")


def _open_in(
    series: Series, *, now: datetime
) -> list[tuple[Case, Sequence[ConsentText]]]:
    """Everybody of the series whom a paper can ask, with the texts that are open."""
    lines = consent_queue(current_actor(), now=now, slug=series.slug)
    asked = [(line, line.guardian) for line in lines if line.guardian is not None]
    languages = {guardian.account.language for _line, guardian in asked}
    texts = {language: current_texts(list(Purpose), language) for language in languages}
    return [
        (
            Case(
                pupil=line.pupil,
                guardian=guardian,
                registrations=line.registrations,
                to_agree=line.to_agree,
            ),
            [texts[guardian.account.language][each.purpose] for each in line.missing],
        )
        for line, guardian in asked
    ]


def _pdf(forms: Sequence[PaperForm], *, name: str) -> Response:
    """Draw the forms, each in the language of its family.

    Raises:
        Gone: there is nobody left to ask.
        Conflict: a name has letters that cannot be printed.
    """
    papers = papers_of(forms, actor=current_actor(), now=clock.now())
    if not papers:
        raise Gone(N_("There is no form to print: nobody is to be asked any more."))
    try:
        file = consent_forms_pdf([_drawn(paper) for paper in papers])
    except UncoveredLetters as error:
        raise Conflict(
            N_("These letters of a name cannot be printed: %(letters)s"),
            letters=error.letters,
        ) from error
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _drawn(paper: Paper) -> PaperDesign:
    with force_locale(paper.case.guardian.account.language):
        return paper_design(paper)
