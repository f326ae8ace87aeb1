"""Photos of the work, as tests need them."""

from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from fablab.accounts.models import Account
from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.assessments.pictures import SealedPhoto, seal_photo
from fablab.assessments.services.photos import add_work_photo
from fablab.kernel.db import unit_of_work
from fablab.registrations.models import Registration
from fablab.web.current import current_installation
from tests.factories import OPENING_DAY


def picture(
    size: tuple[int, int] = (64, 48),
    *,
    kind: str = "JPEG",
    exif: bytes = b"",
    comment: bytes = b"",
) -> bytes:
    """A picture as a camera sends it."""
    file, camera = BytesIO(), {"exif": exif, "comment": comment}
    Image.new("RGB", size, "orange").save(
        file, kind, **{name: value for name, value in camera.items() if value}
    )
    return file.getvalue()


def sealed(data: bytes = b"") -> SealedPhoto:
    """A photo that can be added."""
    return seal_photo(data or picture(), cipher=current_installation().cipher)


def make_photo(
    registration: Registration,
    by: Account,
    *,
    kind: PhotoKind = PhotoKind.OBSERVER,
    now: datetime = OPENING_DAY,
    photo: SealedPhoto | None = None,
    **more: Any,  # noqa: ANN401 -- whatever the service takes
) -> WorkPhoto:
    """A photo of what a pupil made."""
    photo = photo or sealed()
    with unit_of_work():
        return add_work_photo(
            photo=photo, registration=registration, kind=kind, by=by, now=now, **more
        )
