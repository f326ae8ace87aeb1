"""Levels that were noted without the app: a table to fill in, and to hand in."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.assessments.errors import TableRefused
from fablab.assessments.exports import empty_table, read_table
from fablab.assessments.forms import TableForm
from fablab.assessments.queries.rubrics import RubricWords, rubric_of, words_of
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.routes.parts import (
    lines_here,
    meeting_parts,
    rubric_words,
    watched_at,
)
from fablab.assessments.services.table import record_table
from fablab.checkin.queries.attendance import staff_meeting
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.series.models import Meeting
from fablab.web.language import current_language
from fablab.web.mishaps import worded


@bp.route("/table", methods=["GET", "POST"])
@requires(Right.OBSERVE)
def table(public_id: str) -> ResponseReturnValue:
    """Take a filled-in table: all of its levels are stored, or none."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    form = TableForm()
    if form.validate_on_submit() and _save(public_id, form, actor):
        return redirect(url_for(".levels", public_id=public_id), code=303)
    meeting = staff_meeting(public_id, actor=actor)
    page = render_template(
        "assessments/table.html",
        form=form,
        rubric=rubric_words(meeting),
        here=len(lines_here(meeting)),
        **meeting_parts(meeting),
    )
    return page, 422 if form.errors else 200


@bp.get("/table.csv")
@requires(Right.OBSERVE)
def table_file(public_id: str) -> Response:
    """The table to fill in: who is here, and what is watched."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    here, rubric = lines_here(meeting), rubric_words(meeting)
    file = empty_table(
        rubric,
        [one.words for one in watched_at(meeting, rubric, here, actor)],
        [line.registration for line in here],
        language=current_language(),
    )
    answer = Response(file, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="levels.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _save(public_id: str, form: TableForm, actor: Actor) -> bool:
    """Store the levels; False, with the reasons in the form, if a rule says no."""
    try:
        words = _all_words(staff_meeting(public_id, actor=actor))
        lines = read_table(form.text, words)
        with unit_of_work():
            record_table(
                meeting=staff_meeting(public_id, actor=actor),
                lines=lines,
                by=account_of(actor),
                now=clock.now(),
            )
    except TableRefused as refusal:
        form.show_refused_lines(refusal)
        return False
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return False
    saved = ngettext("%(num)s level is saved.", "%(num)s levels are saved.", len(lines))
    flash(saved, "ok")
    return True


def _all_words(meeting: Meeting) -> list[RubricWords]:
    """The words of the levels in every language, the visitor's first."""
    languages = dict.fromkeys([current_language(), *LANGUAGES])
    rubric = rubric_of(meeting.series_id)
    return [words_of(rubric, language) for language in languages]
