"""What a tablet has to know so that pupils can answer their compass at it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.assessments.models import Occasion, SelfReport
from fablab.assessments.queries.compass import Window, windows
from fablab.assessments.queries.tablet import seen_today
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.config import LANGUAGES
from fablab.kernel.db import db
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting, Series
from fablab.series.queries.own import is_seen_by
from fablab.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A pupil who may be handed the tablet; `given` is what they answered already."""

    registration: str
    given_name: str
    occasions: Mapping[Occasion, Window]
    given: Collection[Occasion]


@dataclass(frozen=True, kw_only=True)
class AskedMeeting:
    """A meeting of today, by its public id, and whom it lets answer at all."""

    id: str
    pupils: Sequence[Asked]


def asked_today(
    kiosk: KnownKiosk, actor: Actor, *, now: datetime
) -> list[AskedMeeting]:
    """Today's meetings of the actor and who may answer what; no answer is in it.

    A window that is over is left out; one that opens later today is there.
    """
    meetings = seen_today(kiosk, actor, now=now)
    places = _places(meetings)
    given = _given([place.id for found in places.values() for place in found])
    return [
        AskedMeeting(
            id=meeting.public_id,
            pupils=[
                Asked(
                    registration=place.public_id,
                    given_name=place.pupil.given_name,
                    occasions=occasions,
                    given=given[place.id],
                )
                for place in places[meeting.series_id]
                if (occasions := _to_come(place, now=now))
            ],
        )
        for meeting in meetings
    ]


def languages_at(kiosk: KnownKiosk) -> list[str]:
    """In which languages the tablet asks, that of its site first."""
    own = db.session.scalar(select(Site.language).where(Site.id == kiosk.site_id))
    return sorted(LANGUAGES, key=lambda code: code != own)


def known_reports(ids: Collection[UUID]) -> set[UUID]:
    """Which of these reports came before, counted or not."""
    found = select(SelfReport.event_id).where(SelfReport.event_id.in_(ids))
    return {each for each in db.session.scalars(found) if each}


def places_named(
    kiosk: KnownKiosk, names: Collection[str]
) -> Mapping[str, Registration]:
    """What these public ids stand for at the tablet's site."""
    found = db.session.scalars(
        select(Registration)
        .join(Registration.series)
        .where(Registration.public_id.in_(names), Series.site_id == kiosk.site_id)
    )
    return {each.public_id: each for each in found}


def accounts_named(names: Collection[str]) -> Mapping[str, Account]:
    """Whose codes these are, their roles loaded."""
    found = db.session.scalars(
        select(Account)
        .where(Account.public_id.in_(names))
        .options(selectinload(Account.grants))
    )
    return {each.public_id: each for each in found}


def seen_series(actor: Actor, series_ids: Collection[int]) -> set[int]:
    """Those of the series that the actor leads, or whose site they run."""
    found = select(Series.id).where(Series.id.in_(series_ids), is_seen_by(actor))
    return set(db.session.scalars(found))


def _places(meetings: Sequence[Meeting]) -> Mapping[int, Sequence[Registration]]:
    found = db.session.scalars(
        select(Registration)
        .where(
            Registration.series_id.in_({one.series_id for one in meetings}),
            Registration.status == RegistrationStatus.PLACED,
        )
        .options(
            joinedload(Registration.pupil),
            joinedload(Registration.series).selectinload(Series.meetings),
        )
        .order_by(Registration.id)
    )
    places: dict[int, list[Registration]] = defaultdict(list)
    for place in found:
        places[place.series_id].append(place)
    return places


def _given(registration_ids: Collection[int]) -> Mapping[int, set[Occasion]]:
    found = db.session.execute(
        select(SelfReport.registration_id, SelfReport.occasion).where(
            SelfReport.registration_id.in_(registration_ids),
            SelfReport.not_counted.is_(None),
        )
    )
    given: dict[int, set[Occasion]] = defaultdict(set)
    for registration_id, occasion in found:
        given[registration_id].add(occasion)
    return given


def _to_come(place: Registration, *, now: datetime) -> Mapping[Occasion, Window]:
    return {
        occasion: window
        for occasion, window in windows(place).items()
        if now <= window.closes_at
    }
