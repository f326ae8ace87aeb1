"""Photos of the work, as a tablet sends them."""

import base64
import binascii
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from fablab.assessments.services.taken import Taken
from fablab.checkin.schemas import LARGEST_SEQ, is_of_our_time

MOST_BYTES = 5 * 1024 * 1024
"""Of one photo; a tablet makes it smaller before it sends it."""


class TakenSchema(Schema):
    """One photo of one pupil's work; `data` is its file in base64."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    seq = fields.Integer(
        strict=True,
        load_default=0,
        validate=validate.Range(min=-LARGEST_SEQ, max=LARGEST_SEQ),
    )
    meeting = fields.String(required=True)
    registration = fields.String(required=True)
    dimension = fields.String(required=True)
    data = fields.String(required=True)
    at = fields.AwareDateTime(required=True, validate=is_of_our_time)
    by = fields.String(required=True)
    rubric = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Taken:
        return Taken(**data | {"data": _file(data["data"])})


def _file(text: str) -> bytes:
    try:
        file = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError("This is no base64.", "data") from error
    if len(file) > MOST_BYTES:
        raise ValidationError("The photo is larger than 5 MB.", "data")
    return file
