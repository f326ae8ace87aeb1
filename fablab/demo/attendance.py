"""Three months at the door: every past meeting's scans, through the real rules."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from fablab.accounts.models import Account
from fablab.checkin.models import ScanKind
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.cards import issue_card
from fablab.checkin.services.kiosks import enrol_kiosk, make_kiosk_code
from fablab.checkin.services.scans import Event, store_scans
from fablab.demo.programme import Run
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from fablab.sites.models import Site

COMES = 0.9
COMES_EARLY = 0.6
STICKER, FRIEND = "4006381333931", "Lena Kowal"


class Door:
    """The tablet of one site, and what it saw."""

    def __init__(
        self, site: Site, coordinator: Account, chance: random.Random, began: datetime
    ) -> None:
        code = make_kiosk_code(site=site, made_by=coordinator, now=began)
        kiosk, _ = enrol_kiosk(code=code, name=f"{site.city} 1", now=began)
        self._chance = chance
        self._seq = 0
        self._kiosk = KnownKiosk(
            id=kiosk.id,
            public_id=kiosk.public_id,
            seen_at=kiosk.seen_at,
            clock_error=kiosk.clock_error,
            site_id=site.id,
            site_slug=site.slug,
            site_name=site.name,
            time_zone=site.time_zone,
        )

    def watch(self, run: Run, *, now: datetime) -> None:
        """Store the scans of the series' meetings that have begun."""
        for meeting in run.meetings:
            if meeting.starts_at < now:
                self._watch_meeting(meeting, run.placed, now=now)

    def _watch_meeting(
        self, meeting: Meeting, expected: list[Registration], *, now: datetime
    ) -> None:
        events: list[Event] = []
        is_over = meeting.ends_at < now
        comes = COMES if is_over else COMES_EARLY
        for registration in expected:
            if self._chance.random() > comes:
                continue
            card = issue_card(pupil=registration.pupil, now=registration.registered_at)
            came = meeting.starts_at + timedelta(minutes=self._chance.randint(-12, 9))
            events.append(self._event(card.code, meeting, ScanKind.IN, came))
            if is_over:
                left = meeting.ends_at + timedelta(minutes=self._chance.randint(-3, 8))
                events.append(self._event(card.code, meeting, ScanKind.OUT, left))
        if not is_over:
            events += self._strangers(meeting)
        arrived = max((event.at for event in events), default=meeting.starts_at)
        store_scans(kiosk=self._kiosk, events=events, sent_at=arrived, now=arrived)

    def _strangers(self, meeting: Meeting) -> list[Event]:
        """What a person has to look at: a sticker, and a friend who came along."""
        sticker = meeting.starts_at + timedelta(minutes=2)
        friend = meeting.starts_at + timedelta(minutes=4)
        return [
            self._event(STICKER, meeting, ScanKind.IN, sticker),
            self._event(FRIEND, meeting, ScanKind.IN, friend, how="walk_in"),
        ]

    def _event(
        self,
        card: str,
        meeting: Meeting,
        kind: ScanKind,
        at: datetime,
        *,
        how: str = "camera",
    ) -> Event:
        self._seq += 1
        return Event(
            id=UUID(int=self._chance.getrandbits(128), version=4),
            seq=self._seq,
            kind=kind,
            at=at,
            how=how,
            card=card,
            registration=None,
            meeting=meeting.public_id,
            undoes=None,
        )
