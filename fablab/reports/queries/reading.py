"""What the family may know of who read about a pupil, when and what."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from fablab.sites.models import School, Site

READ = "school_report.read"
PRINTED = "family_sheet.printed"
MERGED = "pupil.merged"


class Form(StrEnum):
    """In which form a report was read."""

    PAGE = "page"
    PDF = "pdf"
    CLASS = "class"
    WORKBOOK = "workbook"
    CSV = "csv"
    TABLE = "table"
    ONEROSTER = "oneroster"
    SHEETS = "sheets"


class Reading(NamedTuple):
    """Somebody at a school or FabLab read about the pupil that day, in these forms."""

    day: date
    reader: str
    place: str
    forms: Sequence[Form]


def readings_of(public_id: str, *, zone: tzinfo) -> Sequence[Reading]:
    """Who read about the pupil at school or printed it, the newest day first.

    What was read of a record that was merged into this one counts too.
    """
    read: dict[tuple[date, str, str], set[Form]] = {}
    for event, reader, place in _events(public_id):
        day = event.at.astimezone(zone).date()
        forms = read.setdefault((day, reader, place), set())
        forms.add(Form(event.details["form"]))
    newest_first = sorted(read.items(), key=lambda item: item[0], reverse=True)
    return [
        Reading(*about, [form for form in Form if form in forms])
        for about, forms in newest_first
    ]


def _events(public_id: str) -> Iterable[tuple[AuditEvent, str, str]]:
    """The journal's lines about the pupil, with the names of reader and place."""
    about = select(AuditEvent).where(AuditEvent.subject_kind == "pupil")
    events: list[AuditEvent] = []
    names, seen = {public_id}, set[str]()
    while names:
        found = db.session.scalars(
            about.where(
                AuditEvent.subject.in_(names),
                AuditEvent.action.in_((READ, PRINTED, MERGED)),
            )
        ).all()
        events += [event for event in found if event.action != MERGED]
        seen |= names
        names = {e.details["other"] for e in found if e.action == MERGED} - seen
    if not events:
        return []
    readers = _names(Account, {event.actor for event in events})
    places = _names(School, {_place(event) for event in events}) | _site_names()
    return [
        (event, readers.get(event.actor, ""), places.get(_place(event), ""))
        for event in events
    ]


def _place(event: AuditEvent) -> str:
    """The public id of the school, or the slug of the FabLab."""
    place = event.details.get("school") or event.details["site"]
    return str(place)


def _site_names() -> dict[str, str]:
    found = db.session.execute(select(Site.slug, Site.name))
    return {row.slug: row.name for row in found}


def _names(model: type[Account | School], public_ids: set[str]) -> dict[str, str]:
    found = db.session.execute(
        select(model.public_id, model.name).where(model.public_id.in_(public_ids))
    )
    return {row.public_id: row.name for row in found}
