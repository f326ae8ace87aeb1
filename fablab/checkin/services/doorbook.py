"""Who may come through the door today, looked up once for a whole batch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.scans import (
    FoundCard,
    FoundMeeting,
    FoundRegistration,
    Pair,
    cards_by_code,
    meetings_at_the_door,
    registrations_at_the_door,
)
from fablab.kernel.codes import tidy
from fablab.registrations.models import RegistrationStatus

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an event is about, as far as it can be told.

    `elsewhere` is the pupil's own meeting of that day, where another one was meant.
    """

    unknown: bool = False
    revoked: bool = False
    meeting: FoundMeeting | None = None
    registration: FoundRegistration | None = None
    elsewhere: FoundMeeting | None = None

    @property
    def matches(self) -> bool:
        """Whether the registration is one of the meeting's own series."""
        return (
            self.meeting is not None
            and self.registration is not None
            and self.meeting.series_id == self.registration.series_id
        )

    @property
    def pair(self) -> Pair | None:
        """Meeting and registration, where both are known."""
        if self.meeting is None or self.registration is None:
            return None
        return self.meeting.id, self.registration.id


@dataclass(frozen=True, kw_only=True)
class DoorBook:
    """Cards, registrations and meetings that the events of a batch may mean."""

    kiosk: KnownKiosk
    cards: dict[str, FoundCard]
    registrations: list[FoundRegistration]
    meetings: list[FoundMeeting]

    def subject(
        self,
        *,
        card: str | None,
        registration: str | None,
        meeting: str | None,
        at: datetime,
    ) -> Subject:
        """What was shown or named, and at which meeting."""
        found = self.cards.get(tidy(card)) if card is not None else None
        own = [
            each
            for each in self.registrations
            if each.public_id == registration
            or (found is not None and each.pupil_id == found.pupil_id)
        ]
        if not own and found is None:
            return Subject(unknown=True, meeting=self._named(meeting))
        nearest = self._nearest(own, at)
        where = self._named(meeting) if meeting else nearest
        return Subject(
            revoked=found is not None and _was_revoked(found, at),
            meeting=where,
            registration=_fitting(own, where),
            elsewhere=nearest if nearest != where else None,
        )

    def _named(self, public_id: str | None) -> FoundMeeting | None:
        named = (each for each in self.meetings if each.public_id == public_id)
        return next(named, None)

    def _nearest(
        self, own: Sequence[FoundRegistration], at: datetime
    ) -> FoundMeeting | None:
        """The pupil's meeting of that day that runs, or is nearest in time."""
        series = {r.series_id for r in own if r.status is RegistrationStatus.PLACED}
        series = series or {r.series_id for r in own}
        zone = self.kiosk.zone
        day = at.astimezone(zone).date()
        today = [
            meeting
            for meeting in self.meetings
            if meeting.series_id in series
            and not meeting.cancelled
            and meeting.starts_at.astimezone(zone).date() == day
        ]
        return min(today, key=lambda meeting: _distance(meeting, at), default=None)


def _was_revoked(card: FoundCard, at: datetime) -> bool:
    """Whether the card was lost before it was shown; it may have been sent later."""
    return card.revoked_at is not None and card.revoked_at <= at


def _distance(meeting: FoundMeeting, at: datetime) -> timedelta:
    return max(meeting.starts_at - at, at - meeting.ends_at, timedelta())


def _fitting(
    own: Sequence[FoundRegistration], meeting: FoundMeeting | None
) -> FoundRegistration | None:
    if meeting is not None:
        for registration in own:
            if registration.series_id == meeting.series_id:
                return registration
    return next(iter(own), None)


def open_door_book(
    *,
    kiosk: KnownKiosk,
    codes: Collection[str],
    registrations: Collection[str],
    meetings: Collection[str],
    times: Sequence[datetime],
) -> DoorBook:
    """Look up what a batch names: three statements, however long it is."""
    cards = cards_by_code(set(filter(_can_be_ours, codes)))
    found = registrations_at_the_door(
        public_ids=set(filter(_can_be_ours, registrations)),
        pupil_ids={card.pupil_id for card in cards.values()},
    )
    return DoorBook(
        kiosk=kiosk,
        cards=cards,
        registrations=found,
        meetings=meetings_at_the_door(
            site_id=kiosk.site_id,
            public_ids=set(filter(_can_be_ours, meetings)),
            series_ids={registration.series_id for registration in found},
            between=(min(times) - A_DAY, max(times) + A_DAY),
        ),
    )


def _can_be_ours(text: str) -> bool:
    """Whether a database may be asked for it: no code of ours holds anything else."""
    return text.isascii() and text.isprintable()
