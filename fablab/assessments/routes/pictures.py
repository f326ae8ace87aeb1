"""The pictures themselves: small in lists, large when somebody looks closely."""

from flask import Response

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.models import WorkPhoto
from fablab.assessments.queries.photos import photo_bytes, staff_photo
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.services.photos import note_photos_seen
from fablab.checkin.queries.attendance import staff_meeting
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_installation
from fablab.web.pictures import picture_answer


@bp.get("/pictures/<photo_id>")
@requires(Right.OBSERVE)
def picture(public_id: str, photo_id: str) -> Response:
    """Show a photo large, and write down who looked."""
    actor = current_actor()
    photo = staff_photo(photo_id, meeting=staff_meeting(public_id, actor=actor))
    seen = {photo.registration.pupil.public_id: [photo.public_id]}
    answer = _answer(photo, small=False)
    with unit_of_work():
        note_photos_seen(seen, actor=actor, now=clock.now())
    return answer


@bp.get("/pictures/<photo_id>/small")
@requires(Right.OBSERVE)
def small_picture(public_id: str, photo_id: str) -> Response:
    """Show a photo small; the page that it stands on has written down who looked."""
    meeting = staff_meeting(public_id, actor=current_actor())
    return _answer(staff_photo(photo_id, meeting=meeting), small=True)


def _answer(photo: WorkPhoto, *, small: bool) -> Response:
    data = photo_bytes(photo, cipher=current_installation().cipher, small=small)
    return picture_answer(data, media_type=photo.media_type)
