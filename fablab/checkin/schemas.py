"""The shapes of the kiosk's part of the API (DESIGN.md, the public contract)."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from fablab.checkin.models import HandOver, ScanKind, ScanOutcome
from fablab.checkin.services.scans import (
    NAME_LENGTH,
    REASON_LENGTH,
    Event,
    plain,
)
from fablab.kernel.errors import N_
from fablab.people.models import CollectorRelation, Relation

RELATIONS = {
    Relation.MOTHER: N_("mother"),
    Relation.FATHER: N_("father"),
    Relation.GUARDIAN: N_("guardian"),
    CollectorRelation.GRANDPARENT: N_("grandparent"),
    CollectorRelation.SIBLING: N_("brother or sister"),
    CollectorRelation.RELATIVE: N_("relative"),
    CollectorRelation.FRIEND: N_("friend of the family"),
    CollectorRelation.OTHER: N_("named by the family"),
}
OLDEST_YEAR, NEWEST_YEAR = 1900, 3000
LARGEST_SEQ = 2**31 - 1
KIOSK_NAME_LENGTH = 60


def is_of_our_time(value: datetime) -> None:
    """Tablets may think it is 1970; what lies further off is no time at all."""
    if not OLDEST_YEAR <= value.year <= NEWEST_YEAR:
        raise ValidationError("This is no time of ours.")


def _is_plain(value: str) -> None:
    if not value.strip() or not value.isprintable():
        raise ValidationError("Enter a text of printable characters.")


class EnrolSchema(Schema):
    """What a tablet sends to become a kiosk."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    code = fields.String(required=True, validate=validate.Length(min=1, max=64))
    name = fields.String(
        required=True,
        validate=[validate.Length(min=1, max=KIOSK_NAME_LENGTH), _is_plain],
    )


class SiteSchema(Schema):
    """The site at whose door the kiosk stands."""

    slug = fields.String(required=True)
    name = fields.String(required=True)
    time_zone = fields.String(required=True)


class EnrolledSchema(Schema):
    """The kiosk's own token, shown this once."""

    token = fields.String(required=True)
    site = fields.Nested(SiteSchema, required=True)
    expires_at = fields.AwareDateTime(required=True)


class CollectorSchema(Schema):
    """Somebody who may collect the pupil."""

    name = fields.String(required=True)
    relation = fields.Function(lambda collector: _(RELATIONS[collector.relation]))


class PersonSchema(Schema):
    """One pupil of the roster; the door knows no more of them."""

    registration = fields.String(required=True)
    name = fields.String(required=True)
    card_hashes = fields.List(fields.String(), required=True)
    flags = fields.List(
        fields.String(validate=validate.OneOf(["health", "pick_up", "no_photo"])),
        required=True,
    )
    safety_line = fields.String(required=True, allow_none=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["expected", "in", "out", "excused"])
    )
    collectors = fields.List(fields.Nested(CollectorSchema), required=True)
    alone_from = fields.String(required=True, allow_none=True)


class MeetingSchema(Schema):
    """One meeting of today and the pupils expected at it."""

    id = fields.String(required=True)
    series = fields.String(required=True)
    title = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    place = fields.String(required=True)
    people = fields.List(fields.Nested(PersonSchema), required=True)


class RosterSchema(Schema):
    """All that a tablet may hold, and until when."""

    site = fields.Nested(SiteSchema, required=True)
    sent_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    meetings = fields.List(fields.Nested(MeetingSchema), required=True)


class PinSchema(Schema):
    """What a staff member typed."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    pin = fields.String(required=True, validate=validate.Length(min=1, max=32))


class StaffSchema(Schema):
    """Who somebody at the tablet is; `code` stands for them in `allowed_by`."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class PassSchema(Schema):
    """What a PIN gives: who acts, by which pass, until when."""

    staff = fields.Nested(StaffSchema, required=True)
    # "pass" is a word of Python's own.
    pass_ = fields.String(required=True, data_key="pass")
    expires_at = fields.AwareDateTime(required=True)


