"""Keeping photos of the work, and taking them away again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from fablab.accounts.models import Account
from fablab.accounts.queries import Actor
from fablab.assessments.errors import NotAChoice
from fablab.assessments.models import Dimension, PhotoKind, WorkPhoto
from fablab.assessments.pictures import SealedPhoto
from fablab.assessments.queries.photos import photo_of_event
from fablab.audit.services import Noted, record_events
from fablab.checkin.models import CAME
from fablab.checkin.queries.attendance import attendances_of
from fablab.kernel.db import db
from fablab.kernel.errors import N_, Conflict
from fablab.registrations.models import Registration, RegistrationStatus
from fablab.series.models import Meeting

CAPTION_LENGTH = 200
MOST_PHOTOS = 12
"""Of one registration."""


def add_work_photo(
    *,
    photo: SealedPhoto,
    registration: Registration,
    kind: PhotoKind,
    by: Account,
    now: datetime,
    meeting: Meeting | None = None,
    dimension: Dimension | None = None,
    caption: str = "",
    taken_at: datetime | None = None,
    event_id: UUID | None = None,
) -> WorkPhoto:
    """Keep a photo of what a pupil made.

    Args:
        photo: of `seal_photo`, made before the unit of work.
        registration: whose work it is.
        kind: whether somebody who watched took it, or it is the pupil's own.
        by: who adds it.
        now: the aware instant.
        meeting: where the work was made, if the photo is to stand for a level.
        dimension: what it shows, if it shows one thing.
        caption: in the words of who adds it, or of the pupil.
        taken_at: when, by the right time; `now` if it is unsaid.
        event_id: the tablet's id; the same once more changes nothing.

    Returns:
        The photo; of an event that is known, the one that is kept already.

    Raises:
        NotAChoice: the caption is too long, or the meeting is of another series.
        Conflict: the meeting was cancelled, the pupil was not there or has no place,
            or there are too many photos.
    """
    _take_turn(registration)
    if event_id is not None and (known := photo_of_event(event_id)):
        return known
    _refuse_strange(registration, meeting, caption)
    if _count(registration) >= MOST_PHOTOS:
        raise Conflict(
            N_(
                "There are %(max)s photos of this workshop already. "
                "Take one away before you add another."
            ),
            max=MOST_PHOTOS,
        )
    kept = WorkPhoto(
        public_id=photo.public_id,
        registration=registration,
        meeting=meeting,
        dimension=dimension,
        kind=kind,
        caption=caption,
        taken_at=taken_at or now,
        added_at=now,
        added_by=by,
        media_type=photo.media_type,
        sha256=photo.sha256,
        sealed=photo.sealed,
        sealed_small=photo.sealed_small,
        event_id=event_id,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def change_caption(*, photo: WorkPhoto, caption: str) -> None:
    """Give a photo other words.

    Raises:
        NotAChoice: they are too long.
    """
    _refuse_long(caption)
    photo.caption = caption
    db.session.flush()


def withdraw_photo(*, photo: WorkPhoto, by: Account, now: datetime) -> None:
    """Take the picture and its words away for good; that there was one stays."""
    photo.withdrawn_at, photo.withdrawn_by = now, by
    photo.sealed = photo.sealed_small = None
    photo.caption = ""
    db.session.flush()


def forget_photos(registration: Registration) -> int:
    """Delete the photos of a pupil who is being erased, and that there were any.

    Returns:
        How many were deleted.
    """
    ids = db.session.scalars(
        select(WorkPhoto.id).where(WorkPhoto.registration_id == registration.id)
    ).all()
    db.session.execute(
        delete(WorkPhoto)
        .where(WorkPhoto.id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def note_photos_seen(
    seen: Mapping[str, Sequence[str]], *, actor: Actor, now: datetime
) -> None:
    """Write down that a member of staff looked at photos: one line for each pupil.

    Args:
        seen: the pupil's public id → the photos'.
        actor: who looked.
        now: the aware instant.
    """
    record_events(
        [Noted(pupil, {"photos": list(photos)}) for pupil, photos in seen.items()],
        actor=actor.public_id,
        action="work_photo.read",
        subject_kind="pupil",
        now=now,
    )


def _take_turn(registration: Registration) -> None:
    db.session.execute(
        select(Registration.id)
        .where(Registration.id == registration.id)
        .with_for_update()
    )


def _refuse_strange(
    registration: Registration, meeting: Meeting | None, caption: str
) -> None:
    _refuse_long(caption)
    if meeting is None:
        if registration.status is not RegistrationStatus.PLACED:
            raise Conflict(
                N_("Photos are for workshops that the pupil has a place in.")
            )
        return
    if meeting.series_id != registration.series_id:
        raise NotAChoice(N_("This meeting is of another workshop."))
    if meeting.cancelled_at:
        raise Conflict(N_("This meeting was cancelled, so there is no work to show."))
    attendance = attendances_of([registration.id]).get((meeting.id, registration.id))
    if attendance is None or attendance.status not in CAME:
        raise Conflict(
            N_(
                "%(name)s is not marked as here, so no photo can be saved. "
                "Mark who is here first."
            ),
            name=registration.pupil.short_name,
        )


def _refuse_long(caption: str) -> None:
    if len(caption) > CAPTION_LENGTH:
        raise NotAChoice(
            N_("Keep the caption under %(max)s characters."), max=CAPTION_LENGTH
        )


def _count(registration: Registration) -> int:
    found = db.session.scalar(
        select(func.count(WorkPhoto.id)).where(
            WorkPhoto.registration_id == registration.id,
            WorkPhoto.withdrawn_at.is_(None),
        )
    )
    return found or 0
