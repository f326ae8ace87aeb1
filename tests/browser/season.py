"""The fictitious season, served: who may be, and what each may look at."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from fablab.accounts.access import PUBLIC, access_of
from fablab.accounts.links import find_link
from fablab.accounts.matrix import ROLES, Right
from fablab.accounts.models import Account, LinkPurpose, Role
from fablab.accounts.services import sign_in
from fablab.app import create_app
from fablab.config import as_environment
from fablab.demo.doors import open_doors
from fablab.demo.mailbox import show_mailbox
from fablab.demo.season import fill_season
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from tests.browser.objects import (
    find_objects,
    in_other_states,
    of_family,
    site_of_running_series,
)
from tests.conftest import settings_for
from tests.site.visits import fill, own_rules
from tests.site.world import Objects
from tests.support.ports import free_port
from tests.support.server import LiveServer

SERVE = """
import sys
from fablab.cli.serving import DEMO, run_server
from fablab.config import read_settings
port = int(sys.argv[-1])
run_server(DEMO, read_settings(), address="127.0.0.1", port=port, workers=2)
"""
LETTER = "To: ana@example.org\nSubject: Your place\n\nHello http://127.0.0.1/family/\n"
IN_OTHER_STATES = {
    "phone-stand": "open",
    "light-up-badges": "full",
    "birdhouse": "upcoming",
    "pocket-synth": "finished",
}
DRAFT = "sumo-robots"
ROLES_BY_DOOR = {
    "guardian": Role.GUARDIAN,
    "second_guardian": Role.GUARDIAN,
    "facilitator": Role.FACILITATOR,
    "coordinator": Role.COORDINATOR,
    "teacher": Role.TEACHER,
    "privacy_officer": Role.PRIVACY_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class ServedSeason:
    """Where it is served, the pages of each role, and the cookie of each."""

    url: str
    pages: Mapping[str, list[tuple[str, str]]]
    cookies: Mapping[str, str]


@contextmanager
def serve_season(folder: Path) -> Iterator[ServedSeason]:
    """Fill a database in the folder and serve it."""
    port = free_port()
    database_url = f"sqlite:///{folder / 'season.sqlite'}"
    settings = replace(
        settings_for(database_url, folder),
        base_url=f"http://127.0.0.1:{port}",
        trusted_hosts=("127.0.0.1",),
    )
    app = create_app(settings)
    show_mailbox(app)
    settings.mail_folder.mkdir()
    (settings.mail_folder / "letter.eml").write_text(LETTER)
    with app.app_context():
        upgrade()
        pages, cookies = _fill(app)
        db.session.remove()
        db.engine.dispose()
    environment = {
        **as_environment(settings),
        "FABLAB_WORKER_INSIDE": "false",
        "FABLAB_ACCEPT_OLD_SQLITE": "true",
        "FABLAB_DEFAULT_LANGUAGE": "en",
    }
    command = [sys.executable, "-c", SERVE]
    log = folder / "log"
    with LiveServer(environment, log=log, port=port, serve=command) as server:
        yield ServedSeason(server.url, pages, cookies)


def _fill(app: Flask) -> tuple[dict[str, list[tuple[str, str]]], dict[str, str]]:
    now = clock.now()
    fill_season(now=now)
    doors = open_doors(base_url="", now=now)
    links = doors["sign_in"]
    assert isinstance(links, dict)
    accounts = {role: _behind(link) for role, link in links.items()}
    objects = find_objects(accounts["guardian"])
    known = {
        "guardian": of_family(accounts["guardian"]),
        "coordinator": in_other_states(site_of_running_series()),
    }
    pages = {
        role: list(
            _pages(app, objects, ROLES_BY_DOOR.get(role), others=known.get(role, []))
        )
        for role in ("anonymous", *accounts)
    }
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own keeps cookies
    cookies = {}
    for role, account in accounts.items():
        with unit_of_work():
            token = sign_in(account=account, now=now, lasts=timedelta(days=1))
        cookies[role] = serializer.dumps({"_user_id": token})
    return pages, cookies


def _behind(link: str) -> Account:
    token = link.rpartition("/")[2]
    purpose = LinkPurpose.SIGN_IN
    return find_link(token=token, purpose=purpose, now=clock.now()).account


def _pages(
    app: Flask, objects: Objects, role: Role | None, *, others: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Endpoint and address of what the role may open, what is public included.

    `others`: registrations in other states, whose pages look different.
    """
    for rule in own_rules(app):
        access = access_of(app, rule.endpoint)
        may = access == PUBLIC or (isinstance(access, Right) and role in ROLES[access])
        if may and "GET" in (rule.methods or ()):
            yield rule.endpoint, fill(rule.rule, objects)
            is_of_any = "photo_id" not in rule.arguments  # a photo is of one of them
            if "/registrations/<public_id>" in rule.rule and is_of_any:
                for other in others:
                    one = replace(objects, registration=other)
                    yield rule.endpoint, fill(rule.rule, one)
            if rule.arguments != {"slug"}:
                continue
            for slug in _other_series(is_public=access == PUBLIC, role=role):
                yield rule.endpoint, fill(rule.rule, replace(objects, series=slug))


def _other_series(*, is_public: bool, role: Role | None) -> list[str]:
    """Series in other states, whose pages look different."""
    if is_public:
        return list(IN_OTHER_STATES)
    return [*IN_OTHER_STATES, DRAFT] if role is Role.COORDINATOR else []
