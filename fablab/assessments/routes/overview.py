"""The meeting's levels at a glance: what is watched, and what is still open."""

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.tablet import held_at
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.routes.parts import (
    lines_here,
    meeting_parts,
    rubric_words,
    watched_at,
)
from fablab.assessments.wording import HELD_SHORT
from fablab.checkin.queries.attendance import staff_meeting
from fablab.web.forms import ButtonForm


@bp.route("")
@requires(Right.OBSERVE)
def levels(public_id: str) -> str:
    """Show what is watched at the meeting and how much is recorded."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    here = lines_here(meeting)
    return render_template(
        "assessments/levels.html",
        rubric=rubric_words(),
        watched=watched_at(meeting, here, actor),
        here=len(here),
        held=held_at(meeting),
        held_words=HELD_SHORT,
        form=ButtonForm(),
        **meeting_parts(meeting),
    )
