"""Photos of the work that are taken at a tablet."""

from typing import Any, Final

from flask import Response, request
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.assessments.api.blueprint import bp
from fablab.assessments.pictures import SealedPhoto, seal_photo
from fablab.assessments.schemas.photos import MOST_BYTES, TakenSchema
from fablab.assessments.services.taken import Taken, TakenAnswer, store_photos
from fablab.checkin.models import ScanOutcome
from fablab.checkin.tablets import (
    current_kiosk,
    kiosk_only,
    read_items,
    results_of,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import UnusableFile
from fablab.web.current import current_installation
from fablab.web.mishaps import problem, worded

MOST_PHOTOS: Final = 5
"""In one batch; drawing them anew takes its time."""
_MOST_SENT: Final = 2 * MOST_BYTES
_taken_schema = TakenSchema()


@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Take larger bodies than elsewhere, only where a photo is expected."""
    if endpoint == f"{bp.name}.{photos.__name__}":
        request.max_content_length = _MOST_SENT


@bp.post("/kiosk/photos")
@public
@kiosk_only
@bp.batches
def photos(body: dict[str, Any]) -> dict[str, object] | Response:
    """Keep photos of the work; one outcome comes back for each."""
    if len(body["events"]) > MOST_PHOTOS:
        return problem(413, _("Send at most %(num)s photos at once.", num=MOST_PHOTOS))
    read: list[Taken | None] = read_items(body["events"], _taken_schema)
    sealed = [_sealed(taken) for taken in read]
    with unit_of_work():
        answers = store_photos(
            kiosk=current_kiosk(),
            photos=[pair for pair in sealed if pair],
            sent_at=body["sent_at"],
            now=clock.now(),
        )
    found = iter(answers)
    unread = TakenAnswer(outcome=ScanOutcome.INVALID)
    told = [next(found) if pair else unread for pair in sealed]
    return results_of(body["events"], [(each.outcome, _words(each)) for each in told])


def _sealed(taken: Taken | None) -> tuple[Taken, SealedPhoto] | None:
    """The photo drawn anew and sealed; None if it is none."""
    if taken is None:
        return None
    try:
        photo = seal_photo(taken.data, cipher=current_installation().cipher)
    except UnusableFile:
        return None
    return taken, photo


def _words(answer: TakenAnswer) -> str:
    if answer.outcome is ScanOutcome.INVALID:
        return str(_("This photo cannot be read. Take it again."))
    return worded(answer.why) if answer.why else ""
