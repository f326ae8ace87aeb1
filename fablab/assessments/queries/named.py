"""What a batch from a tablet names by public ids, found in few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.assessments.models import Assessment, Dimension, HeldLevel
from fablab.assessments.queries.rubrics import rubrics_for, rubrics_of
from fablab.checkin.models import KioskPass
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.kernel.db import db
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.series.queries.own import is_seen_by

_Row = TypeVar("_Row", Meeting, Registration, Account)


@dataclass(frozen=True, kw_only=True)
class Named:
    """Everything by the name that a tablet has for it; foreign things are left out.

    `dimensions` by their rubric's name and code; `rubrics` are the names of those that
    the meetings' series use, by meeting.
    """

    meetings: Mapping[str, Meeting]
    registrations: Mapping[str, Registration]
    accounts: Mapping[str, Account]
    dimensions: Mapping[tuple[str, str], Dimension]
    rubrics: Mapping[str, str]

    def dimension(self, meeting: str, rubric: str, code: str) -> Dimension | None:
        """The dimension of that code; without a rubric's name, by the meeting's."""
        return self.dimensions.get((rubric or self.rubrics.get(meeting, ""), code))


def find_named(
    kiosk: KnownKiosk,
    *,
    meetings: Collection[str],
    registrations: Collection[str],
    accounts: Collection[str],
) -> Named:
    """What these public ids stand for at the tablet's site."""
    found = _by_name(
        select(Meeting)
        .join(Meeting.series)
        .where(Meeting.public_id.in_(meetings), Series.site_id == kiosk.site_id)
        .options(contains_eager(Meeting.series))
    )
    used = rubrics_of({one.series_id for one in found.values()})
    return Named(
        meetings=found,
        registrations=_by_name(
            select(Registration)
            .join(Registration.series)
            .where(
                Registration.public_id.in_(registrations),
                Series.site_id == kiosk.site_id,
            )
        ),
        accounts=_by_name(
            select(Account)
            .where(Account.public_id.in_(accounts))
            .options(selectinload(Account.grants))
        ),
        dimensions={
            (rubric.name, one.code): one
            for rubric in rubrics_for(kiosk.site_id)
            for one in rubric.dimensions
        },
        rubrics={name: used[one.series_id].name for name, one in found.items()},
    )


def known_ids(ids: Collection[UUID]) -> set[UUID]:
    """Which of these levels came before, counted or held."""
    counted = select(Assessment.event_id).where(Assessment.event_id.in_(ids))
    held = select(HeldLevel.event_id).where(HeldLevel.event_id.in_(ids))
    return {each for each in db.session.scalars(counted.union(held)) if each}


def pins_given(
    kiosk: KnownKiosk, account_ids: Collection[int], *, since: datetime
) -> Mapping[int, Sequence[datetime]]:
    """When each of these accounts typed its PIN at the tablet, after that instant."""
    found = db.session.execute(
        select(KioskPass.account_id, KioskPass.given_at).where(
            KioskPass.kiosk_id == kiosk.id,
            KioskPass.account_id.in_(account_ids),
            KioskPass.given_at > since,
        )
    )
    given: dict[int, list[datetime]] = defaultdict(list)
    for account_id, at in found:
        given[account_id].append(at)
    return given


def seen_meetings(actor: Actor, meetings: Collection[Meeting]) -> set[int]:
    """The ids of those meetings that the actor leads, or whose site they run."""
    found = db.session.scalars(
        select(Meeting.id)
        .join(Meeting.series)
        .where(Meeting.id.in_([one.id for one in meetings]), is_seen_by(actor))
    )
    return set(found)


def _by_name(query: Select[_Row]) -> Mapping[str, _Row]:
    return {row.public_id: row for row in db.session.scalars(query)}
