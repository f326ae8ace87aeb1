"""What the family may know of who read about a pupil at school, when and what."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db
from fablab.sites.models import School

READ = "school_report.read"
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


class Reading(NamedTuple):
    """Somebody at a school read about the pupil on that day, in these forms."""

    day: date
    reader: str
    school: str
    forms: Sequence[Form]


def school_readings(public_id: str, *, zone: tzinfo) -> Sequence[Reading]:
    """Who read about the pupil at school, the newest day first.

    What was read of a record that was merged into this one counts too.
    """
    read: dict[tuple[date, str, str], set[Form]] = {}
    for event, reader, school in _events(public_id):
        day = event.at.astimezone(zone).date()
        forms = read.setdefault((day, reader, school), set())
        forms.add(Form(event.details["form"]))
    newest_first = sorted(read.items(), key=lambda item: item[0], reverse=True)
    return [
        Reading(*about, [form for form in Form if form in forms])
        for about, forms in newest_first
    ]


def _events(public_id: str) -> Iterable[tuple[AuditEvent, str, str]]:
    """The journal's lines about the pupil, with the names of reader and school."""
    about = select(AuditEvent).where(AuditEvent.subject_kind == "pupil")
    events: list[AuditEvent] = []
    names, seen = {public_id}, set[str]()
    while names:
        found = db.session.scalars(
            about.where(
                AuditEvent.subject.in_(names), AuditEvent.action.in_((READ, MERGED))
            )
        ).all()
        events += [event for event in found if event.action == READ]
        seen |= names
        names = {e.details["other"] for e in found if e.action == MERGED} - seen
    if not events:
        return []
    readers = _names(Account, {event.actor for event in events})
    schools = _names(School, {event.details["school"] for event in events})
    return [
        (event, readers.get(event.actor, ""), schools.get(event.details["school"], ""))
        for event in events
    ]


def _names(model: type[Account | School], public_ids: set[str]) -> dict[str, str]:
    found = db.session.execute(
        select(model.public_id, model.name).where(model.public_id.in_(public_ids))
    )
    return {row.public_id: row.name for row in found}
