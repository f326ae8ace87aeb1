"""What families of a series get to see."""

from datetime import datetime

from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.series.models import Series


def show_levels(*, series: Series, shown: bool, actor: Actor, now: datetime) -> None:
    """Let the families of a series see the levels of their pupils, or only the work.

    Args:
        series: locked.
        shown: whether they see levels from now on.
        actor: who decides it.
        now: the aware instant.
    """
    if series.families_see_levels == shown:
        return
    series.families_see_levels = shown
    db.session.flush()
    record_event(
        actor=actor.public_id,
        action="series.levels_shown" if shown else "series.levels_kept",
        subject_kind="series",
        subject=series.slug,
        now=now,
    )
