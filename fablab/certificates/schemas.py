"""What the public API says of a certificate (DESIGN.md, the public contract)."""

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from fablab.certificates.queries import Status
from fablab.series.models import Topic


class IssuerSchema(Schema):
    """The FabLab that issued it."""

    name = fields.String(required=True)
    city = fields.String(required=True)


class CertificateSchema(Schema):
    """What a number stands for; every fact is null where the number is unknown."""

    code = fields.String(
        required=True,
        metadata={"description": "The number without spaces, in capitals."},
    )
    status = fields.String(
        required=True, validate=OneOf([status.value for status in Status])
    )
    pupil = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The pupil's initials."},
    )
    series = fields.String(required=True, allow_none=True)
    topic = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "A slug.", "enum": [*Topic, None]},
    )
    language = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "That of `series` and `done`."},
    )
    done = fields.List(fields.String(), required=True, allow_none=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    meetings_attended = fields.Integer(required=True, allow_none=True)
    meetings_held = fields.Integer(required=True, allow_none=True)
    hours = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Clock hours attended, rounded to halves."},
    )
    project_shown_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "When an own project was seen, if one was asked for."},
    )
    issuer = fields.Nested(IssuerSchema, required=True, allow_none=True)
    issued_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "When it was replaced or revoked."},
    )
    url = fields.Url(
        required=True, metadata={"description": "The page that says the same."}
    )
