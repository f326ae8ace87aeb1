"""The kiosk's part of the public API: enrolment, roster and scans."""

from datetime import datetime, timedelta
from typing import Any, Final

from flask import Response, request
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.audit.services import record_event
from fablab.checkin.errors import PinsLocked, WrongPin
from fablab.checkin.models import ScanOutcome
from fablab.checkin.queries.contacts import contacts_of, registration_of_today
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.queries.numbers import Number
from fablab.checkin.queries.roster import roster_expires_at, roster_of
from fablab.checkin.schemas import (
    RELATIONS,
    ContactsSchema,
    EnrolledSchema,
    EnrolSchema,
    EventSchema,
    PassSchema,
    PinSchema,
    ProblemSchema,
    RosterSchema,
)
from fablab.checkin.services.kiosks import enrol_kiosk, note_clock, note_kiosk_seen
from fablab.checkin.services.passes import LOCKED_FOR, holder_of_pass, try_pin
from fablab.checkin.services.scans import Answer, Event, store_scans
from fablab.checkin.tablets import (
    ACTS_BY,
    MOST_EVENTS,
    PROBLEM,
    KioskBlueprint,
    current_kiosk,
    kiosk_only,
    read_items,
    results_of,
)
from fablab.checkin.wording import Words
from fablab.kernel import clock
from fablab.kernel.codes import tidy
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, Busy
from fablab.people.models import Collector
from fablab.web.current import current_installation, current_settings
from fablab.web.language import current_language
from fablab.web.mishaps import problem, worded
from fablab.web.telephones import telephone

SEEN_EVERY: Final = timedelta(minutes=5)
INVALID: Final = ScanOutcome.INVALID

_event_schema = EventSchema()


bp = KioskBlueprint("checkin_api", __name__, url_prefix="/api/v1")


@bp.post("/kiosk/enrol")
@public
@bp.arguments(EnrolSchema)
@bp.response(201, EnrolledSchema)
@bp.alt_response(410, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(422, schema=ProblemSchema, content_type=PROBLEM)
def enrol(body: dict[str, str]) -> dict[str, object]:
    """Turn a tablet that knows a coordinator's code into a kiosk."""
    now = clock.now()
    with unit_of_work():
        kiosk, token = enrol_kiosk(
            code=body["code"], name=body["name"].strip(), now=now
        )
        record_event(
            actor=kiosk.public_id,
            action="kiosk.enrolled",
            subject_kind="site",
            subject=kiosk.site.slug,
            now=now,
        )
        site = {
            "slug": kiosk.site.slug,
            "name": kiosk.site.name,
            "time_zone": kiosk.site.time_zone,
        }
        return {"token": token, "site": site, "expires_at": kiosk.expires_at}


@bp.get("/kiosk/roster")
@public
@kiosk_only
@bp.response(200, RosterSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
def roster() -> dict[str, object]:
    """Today's meetings of the kiosk's site and who is expected at them."""
    now, kiosk = clock.now(), current_kiosk()
    _note_seen(kiosk, now)
    meetings = roster_of(
        site_id=kiosk.site_id, zone=kiosk.zone, language=current_language(), now=now
    )
    return {
        "site": {
            "slug": kiosk.site_slug,
            "name": kiosk.site_name,
            "time_zone": kiosk.time_zone,
        },
        "sent_at": now,
        "expires_at": roster_expires_at(meetings, zone=kiosk.zone, now=now),
        "meetings": meetings,
    }


def _note_seen(kiosk: KnownKiosk, now: datetime) -> None:
    if now - kiosk.seen_at < SEEN_EVERY:
        return
    try:
        with unit_of_work():
            note_kiosk_seen(kiosk_id=kiosk.id, now=now)
    except Busy:
        return


@bp.post("/kiosk/staff")
@public
@kiosk_only
@bp.arguments(PinSchema)
@bp.response(200, PassSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(422, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(429, schema=ProblemSchema, content_type=PROBLEM)
def staff(body: dict[str, str]) -> dict[str, object] | Response:
    """Let the staff member whose PIN it is act at this tablet for some minutes."""
    now, kiosk = clock.now(), current_kiosk()
    secret = current_settings().secret_key
    try:
        with unit_of_work():
            given = try_pin(kiosk=kiosk, pin=tidy(body["pin"]), secret=secret, now=now)
    except PinsLocked as refusal:
        answer = problem(refusal.status, worded(refusal))
        answer.headers["Retry-After"] = str(LOCKED_FOR.seconds)
        return answer
    if given is None:
        raise WrongPin(N_("This PIN is nobody’s here. Try again."))
    row, token = given
    who = {"code": row.account.public_id, "name": row.account.name}
    return {"staff": who, "pass_": token, "expires_at": row.expires_at}


@bp.get("/kiosk/contacts/<registration>")
@public
@kiosk_only
@bp.response(200, ContactsSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
def contacts(registration: str) -> dict[str, object]:
    """Whom to call about a pupil of today; for staff with a pass, and never unseen."""
    now, kiosk = clock.now(), current_kiosk()
    token = request.headers.get(ACTS_BY, "")
    with unit_of_work():
        account = holder_of_pass(token, kiosk=kiosk, now=now)
        if account is None:
            raise WrongPin(N_("Type your PIN to see the numbers."))
        about = registration_of_today(registration, kiosk=kiosk, now=now)
        found = contacts_of(
            about, kiosk=kiosk, cipher=current_installation().cipher, now=now
        )
        record_event(
            actor=account.public_id,
            action="contacts.read",
            subject_kind="pupil",
            subject=about.pupil.public_id,
            now=now,
            details={"kiosk": kiosk.public_id},
        )
        return {
            "contacts": [*map(_number, found.family), *map(_number, found.collectors)],
            "barred": found.barred,
        }


def _number(person: Number | Collector) -> dict[str, str]:
    relation = _(RELATIONS[person.relation]) if person.relation else _("emergency")
    return {
        "name": person.name,
        "relation": relation,
        "phone": telephone(person.phone),
    }


@bp.post("/kiosk/scans")
@public
@kiosk_only
@bp.batches
def scans(body: dict[str, Any]) -> dict[str, object] | Response:
    """Store what the tablet saw; one outcome comes back for each event."""
    if len(body["events"]) > MOST_EVENTS:
        return problem(413, _("Send at most %(num)s scans at once.", num=MOST_EVENTS))
    now, kiosk = clock.now(), current_kiosk()
    read: list[Event | None] = read_items(body["events"], _event_schema)
    with unit_of_work():
        answers = store_scans(
            kiosk=kiosk,
            events=[event for event in read if event],
            sent_at=body["sent_at"],
            now=now,
        )
        note_clock(kiosk=kiosk, sent_at=body["sent_at"], now=now)
        if now - kiosk.seen_at >= SEEN_EVERY:
            note_kiosk_seen(kiosk_id=kiosk.id, now=now)
    word = Words(answers, zone=kiosk.zone, language=current_language())
    found = iter(answers)
    told = [next(found) if event else Answer(outcome=INVALID) for event in read]
    return results_of(body["events"], [(each.outcome, word(each)) for each in told])
