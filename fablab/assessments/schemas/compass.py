"""The compass: its words in every language, who may answer, and what was answered."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from fablab.assessments.models import Occasion
from fablab.assessments.services.compass import WORDS_LENGTH, Words
from fablab.assessments.services.handed import Handed
from fablab.checkin.schemas import LARGEST_SEQ, is_of_our_time
from fablab.config import LANGUAGES

_ANSWERS = (1, 2, 3, 4)


def _plain(words: str | None) -> str:
    """What the database can hold of what somebody typed."""
    kept = (words or "").encode(errors="replace").decode()
    return kept.replace("\x00", "").strip()


class ReportSchema(Schema):
    """One pupil's answers on one occasion; a question that was left out is absent."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    seq = fields.Integer(
        strict=True,
        load_default=0,
        validate=validate.Range(min=-LARGEST_SEQ, max=LARGEST_SEQ),
    )
    registration = fields.String(required=True)
    occasion = fields.Enum(Occasion, by_value=True, required=True)
    answers = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(
            strict=True, allow_none=True, validate=validate.OneOf(_ANSWERS)
        ),
        required=True,
    )
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    pleased = fields.String(
        load_default="", allow_none=True, validate=validate.Length(max=WORDS_LENGTH)
    )
    next_try = fields.String(
        load_default="", allow_none=True, validate=validate.Length(max=WORDS_LENGTH)
    )
    at = fields.AwareDateTime(required=True, validate=is_of_our_time)
    by = fields.String(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Handed:
        said = {name: _plain(data.pop(name)) for name in ("pleased", "next_try")}
        return Handed(**data, words=Words(**said))


class QuestionSchema(Schema):
    """One sentence."""

    code = fields.String(required=True)
    text = fields.String(required=True)


class SpokenSchema(Schema):
    """The compass in one language; `options` by answer, from "1" to "4".

    `words` are those of the screens around the questions, by name.
    """

    code = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    stems = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    options = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    dont_know = fields.String(required=True)
    items = fields.List(fields.Nested(QuestionSchema), required=True)
    prompts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    words = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class OpenSchema(Schema):
    """When an occasion is open, both ends included; null: since ever."""

    occasion = fields.String(required=True)
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(required=True)


class AskedSchema(Schema):
    """A pupil who may answer, and on which occasions they did; no answer is told."""

    registration = fields.String(required=True)
    given_name = fields.String(required=True)
    occasions = fields.List(fields.Nested(OpenSchema), required=True)
    given = fields.List(fields.String(), required=True)


class AskedMeetingSchema(Schema):
    """One meeting of today."""

    id = fields.String(required=True)
    pupils = fields.List(fields.Nested(AskedSchema), required=True)


class CompassSchema(Schema):
    """All that a tablet needs to ask the questions without a network."""

    instrument = fields.String(required=True)
    languages = fields.List(fields.Nested(SpokenSchema), required=True)
    meetings = fields.List(fields.Nested(AskedMeetingSchema), required=True)
