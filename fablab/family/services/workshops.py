"""What else a pupil could take part in: of their age, open, and at another time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil
from fablab.registrations.models import TAKES_A_PLACE
from fablab.registrations.queries.family import registrations_of
from fablab.registrations.queries.places import clash, first_day
from fablab.registrations.services.eligibility import fits_age
from fablab.series.models import Series
from fablab.series.queries import is_public, live_meetings, with_parts


def fitting_workshops(
    pupil: Pupil, *, guardian: Guardian, now: datetime
) -> Sequence[Series]:
    """Series that the pupil can be registered for now, by their first meeting.

    Those of the FabLabs where the pupil has been come first.

    Left out: those of another age, those where the pupil is already, and those whose
    meetings leave no time to get there from a place that the pupil has. A fixed number
    of statements; what else may speak against it, the registration says.
    """
    own = [
        line.registration
        for line in registrations_of(guardian)
        if line.registration.pupil_id == pupil.id
    ]
    known = {registration.series_id for registration in own}
    sites = {registration.series.site_id for registration in own}
    taken = [
        registration.series
        for registration in own
        if registration.status in TAKES_A_PLACE and not registration.series.exempt
    ]
    return sorted(
        (
            series
            for series in _open_series(now=now)
            if series.id not in known
            and _is_for(pupil, series)
            and (series.exempt or not _clashes(series, taken))
        ),
        key=lambda series: (
            series.site_id not in sites,
            live_meetings(series)[0].starts_at,
            series.slug,
        ),
    )


def _open_series(*, now: datetime) -> Sequence[Series]:
    return db.session.scalars(
        with_parts(
            select(Series).where(
                is_public(),
                Series.registration_opens_at <= now,
                Series.registration_closes_at > now,
            )
        )
    ).all()


def _is_for(pupil: Pupil, series: Series) -> bool:
    first = first_day(series)
    return first is not None and fits_age(pupil.birth_date, series, first=first)


def _clashes(series: Series, taken: Iterable[Series]) -> bool:
    return any(
        clash(
            (mine.starts_at, mine.ends_at),
            (theirs.starts_at, theirs.ends_at),
            max(series.site.transfer_minutes, other.site.transfer_minutes),
        )
        for other in taken
        for theirs in live_meetings(other)
        for mine in live_meetings(series)
    )
