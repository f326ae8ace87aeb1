"""Recording the levels of one dimension, for all pupils of a meeting at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.assessments.errors import NoteMissing
from fablab.assessments.forms import LevelsForm, levels_form
from fablab.assessments.models import Dimension
from fablab.assessments.queries.levels import latest_levels, levels_before
from fablab.assessments.queries.photos import shown_work
from fablab.assessments.queries.rubrics import rubric_of
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.routes.parts import (
    lines_here,
    meeting_parts,
    rubric_words,
    watched_at,
)
from fablab.assessments.services.levels import is_here, record_levels
from fablab.checkin.models import AttendanceStatus
from fablab.checkin.queries.attendance import (
    RegisterLine,
    register_of,
    staff_meeting,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.series.models import Meeting
from fablab.web.mishaps import worded

_AWAY = {
    None: _l("not checked in"),
    AttendanceStatus.EXCUSED: _l("excused"),
    AttendanceStatus.ABSENT: _l("absent"),
}


@dataclass(frozen=True, kw_only=True)
class PupilLine:
    """One pupil of the page; who is away has no fields but a reason."""

    id: str
    name: str
    before: int | None = None
    level: Field | None = None
    note: Field | None = None
    has_photo: bool = False
    away: object = None


@bp.route("/<code>", methods=["GET", "POST"])
@requires(Right.OBSERVE)
def record(public_id: str, code: str) -> ResponseReturnValue:
    """Record the levels of one dimension, for every pupil who is here."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    row, rubric = _dimension(meeting, code), rubric_words(meeting)
    here = lines_here(meeting)
    form = levels_form(
        [line.registration for line in here], rubric, _said(meeting, here, row, actor)
    )
    if form.validate_on_submit() and _save(public_id, code, form, actor):
        return redirect(_next_url(public_id, code, actor), code=303)
    meeting = staff_meeting(public_id, actor=actor)
    page = render_template(
        "assessments/dimension.html",
        form=form,
        rubric=rubric,
        dimension=next(one for one in rubric.dimensions if one.code == code),
        watched=watched_at(meeting, rubric, here, actor, also=code),
        lines=_pupil_lines(meeting, register_of(meeting), form, row),
        **meeting_parts(meeting),
    )
    return page, 422 if form.errors else 200


def _save(public_id: str, code: str, form: LevelsForm, actor: Actor) -> bool:
    """Store the answers; False, with the reason in the form, if a rule says no."""
    rest_unseen = "rest" in request.form
    if form.refuse_other_words(rubric_words(staff_meeting(public_id, actor=actor))):
        return False
    if not rest_unseen and form.refuse_notes_alone():
        return False
    answers = form.answers(list(request.form), rest_unseen=rest_unseen)
    try:
        with unit_of_work():
            meeting = staff_meeting(public_id, actor=actor)
            record_levels(
                meeting=meeting,
                dimension=_dimension(meeting, code),
                answers=answers,
                by=account_of(actor),
                now=clock.now(),
            )
    except NoteMissing as refusal:
        form.show_missing_notes(refusal)
        return False
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return False
    if answers:
        flash(_("The levels are saved."), "ok")
    return True


def _next_url(public_id: str, code: str, actor: Actor) -> str:
    """Where to go on: the next dimension that lacks answers, else the overview."""
    meeting = staff_meeting(public_id, actor=actor)
    here = lines_here(meeting)
    watched = watched_at(meeting, rubric_words(meeting), here, actor, also=code)
    codes = [one.words.code for one in watched]
    after = watched[codes.index(code) + 1 :]
    unfinished = [one for one in after if one.answered < len(here)]
    return unfinished[0].url if unfinished else url_for(".levels", public_id=public_id)


def _dimension(meeting: Meeting, code: str) -> Dimension:
    for one in rubric_of(meeting.series_id).dimensions:
        if one.code == code:
            return one
    raise NotFound(N_("There is nothing of this name to watch."))


def _said(
    meeting: Meeting, here: Sequence[RegisterLine], row: Dimension, actor: Actor
) -> dict[str, tuple[int | None, str]]:
    """What the facilitator said before; never what others said, who judge alone."""
    public_ids = {line.registration.id: line.registration.public_id for line in here}
    return {
        public_ids[one.registration_id]: (one.level, one.note)
        for one in latest_levels(
            registration_ids=public_ids,
            meeting_id=meeting.id,
            observer_id=actor.account_id,
        )
        if one.dimension_id == row.id
    }


def _pupil_lines(
    meeting: Meeting, lines: Sequence[RegisterLine], form: LevelsForm, row: Dimension
) -> list[PupilLine]:
    """Who is here first, then who is away; names as short as they stay apart."""
    names = _names(lines)
    before = levels_before(
        meeting,
        dimension_id=row.id,
        registration_ids=[line.registration.id for line in lines],
    )
    shown = shown_work(
        meeting=meeting,
        dimension_id=row.id,
        registration_ids=[line.registration.id for line in lines],
    )
    ordered = sorted(lines, key=lambda line: not is_here(line))
    return [
        PupilLine(
            id=line.registration.public_id,
            name=names[line.registration.id],
            before=before.get(line.registration.id),
            level=form.level_of(line.registration),
            note=form.note_of(line.registration),
            has_photo=line.registration.id in shown,
        )
        if is_here(line) and form.asks_about(line.registration)
        else PupilLine(
            id=line.registration.public_id,
            name=names[line.registration.id],
            away=_AWAY.get(line.attendance.status if line.attendance else None),
        )
        for line in ordered
    ]


def _names(lines: Sequence[RegisterLine]) -> Mapping[int, str]:
    shared = Counter(line.registration.pupil.short_name for line in lines)
    return {
        one.id: one.pupil.short_name
        if shared[one.pupil.short_name] == 1
        else one.pupil.full_name
        for one in (line.registration for line in lines)
    }