class NumberSchema(Schema):
    """Somebody to call; the number as it is read aloud."""

    name = fields.String(required=True)
    relation = fields.String(required=True)
    phone = fields.String(required=True)


class BarredSchema(Schema):
    """Somebody who must not collect the pupil."""

    name = fields.String(required=True)
    note = fields.String(required=True)


class ContactsSchema(Schema):
    """Whom to call about a pupil, and to whom they must not be handed over."""

    contacts = fields.List(fields.Nested(NumberSchema), required=True)
    barred = fields.List(fields.Nested(BarredSchema), required=True)


class BatchSchema(Schema):
    """The envelope of a batch; what is in it is read item by item."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    sent_at = fields.AwareDateTime(required=True, validate=is_of_our_time)
    events = fields.List(fields.Raw(allow_none=True), required=True)


class EventSchema(Schema):
    """One event of a tablet."""

    class Meta:
        """Other members may come; nobody reads them."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    seq = fields.Integer(
        strict=True,
        load_default=0,
        validate=validate.Range(min=-LARGEST_SEQ, max=LARGEST_SEQ),
    )
    kind = fields.Enum(ScanKind, by_value=True, required=True)
    at = fields.AwareDateTime(required=True, validate=is_of_our_time)
    how = fields.String(load_default="", allow_none=True)
    card = fields.String(load_default=None, allow_none=True)
    registration = fields.String(load_default=None, allow_none=True)
    meeting = fields.String(load_default=None, allow_none=True)
    undoes = fields.UUID(load_default=None, allow_none=True)
    hand_over = fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "How a pupil left: alone, with a collector, or with "
            "another, whom allowed_by has let.",
            "enum": [*HandOver, None],
        },
    )
    collected_by = fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={"type": ["string", "null"], "description": "Who collected."},
    )
    allowed_by = fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={
            "type": ["string", "null"],
            "description": "Who let another collect: a name, or the code that a PIN "
            "was answered with.",
        },
    )
    reason = fields.Raw(
        load_default=None,
        allow_none=True,
        metadata={"type": ["string", "null"], "description": "Why an undo is late."},
    )

    @validates_schema
    def _names_one_subject(self, data: dict[str, Any], **_: object) -> None:
        named = [data.get("card"), data.get("registration")]
        count = sum(value is not None for value in named)
        undoing = data.get("kind") is ScanKind.UNDO
        if count > 1 or (count == 0 and not undoing):
            raise ValidationError("Name exactly one of card and registration.")
        if undoing and data.get("undoes") is None:
            raise ValidationError("Say which event is taken back.", "undoes")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Event:
        told = {name: data.pop(name) for name in _TOLD}
        read = {name: _text(value, _TOLD[name]) for name, value in told.items()}
        way = read.pop("hand_over")
        is_known = way in {"", *HandOver}
        return Event(
            **{**data, **read, "how": data["how"] or ""},
            hand_over=HandOver(way) if way and is_known else None,
            is_whole=is_known and all(map(_is_text, told.values())),
        )


_TOLD = {
    "hand_over": NAME_LENGTH,
    "collected_by": NAME_LENGTH,
    "allowed_by": NAME_LENGTH,
    "reason": REASON_LENGTH,
}


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _text(value: object, length: int) -> str:
    """The text as it is kept; what cannot be one is left out, and the scan stays."""
    return plain(value, length) if isinstance(value, str) else ""


class ResultSchema(Schema):
    """What became of one event."""

    id = fields.String(required=True, allow_none=True)
    outcome = fields.Enum(ScanOutcome, by_value=True, required=True)
    message = fields.String(required=True)


class ResultsSchema(Schema):
    """One result for each event, in the order of the batch."""

    results = fields.List(fields.Nested(ResultSchema), required=True)


class ProblemSchema(Schema):
    """Problem JSON (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
