"""Choosing what is watched at a meeting."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.forms import FocusForm
from fablab.assessments.queries.focus import focus_of
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.routes.parts import meeting_parts, rubric_words
from fablab.assessments.services.focus import choose_focus
from fablab.checkin.queries.attendance import staff_meeting
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.web.mishaps import worded


@bp.route("/focus", methods=["GET", "POST"])
@requires(Right.OBSERVE)
def focus(public_id: str) -> ResponseReturnValue:
    """Choose which dimensions are watched at the meeting."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    form = FocusForm(data={"dimensions": [one.code for one in focus_of(meeting)]})
    form.offer(rubric_words(meeting).dimensions)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                choose_focus(
                    meeting=staff_meeting(public_id, actor=actor),
                    codes=form.dimensions.data or [],
                )
        except DomainError as refusal:
            form.dimensions.errors = [worded(refusal)]
        else:
            return redirect(url_for(".levels", public_id=public_id), code=303)
    page = render_template(
        "assessments/focus.html",
        form=form,
        cues={one.code: one.cue for one in rubric_words(meeting).dimensions},
        **meeting_parts(staff_meeting(public_id, actor=actor)),
    )
    return page, 422 if form.errors else 200
