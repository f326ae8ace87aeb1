"""Every address of the URL map, for every kind of object, visited by every role."""

import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fablab.kernel.db import db
from tests.site.world import Objects, World
from tests.support.pages import Browser

SAFE = {"GET", "HEAD", "OPTIONS"}
RELATIONS = ("own", "sibling", "away")
PARAMETER = re.compile(r"<(?:\w+:)?\w+>")

# What stands for a parameter: the address up to it → which object, or a fixed text.
OBJECTS = {
    "/s/<version>": "=0",
    "/s/<version>/<path:filename>": "=css/kit.css",
    "/demo/mail/<name>": "=letter",
    "/sign-in/<link>": "sign_in",
    "/consent/<link>": "consent",
    "/offer/<link>": "offer",
    "/waiting/<link>": "leave_list",
    "/invitation/<link>": "invitation",
    "/series/<slug>": "series",
    "/series/<slug>/register/<step>": "=health",
    "/register/resume/<token>": "=unknown",
    "/api/v1/series/<slug>": "series",
    "/api/v1/certificates/<code>": "certificate",
    "/api/v1/credentials/<code>": "certificate",
    "/achievements/<slug>": "series",
    "/status/<int:number>": "=1",
    "/api/v1/kiosk/contacts/<registration>": "registration",
    "/verify/<code>": "certificate",
    "/family/cards/<public_id>": "card",
    "/family/pupils/<public_id>": "pupil",
    "/family/pupils/<public_id>/barred/<barred_id>": "barred",
    "/family/invitations/<public_id>": "invitation_id",
    "/family/calendar/<token>": "feed",
    "/family/collectors/<public_id>": "collector",
    "/family/pupils/<public_id>/consents/<purpose>": "=photos_site",
    "/family/pupils/<public_id>/words/<purpose>": "=photos_site",
    "/family/registrations/<public_id>": "registration",
    "/family/registrations/<public_id>/compass/<occasion>": "=before",
    "/family/registrations/<public_id>/photos/<photo_id>": "photo",
    "/family/certificates/<public_id>": "certificate_id",
    "/teacher/schools/<public_id>": "school",
    "/teacher/pupils/<public_id>": "pupil",
    "/teacher/pupils/<public_id>/<slug>": "series",
    "/staff/series/<slug>": "series",
    "/staff/series/<slug>/meetings/<public_id>": "meeting",
    "/staff/series/<slug>/cards/<public_id>": "registration",
    "/staff/registrations/<public_id>": "registration",
    "/staff/pupils/<public_id>": "pupil",
    "/staff/pupils/<public_id>/guardians/<guardian_id>": "guardian",
    "/staff/pupils/<public_id>/barred/<barred_id>": "barred",
    "/staff/duplicates/<public_id>": "pupil",
    "/staff/consents/evidence/<public_id>": "evidence",
    "/staff/consents/paper/<code>": "paper",
    "/staff/consents/pupils/<public_id>": "pupil",
    "/staff/consents/pupils/<public_id>/<guardian>": "guardian",
    "/staff/meetings/<public_id>": "meeting",
    "/staff/meetings/<public_id>/here/<registration_id>": "registration",
    "/staff/meetings/<public_id>/levels/<code>": "dimension",
    "/staff/meetings/<public_id>/levels/held/<uuid:event_id>": "held",
    "/staff/meetings/<public_id>/levels/photos/<registration_id>": "registration",
    "/staff/meetings/<public_id>/levels/photos/<registration_id>/<photo_id>": "photo",
    "/staff/meetings/<public_id>/levels/pictures/<photo_id>": "photo",
    "/staff/kiosks/<public_id>": "kiosk",
    "/staff/rubrics/<code>": "rubric",
    "/staff/rubrics/<code>/<version>": "=1.0",
    "/staff/rubrics/drafts/<public_id>": "draft",
    "/staff/rubrics/drafts/<public_id>/dimensions/<code>": "=CR1",
    "/staff/rubrics/drafts/<public_id>/move/<code>": "=CR2",
    "/staff/rubrics/drafts/<public_id>/leave-out/<code>": "=CR1",
    "/staff/rubrics/drafts/<public_id>/put-back/<code>": "=CR1",
    "/staff/scans/<uuid:event_id>": "scan",
    "/staff/certificates/<public_id>": "certificate_id",
    "/staff/figures/<slug>": "site",
    "/figures/<public_id>": "figures",
    "/staff/site/certificates/pictures/<public_id>": "picture",
    "/staff/certificates/batches/<public_id>": "batch",
    "/staff/series/<slug>/certificates/exceptions/<public_id>": "registration",
}


@dataclass(frozen=True)
class Visit:
    """One request to make: `relation` is None where the address names no object."""

    endpoint: str
    method: str
    path: str
    relation: str | None

    @property
    def words(self) -> str:
        """How faults name it."""
        of = f" ({self.relation})" if self.relation else ""
        return f"{self.method} {self.path}{of} [{self.endpoint}]"


def own_rules(app: Flask) -> list[Rule]:
    """The rules of the URL map, in the order of their addresses."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def unknown_parameters(app: Flask) -> list[str]:
    """Addresses up to a parameter that `OBJECTS` does not know."""
    prefixes = {
        rule.rule[: match.end()]
        for rule in own_rules(app)
        for match in PARAMETER.finditer(rule.rule)
    }
    return sorted(prefixes - OBJECTS.keys())


def fill(rule: str, objects: Objects) -> str:
    """The address with every parameter replaced by what stands for it."""

    def stand_in(match: re.Match[str]) -> str:
        name = OBJECTS.get(rule[: match.end()], "=unknown")
        return name[1:] if name[0] == "=" else str(getattr(objects, name))

    return PARAMETER.sub(stand_in, rule)


def visits(app: Flask, world: World) -> Iterator[Visit]:
    """Every method of every rule, reading before writing."""
    found = [
        Visit(rule.endpoint, method, fill(rule.rule, objects), relation)
        for rule in own_rules(app)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for relation, objects in _relations(rule, world)
    ]
    yield from sorted(found, key=lambda visit: visit.method not in SAFE)


def _relations(rule: Rule, world: World) -> list[tuple[str | None, Objects]]:
    filled = [fill(rule.rule, getattr(world, name)) for name in RELATIONS]
    if len(set(filled)) == 1:
        return [(None, world.own)]
    return [(name, getattr(world, name)) for name in RELATIONS]


def client_of(app: Flask, world: World, role: str) -> FlaskClient:
    """A browser of somebody in that role."""
    client = app.test_client()
    if role in world.sessions:
        Browser(client).carry_session(_user_id=world.sessions[role])
    return client


def send(client: FlaskClient, visit: Visit) -> TestResponse:
    """Make the request in a context of its own."""
    answer = Context().run(client.open, visit.path, method=visit.method)
    answer.get_data()
    answer.close()
    db.session.rollback()
    return answer


def dump() -> dict[str, list[str]]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        return {
            name: sorted(str(row) for row in connection.execute(table.select()))
            for name, table in db.metadata.tables.items()
        }


def changed_tables(before: dict[str, list[str]]) -> set[str]:
    """Tables that hold other rows than before."""
    now = dump()
    return {name for name, rows in before.items() if rows != now[name]}
