"""What the public API says of series, as marshmallow describes and writes it."""

from datetime import UTC

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from fablab.config import LANGUAGES
from fablab.series.models import Topic


class LanguageQuery(Schema):
    """How to ask for a language; other parameters are ignored."""

    class Meta:
        """Lets other parameters pass."""

        unknown = "exclude"

    lang = fields.String(
        metadata={
            "description": "Language of the texts; without it Accept-Language decides.",
            "enum": list(LANGUAGES),
        }
    )


class RegistrationTimes(Schema):
    """When pupils can be registered."""

    opens_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    closes_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    open = fields.Boolean(required=True)


class SeriesFields(Schema):
    """What a series is, in the list and on its own."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    topic = fields.String(required=True, validate=OneOf([t.value for t in Topic]))
    site = fields.String(
        required=True, metadata={"description": "The slug of the FabLab."}
    )
    language = fields.String(
        required=True, metadata={"description": "The language of instruction."}
    )
    age_min = fields.Integer(required=True)
    age_max = fields.Integer(required=True)
    starts_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "The site's local day of the first meeting."},
    )
    ends_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "The site's local day of the last meeting."},
    )
    capacity = fields.Integer(required=True)
    places_left = fields.Integer(required=True)
    registration = fields.Nested(RegistrationTimes, required=True)
    url = fields.Url(required=True, metadata={"description": "The page to read."})


class SeriesItem(SeriesFields):
    """A series in the list."""

    meetings = fields.Integer(
        required=True, metadata={"description": "How many meetings there are."}
    )


class SeriesList(Schema):
    """Every published series."""

    items = fields.List(fields.Nested(SeriesItem), required=True)


class MeetingFields(Schema):
    """One date of a series, in UTC."""

    starts_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    ends_at = fields.AwareDateTime(required=True, default_timezone=UTC)
    place = fields.String(required=True)
    title = fields.String(required=True)


class SeriesDetails(SeriesFields):
    """One series with its description and its meetings."""

    description = fields.String(required=True)
    meetings = fields.List(fields.Nested(MeetingFields), required=True)


class Refusal(Schema):
    """A refusal as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
