"""Which levels from a tablet are held until staff has looked at them, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fablab.accounts.models import Account
from fablab.accounts.queries import actor_of
from fablab.assessments.models import Dimension, HeldReason, Rubric
from fablab.assessments.queries.named import pins_given, seen_meetings
from fablab.assessments.queries.rubrics import rubrics_of
from fablab.assessments.services.levels import Answer, is_here
from fablab.checkin.queries.attendance import register_of
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.registrations.models import Registration
from fablab.series.models import Meeting

PIN_LASTS = timedelta(hours=12)
"""How long levels may be given at a tablet after a PIN, which may be offline since."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """One level as a tablet sends it; names are public ids, `by` a staff member's code.

    `level` is ordinal 1–4, None for not observed; `at` what the tablet's clock said.
    `rubric` is the name of the version whose words were shown, empty if it is unsaid.
    """

    id: UUID
    seq: int
    meeting: str
    registration: str
    dimension: str
    level: int | None
    note: str
    at: datetime
    by: str
    rubric: str = ""


@dataclass(frozen=True)
class Seen:
    """What a rating says, its names found; `at` is by the right time."""

    meeting: Meeting
    dimension: Dimension
    by: Account
    registration: Registration
    rating: Rating
    at: datetime

    @property
    def sheet(self) -> tuple[datetime, int, int, int]:
        """What is stored together: one meeting, dimension and observer."""
        meeting = self.meeting
        return meeting.starts_at, meeting.id, self.dimension.id, self.by.id

    @property
    def answer(self) -> Answer:
        """The same as an observer's answer."""
        said = self.rating
        return Answer(said.registration, said.level, said.note, said.id, self.at)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the levels of one batch are judged by, read once for all of them.

    `pins` are when each account typed its PIN at the tablet, `led` the meetings that
    each may observe, `here` the pairs of meeting and registration that came, `rubrics`
    the rubric of each series.
    """

    pins: Mapping[int, Sequence[datetime]]
    led: Mapping[int, set[int]]
    here: set[tuple[int, int]]
    rubrics: Mapping[int, Rubric]
    now: datetime

    def reason_to_hold(self, one: Seen) -> HeldReason | None:
        """Why it does not count yet, apart from a missing note; None if it does."""
        pins, by, meeting = self.pins.get(one.by.id, ()), one.by, one.meeting
        is_out = by.disabled_at is not None and by.disabled_at <= self.now
        grounds = {
            HeldReason.NO_PIN: all(at <= one.at - PIN_LASTS for at in pins),
            HeldReason.NOT_YOURS: is_out or meeting.id not in self.led[by.id],
            HeldReason.OTHER_WORKSHOP: one.registration.series_id != meeting.series_id,
            HeldReason.CANCELLED: meeting.cancelled_at is not None,
            HeldReason.NOT_HERE: (meeting.id, one.registration.id) not in self.here,
            HeldReason.RUBRIC_CHANGED: one.dimension.rubric_id
            != self.rubrics[meeting.series_id].id,
        }
        return next((reason for reason, holds in grounds.items() if holds), None)


def what_is_known(seen: Collection[Seen], kiosk: KnownKiosk, *, now: datetime) -> Known:
    """Read what these levels are judged by: by meeting and by person, not by level.

    Args:
        seen: at least one.
        kiosk: which tablet sent them.
        now: the aware instant of arrival.
    """
    meetings = {one.meeting.id: one.meeting for one in seen}
    people = {one.by.id: one.by for one in seen}
    return Known(
        pins=pins_given(kiosk, people, since=min(one.at for one in seen) - PIN_LASTS),
        led={
            person.id: seen_meetings(
                actor_of(person, today=now.date()), meetings.values()
            )
            for person in people.values()
        },
        here={
            (meeting.id, line.registration.id)
            for meeting in meetings.values()
            for line in register_of(meeting)
            if is_here(line)
        },
        rubrics=rubrics_of({one.series_id for one in meetings.values()}),
        now=now,
    )
