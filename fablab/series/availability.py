"""Whether a series can be joined now: one answer for the list, its page and the API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a published series stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"


JOINABLE = frozenset({State.OPEN, State.FULL})


@dataclass(frozen=True, kw_only=True)
class Availability:
    """The state of a series and its free places at one moment.

    `since` is when registration opens, and only set while that is still to come.
    """

    state: State
    places_left: int
    since: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether pupils can be registered, be it for the waiting list."""
        return self.state in JOINABLE

    @property
    def may_get_place(self) -> bool:
        """Whether a place can be had, now or when registration opens."""
        return self.state in {State.OPEN, State.UPCOMING} and self.places_left > 0


def availability(
    *,
    opens_at: datetime,
    closes_at: datetime,
    capacity: int,
    places_taken: int,
    first_start: datetime | None,
    last_end: datetime | None,
    now: datetime,
) -> Availability:
    """What can be said of a published series at `now`.

    Registration decides as long as it lasts, even if the first meeting has begun.
    """
    left = max(0, capacity - places_taken)
    if last_end is not None and now >= last_end:
        return Availability(state=State.FINISHED, places_left=left)
    if now < opens_at:
        return Availability(state=State.UPCOMING, places_left=left, since=opens_at)
    if now < closes_at:
        state = State.OPEN if left else State.FULL
    elif first_start is not None and now >= first_start:
        state = State.RUNNING
    else:
        state = State.CLOSED
    return Availability(state=state, places_left=left)
