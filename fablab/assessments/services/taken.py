"""Photos of the work from a tablet: kept once, as evidence where they may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fablab.accounts.models import Account
from fablab.accounts.queries import actor_of
from fablab.assessments.models import Dimension, PhotoKind
from fablab.assessments.pictures import SealedPhoto
from fablab.assessments.queries.named import (
    Named,
    find_named,
    pins_given,
    seen_meetings,
)
from fablab.assessments.queries.photos import photo_of_event
from fablab.assessments.services.holding import PIN_LASTS
from fablab.assessments.services.photos import add_work_photo
from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.scans import corrected
from fablab.kernel.errors import N_, Conflict, DomainError
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One photo as a tablet sends it; names are public ids, `by` a staff member's code.

    `at` is what the tablet's clock said, `rubric` the version that `dimension` is of.
    """

    id: UUID
    seq: int
    meeting: str
    registration: str
    dimension: str
    data: bytes
    at: datetime
    by: str
    rubric: str = ""


@dataclass(frozen=True, kw_only=True)
class TakenAnswer:
    """What became of a photo, and what to say of it."""

    outcome: ScanOutcome
    why: DomainError | None = None


@dataclass(frozen=True)
class _Shot:
    """What a photo names, found; `at` is by the right time."""

    id: UUID
    photo: SealedPhoto
    meeting: Meeting
    registration: Registration
    dimension: Dimension
    by: Account
    at: datetime


def store_photos(
    *,
    kiosk: KnownKiosk,
    photos: Sequence[tuple[Taken, SealedPhoto]],
    sent_at: datetime,
    now: datetime,
) -> list[TakenAnswer]:
    """Keep what shows the work, and say of each photo what became of it.

    A photo that cannot be evidence of its meeting is kept among those of the series.

    Args:
        kiosk: which tablet sends.
        photos: a few, each sealed before the unit of work.
        sent_at: what the tablet's clock said when it sent them; it gives its error.
        now: the aware instant of arrival.

    Returns:
        One answer for each photo, in the order of `photos`.
    """
    named = find_named(
        kiosk,
        meetings={taken.meeting for taken, _photo in photos},
        registrations={taken.registration for taken, _photo in photos},
        accounts={taken.by for taken, _photo in photos},
    )
    answers = []
    for taken, photo in photos:
        at = min(corrected(taken.at, skew=now - sent_at), now)
        shot = _find(taken, photo, named, at=at)
        if shot is None:
            answers.append(TakenAnswer(outcome=ScanOutcome.INVALID))
        else:
            answers.append(_store(shot, kiosk, now=now))
    return answers


def _find(
    taken: Taken, photo: SealedPhoto, named: Named, *, at: datetime
) -> _Shot | None:
    """What the photo names; None if any of it is unknown at this tablet's site."""
    meeting = named.meetings.get(taken.meeting)
    registration = named.registrations.get(taken.registration)
    dimension = named.dimension(taken.meeting, taken.rubric, taken.dimension)
    by = named.accounts.get(taken.by)
    if meeting and registration and dimension and by:
        return _Shot(taken.id, photo, meeting, registration, dimension, by, at)
    return None


def _store(shot: _Shot, kiosk: KnownKiosk, *, now: datetime) -> TakenAnswer:
    if photo_of_event(shot.id):
        return TakenAnswer(outcome=ScanOutcome.DUPLICATE)
    if why := _why_refused(shot, kiosk, now=now):
        return TakenAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, why=why)
    try:
        _add(shot, shot.meeting, shot.dimension, now=now)
    except DomainError:
        return _keep_apart(shot, now=now)
    return TakenAnswer(outcome=ScanOutcome.STORED)


def _keep_apart(shot: _Shot, *, now: datetime) -> TakenAnswer:
    """Keep it without its meeting, unless that is refused too."""
    try:
        _add(shot, None, None, now=now)
    except DomainError as refusal:
        return TakenAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, why=refusal)
    why = Conflict(
        N_(
            "The photo is kept, but not as evidence of this meeting: "
            "the pupil is not marked as here, or it was cancelled."
        )
    )
    return TakenAnswer(outcome=ScanOutcome.NEEDS_ATTENTION, why=why)


def _add(
    shot: _Shot, meeting: Meeting | None, dimension: Dimension | None, *, now: datetime
) -> None:
    add_work_photo(
        photo=shot.photo,
        registration=shot.registration,
        kind=PhotoKind.OBSERVER,
        by=shot.by,
        now=now,
        meeting=meeting,
        dimension=dimension,
        taken_at=shot.at,
        event_id=shot.id,
    )


def _why_refused(
    shot: _Shot, kiosk: KnownKiosk, *, now: datetime
) -> DomainError | None:
    by = shot.by
    if not pins_given(kiosk, [by.id], since=shot.at - PIN_LASTS):
        return Conflict(
            N_("The photo was not kept: it is not sure who took it. Take it again.")
        )
    actor = actor_of(by, today=now.date())
    is_out = by.disabled_at is not None and by.disabled_at <= now
    if is_out or not seen_meetings(actor, [shot.meeting]):
        return Conflict(
            N_("The photo was not kept: this workshop is another facilitator’s.")
        )
    return None
