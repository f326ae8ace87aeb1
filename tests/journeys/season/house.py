"""The FabLab's house: the served app, its post, its people; and the days that pass."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from flask import Flask
from flask_babel import force_locale, gettext

from fablab.accounts.models import Role
from fablab.app import create_app
from fablab.checkin.models import Scan
from fablab.checkin.services.attendance import excuse_announced_absences
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting
from tests.conftest import settings_for
from tests.journeys.season.story import (
    CITY,
    COORDINATOR,
    FACILITATOR,
    SCHOOL,
    SITE,
    SITE_SLUG,
    TEACHER,
    Child,
    Person,
    Story,
)
from tests.support.ports import free_port
from tests.support.server import LiveServer
from tests.support.smtp import MailServer

POST_SECONDS = 20
STAFF = {
    Role.COORDINATOR: (COORDINATOR, ("--site", SITE_SLUG)),
    Role.FACILITATOR: (FACILITATOR, ("--site", SITE_SLUG)),
    Role.TEACHER: (TEACHER, ("--school", SCHOOL)),
}


@dataclass(frozen=True, kw_only=True)
class House:
    """The app as it is served, and the two things that no page is for."""

    url: str
    post: MailServer
    backdoor: Flask

    def letter(
        self, *words: str, to: Person, about: Child, number: int = 1
    ) -> EmailMessage:
        """The letter to the person that names the child and says all the words.

        Args:
            *words: such as the beginning of the address that it leads to.
            to: whose letter it is.
            about: who is named in it.
            number: which of those that came, from 1; it is waited for.
        """
        wanted = (*words, about.given_name)
        arrived = found = list[EmailMessage]()
        while len(found) < number:
            arrived = self.post.wait_for(len(arrived) + 1, timeout=POST_SECONDS)
            found = [
                each
                for each in arrived
                if each["To"] == to.email
                and all(one in f"{each['Subject']}\n{text_in(each)}" for one in wanted)
            ]
        return found[number - 1]

    def let_time_pass(self, days: int) -> None:
        """Move all meetings into the past: a test cannot wait for weeks.

        No page can do it: what families have planned with is not moved backwards.
        Who was announced as absent is excused at once, not within the next minute.
        """
        with self.backdoor.app_context():
            with unit_of_work():
                for meeting in db.session.query(Meeting):
                    meeting.starts_at -= timedelta(days=days)
                    meeting.ends_at -= timedelta(days=days)
                db.session.flush()
                excuse_announced_absences(now=clock.now())
            db.engine.dispose()

    def say(self, words: str, story: Story) -> str:
        """What the catalogue makes of our English words in the season's language."""
        with self.backdoor.app_context(), force_locale(story.language):
            return str(gettext(words))

    def stored_scans(self) -> list[tuple[str, str, str]]:
        """How each scan came, what the tablet saw and what was made of it."""
        with self.backdoor.app_context():
            scans = db.session.query(Scan).order_by(Scan.id).all()
            found = [(scan.how, scan.presented, str(scan.outcome)) for scan in scans]
            db.session.remove()
            db.engine.dispose()
        return found


@contextmanager
def open_house(story: Story, *, folder: Path, post: MailServer) -> Iterator[House]:
    """Set the installation up from the command line, and serve it."""
    port = free_port()
    database = f"sqlite:///{folder / 'season.sqlite'}"
    settings = {
        "FABLAB_BASE_URL": f"http://127.0.0.1:{port}",
        "FABLAB_DATABASE_URL": database,
        "FABLAB_INSTANCE": str(folder),
        "FABLAB_DEFAULT_LANGUAGE": story.language,
        "FABLAB_WORKERS": "2",
        "FABLAB_ACCEPT_OLD_SQLITE": "true",
        "FABLAB_SMTP_HOST": post.host,
        "FABLAB_SMTP_PORT": str(post.port),
        "FABLAB_SMTP_SECURITY": "none",
    }
    server = LiveServer(settings, log=folder / "log", port=port)
    server.run("init")
    house = House(
        url=server.url, post=post, backdoor=create_app(settings_for(database, folder))
    )
    _add_places(server, story)
    with ThreadPoolExecutor() as hands:
        added = [hands.submit(_add_account, server, role, story) for role in STAFF]
        with server:
            for account in added:
                account.result()
            yield house


def _add_places(server: LiveServer, story: Story) -> None:
    site = {
        "slug": SITE_SLUG,
        "name": SITE,
        "city": CITY,
        "address": "ul. Przykładowa 1",
        "country": "PL",
        "time-zone": str(story.began.tzinfo),
        "language": story.language,
        "contact-email": "lab@lab.example",
    }
    server.run("site", "add", *(f"--{name}={value}" for name, value in site.items()))
    server.run("school", "add", f"--name={SCHOOL}", f"--city={CITY}")


def _add_account(server: LiveServer, role: Role, story: Story) -> None:
    person, where = STAFF[role]
    account = {
        "email": person.email,
        "name": person.name,
        "role": role.value,
        "language": story.language,
        "password": person.password,
    }
    options = (f"--{name}={value}" for name, value in account.items())
    server.run("account", "add", *options, *where)


def address_in(letter: EmailMessage, path: str) -> str:
    """The address in the letter's text whose path begins like that."""
    text = text_in(letter)
    found = re.search(rf"https?://[^/\s]+{path}\S*", text)
    assert found, text
    return found.group()


def text_in(letter: EmailMessage) -> str:
    """The letter's text part."""
    part = letter.get_body(("plain",))
    assert part, "a letter without a text part"
    return str(part.get_content())
