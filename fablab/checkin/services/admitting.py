"""Letting a pupil in who came to the door without a place."""

from datetime import datetime

from fablab.accounts.models import Account
from fablab.checkin.errors import CannotSettle
from fablab.checkin.models import Scan, ScanReview
from fablab.checkin.services.reviews import count_scan_for
from fablab.kernel.errors import N_
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.registrations.queries.finding import deciding_guardians
from fablab.registrations.queries.places import somebody_waits
from fablab.registrations.services.offers import free_places
from fablab.registrations.services.places import lock_series
from fablab.registrations.services.staff import (
    MAY_BE_SET_ASIDE,
    offer_place,
    register_by_hand,
)
from fablab.series.models import Meeting


def admit_at_the_door(
    *,
    scan: Scan,
    meeting: Meeting,
    registration: Registration,
    reason: str,
    by: Account,
    now: datetime,
) -> ScanReview:
    """Give a pupil who came a free place, and let the scan count for them.

    Who waits is offered the place; who had signed off is registered anew. Either way
    the family gets its letter and answers, as always when staff do it by hand.

    Args:
        scan: one that nobody has settled.
        meeting: where the pupil came.
        registration: the pupil's, waiting or cancelled, in the meeting's series.
        reason: why; others will read it.
        by: who lets them in.
        now: the aware instant.

    Raises:
        CannotSettle: no place is free, or nobody may decide for the pupil.
        DomainError: what registering or offering by hand refuses.
    """
    series = registration.series
    lock_series(series.id)
    if free_places(series) <= 0:
        raise CannotSettle(N_("No place is free: nobody can be admitted."))
    if registration.status is RegistrationStatus.WAITLISTED:
        offer_place(registration=registration, reason=reason, by=by, now=now)
    else:
        registration = _register_again(registration, reason=reason, by=by, now=now)
    return count_scan_for(
        scan=scan,
        meeting=meeting,
        registration=registration,
        by=by,
        now=now,
        is_admitted=True,
    )


def _register_again(
    registration: Registration, *, reason: str, by: Account, now: datetime
) -> Registration:
    series, pupil = registration.series, registration.pupil
    if somebody_waits(series):
        raise CannotSettle(N_("Others wait for the free place: offer it to them."))
    guardians = deciding_guardians(pupil)
    if not guardians:
        raise CannotSettle(N_("Nobody may decide for this pupil."))
    return register_by_hand(
        pupil=pupil,
        guardian=guardians[0],
        series=series,
        set_aside=MAY_BE_SET_ASIDE,
        reason=reason,
        by=by,
        now=now,
    )
