"""The meeting's levels at a glance: what is watched, and what is still open."""

from collections.abc import Sequence

from flask import render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor
from fablab.assessments.models import HeldLevel
from fablab.assessments.queries.levels import latest_levels
from fablab.assessments.queries.linked import linked_at
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
from fablab.series.models import Meeting
from fablab.web.forms import ButtonForm


@bp.route("")
@requires(Right.OBSERVE)
def levels(public_id: str) -> str:
    """Show what is watched at the meeting and how much is recorded."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    here, held = lines_here(meeting), held_at(meeting)
    rubric = rubric_words(meeting)
    return render_template(
        "assessments/levels.html",
        rubric=rubric,
        watched=watched_at(meeting, rubric, here, actor),
        here=len(here),
        linked=linked_at(meeting),
        held=held,
        told=_told(meeting, held, actor),
        held_words=HELD_SHORT,
        form=ButtonForm(),
        **meeting_parts(meeting),
    )


def _told(
    meeting: Meeting, held: Sequence[HeldLevel], actor: Actor
) -> set[tuple[int, int]]:
    """Whose held levels may be read: pupil and dimension that the actor has rated."""
    if not held:
        return set()
    rated = latest_levels(
        registration_ids={one.registration_id for one in held},
        meeting_id=meeting.id,
        observer_id=actor.account_id,
    )
    own = [one for one in held if one.given_by_id == actor.account_id]
    return {(one.registration_id, one.dimension_id) for one in rated} | {
        (one.registration_id, one.dimension_id) for one in own
    }
