"""Whom staff may call from the tablet about one pupil of today, and who is barred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.numbers import Number, numbers_of
from fablab.checkin.queries.roster import day_bounds
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.people.models import Collector
from fablab.people.queries.barred import MustNotCollect, who_must_not_collect
from fablab.people.queries.collectors import collectors_on
from fablab.registrations.models import Registration
from fablab.series.models import Meeting, Series
from fablab.series.queries import is_public


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Numbers of the family, of whoever may collect today, and who must not."""

    family: Sequence[Number]
    collectors: Sequence[Collector]
    barred: Sequence[MustNotCollect]


def registration_of_today(
    public_id: str, *, kiosk: KnownKiosk, now: datetime
) -> Registration:
    """A registration whose series meets at the kiosk's site today, or still does.

    Raises:
        NotFound: there is none of that id, or it is no matter of this door today.
    """
    since, until = day_bounds(now, kiosk.zone)
    today = (
        select(Meeting.id)
        .where(
            Meeting.series_id == Registration.series_id,
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at < until,
            or_(Meeting.starts_at >= since, Meeting.ends_at > now),
        )
        .exists()
    )
    found = db.session.scalar(
        select(Registration)
        .join(Registration.series)
        .where(
            Registration.public_id == public_id,
            Series.site_id == kiosk.site_id,
            is_public(),
            today,
        )
    )
    if found is None:
        raise NotFound(N_("Nobody of that kind is expected here today."))
    return found


def contacts_of(
    registration: Registration,
    *,
    kiosk: KnownKiosk,
    cipher: FieldCipher,
    now: datetime,
) -> Contacts:
    """Whom to call about the pupil, in the order to try it."""
    pupil_id, day = registration.pupil_id, now.astimezone(kiosk.zone).date()
    return Contacts(
        family=numbers_of([pupil_id]).get(pupil_id, ()),
        collectors=collectors_on([pupil_id], day=day),
        barred=who_must_not_collect([pupil_id], cipher=cipher).get(pupil_id, ()),
    )
