"""What is on or off for a whole series."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.series.models import Series


class Switch(StrEnum):
    """A field of the series that a coordinator turns on and off."""

    LEVELS_SHOWN = "families_see_levels"
    LOOKING_BACK = "asks_looking_back"


_ACTIONS: Final[Mapping[Switch, Mapping[bool, str]]] = MappingProxyType(
    {
        Switch.LEVELS_SHOWN: {True: "series.levels_shown", False: "series.levels_kept"},
        Switch.LOOKING_BACK: {
            True: "series.looking_back",
            False: "series.not_looking_back",
        },
    }
)


def turn(
    *, series: Series, switch: Switch, to: bool, actor: Actor, now: datetime
) -> None:
    """Turn it on or off and note who did; nothing happens where it is so already.

    Args:
        series: locked.
        switch: which.
        to: whether it is on from now on.
        actor: who decides it.
        now: the aware instant.
    """
    if getattr(series, switch) == to:
        return
    setattr(series, switch, to)
    db.session.flush()
    record_event(
        actor=actor.public_id,
        action=_ACTIONS[switch][to],
        subject_kind="series",
        subject=series.slug,
        now=now,
    )
