"""Levels: what is watched, and what was seen."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from fablab.assessments.services.holding import Rating
from fablab.assessments.services.levels import LEVELS, NOTE_LENGTH
from fablab.checkin.schemas import LARGEST_SEQ, is_of_our_time


class RatingSchema(Schema):
    """One level of one pupil; without a level it was not observed."""

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
    level = fields.Integer(
        strict=True, required=True, allow_none=True, validate=validate.OneOf(LEVELS)
    )
    note = fields.String(
        load_default="", allow_none=True, validate=validate.Length(max=NOTE_LENGTH)
    )
    at = fields.AwareDateTime(required=True, validate=is_of_our_time)
    by = fields.String(required=True)
    rubric = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Rating:
        note = (data.pop("note") or "").encode(errors="replace").decode()
        return Rating(**data, note=note.replace("\x00", "").strip())


class DimensionSchema(Schema):
    """What is watched; `descriptors` by level, from "1" to "4"."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    cue = fields.String(required=True)
    descriptors = fields.Dict(keys=fields.String(), values=fields.String())


class GivenSchema(Schema):
    """A level that was given."""

    registration = fields.String(required=True)
    dimension = fields.String(required=True)
    level = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True)


class WatchedSchema(Schema):
    """What is watched at one meeting of today, and given there or before.

    Series may use different rubrics: the words of a meeting are those beside it.
    """

    id = fields.String(required=True)
    rubric = fields.String(required=True)
    labels = fields.Dict(keys=fields.String(), values=fields.String())
    not_observed = fields.String(required=True)
    dimensions = fields.List(fields.Nested(DimensionSchema), required=True)
    given = fields.List(fields.Nested(GivenSchema), required=True)
    before = fields.List(fields.Nested(GivenSchema), required=True)
    linked = fields.List(fields.String(), required=True)


class LevelsSchema(Schema):
    """The meetings that the staff member may rate, and the words of the first one.

    Those are for tablets that know of one rubric only. Without a meeting, the site's.
    """

    rubric = fields.String(required=True)
    labels = fields.Dict(keys=fields.String(), values=fields.String())
    not_observed = fields.String(required=True)
    meetings = fields.List(fields.Nested(WatchedSchema), required=True)
