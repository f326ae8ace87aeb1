"""Reading photos of the work; the pictures themselves only one by one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from fablab.accounts.models import Account
from fablab.assessments.models import Dimension, WorkPhoto
from fablab.assessments.pictures import context_of
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.registrations.models import Registration
from fablab.series.models import Meeting


def work_photos(
    registration_ids: Collection[int],
) -> Mapping[int, Sequence[WorkPhoto]]:
    """The photos of these registrations that nobody withdrew: the newest first.

    One statement, without the pictures.

    Returns:
        Registration id → its photos; without any, there is no such key.
    """
    found: dict[int, list[WorkPhoto]] = defaultdict(list)
    for photo in db.session.scalars(
        select(WorkPhoto)
        .where(
            WorkPhoto.registration_id.in_(registration_ids),
            WorkPhoto.withdrawn_at.is_(None),
        )
        .options(
            joinedload(WorkPhoto.dimension).load_only(Dimension.code),
            joinedload(WorkPhoto.added_by).load_only(Account.name),
        )
        .order_by(WorkPhoto.taken_at.desc(), WorkPhoto.id.desc())
    ):
        found[photo.registration_id].append(photo)
    return dict(found)


def shown_work(
    *, meeting: Meeting, dimension_id: int, registration_ids: Collection[int]
) -> set[int]:
    """Those of the registrations with a photo as evidence; one statement.

    It was made at the meeting, and is about the dimension or about none in particular.
    """
    return set(
        db.session.scalars(
            select(WorkPhoto.registration_id).where(
                WorkPhoto.registration_id.in_(registration_ids),
                WorkPhoto.meeting_id == meeting.id,
                or_(
                    WorkPhoto.dimension_id == dimension_id,
                    WorkPhoto.dimension_id.is_(None),
                ),
                WorkPhoto.withdrawn_at.is_(None),
            )
        )
    )


def photo_of(public_id: str, where: ColumnElement[bool]) -> WorkPhoto:
    """One photo that nobody withdrew, its registration and pupil loaded.

    Args:
        public_id: which.
        where: whose registrations somebody may see.

    Raises:
        NotFound: there is none under that id, or it is somebody else's.
    """
    found = db.session.scalar(
        select(WorkPhoto)
        .join(WorkPhoto.registration)
        .join(Registration.pupil)
        .where(WorkPhoto.public_id == public_id, WorkPhoto.withdrawn_at.is_(None))
        .where(where)
        .options(
            contains_eager(WorkPhoto.registration).contains_eager(Registration.pupil)
        )
    )
    if found is None:
        raise NotFound(N_("There is no such photo, or not any more."))
    return found


def staff_photo(public_id: str, *, meeting: Meeting) -> WorkPhoto:
    """A photo of somebody in the meeting's series.

    Args:
        public_id: which.
        meeting: one that a member of staff may see.

    Raises:
        NotFound: there is none under that id, or it is of another series.
    """
    return photo_of(public_id, Registration.series_id == meeting.series_id)


def photo_bytes(photo: WorkPhoto, *, cipher: FieldCipher, small: bool = False) -> bytes:
    """The picture as a file, of `media_type`.

    Raises:
        NotFound: it was withdrawn.
        CannotUnseal: wrong key, wrong row, or damaged data.
    """
    column = WorkPhoto.sealed_small if small else WorkPhoto.sealed
    sealed = db.session.scalar(select(column).where(WorkPhoto.id == photo.id))
    if sealed is None:
        raise NotFound(N_("There is no such photo, or not any more."))
    return cipher.unseal_file(sealed, context=context_of(photo.public_id, small=small))


def small_pictures(
    photos: Collection[WorkPhoto], *, cipher: FieldCipher
) -> Mapping[int, bytes]:
    """The photos small, by row id, for a document; at most one statement."""
    if not photos:
        return {}
    sealed = db.session.execute(
        select(WorkPhoto.id, WorkPhoto.public_id, WorkPhoto.sealed_small).where(
            WorkPhoto.id.in_([photo.id for photo in photos]),
            WorkPhoto.sealed_small.is_not(None),
        )
    )
    return {
        row.id: cipher.unseal_file(
            row.sealed_small, context=context_of(row.public_id, small=True)
        )
        for row in sealed
    }


def photo_of_event(event_id: UUID) -> WorkPhoto | None:
    """The photo that a tablet sent under this id, withdrawn or not."""
    return db.session.scalar(select(WorkPhoto).where(WorkPhoto.event_id == event_id))
