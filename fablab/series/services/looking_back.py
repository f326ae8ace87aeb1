"""Whether pupils of a series are asked to look back."""

from datetime import datetime

from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.series.models import Series


def ask_looking_back(
    *, series: Series, asked: bool, actor: Actor, now: datetime
) -> None:
    """Let pupils say at the end how they were before, or do not ask it.

    Args:
        series: locked.
        asked: whether they are asked from now on.
        actor: who decides it.
        now: the aware instant.
    """
    if series.asks_looking_back == asked:
        return
    series.asks_looking_back = asked
    db.session.flush()
    record_event(
        actor=actor.public_id,
        action="series.looking_back" if asked else "series.not_looking_back",
        subject_kind="series",
        subject=series.slug,
        now=now,
    )
