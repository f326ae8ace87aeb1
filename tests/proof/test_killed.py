"""Servers and workers that are killed lose nothing that was acknowledged."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import ColumnElement, select, text

from fablab.accounts.models import Account
from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.people.models import Guardian
from fablab.registrations.models import Registration
from tests.proof.family import StepRefused, fill_in
from tests.proof.house import TAKEN, House, open_house
from tests.proof.killing import children_of, kill
from tests.proof.visitor import Answer, Visitor
from tests.support.server import COMMAND, ROOT
from tests.support.smtp import MailServer

KILLS = 8
PAUSES = (0.7, 1.3, 0.9, 1.1, 0.5)
SECONDS_BETWEEN = 1.5
POST_SECONDS = 60
SEE_OTHER = 303


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_was_acknowledged_outlives_killed_servers_and_workers(
    database_url: str, tmp_path: Path, mail_server: MailServer
) -> None:
    smtp = {
        "FABLAB_SMTP_HOST": mail_server.host,
        "FABLAB_SMTP_PORT": str(mail_server.port),
        "FABLAB_SMTP_SECURITY": "none",
    }
    with open_house(database_url, tmp_path, workers=2, more=smtp) as house:
        with Postman(house) as postman, Families(house) as families:
            kills = _kill_in_turn(house, postman)
            acknowledged = families.stop()
        _send_what_is_left(house)
        letters, registered = _letters(house), _registered_addresses(house)
        assert _is_sound(house)
        assert house.taken() == house.count(TAKEN)

    assert len(acknowledged) > KILLS
    assert acknowledged <= registered
    assert registered == {letter.to for letter in letters}
    assert [letter.error for letter in letters if letter.sent_at is None] == []
    arrived = Counter(mail["Message-ID"] for mail in mail_server.received)
    assert len(arrived) == len(letters)
    twice = sum(count > 1 for count in arrived.values())
    assert twice <= sum(letter.maybe_twice for letter in letters) <= kills


class Families(threading.Thread):
    """One family after the other signs up; pressed again while nobody answers."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house
        self._enough = threading.Event()
        self._acknowledged: set[str] = set()

    def run(self) -> None:
        number = 0
        while not self._enough.is_set():
            number += 1
            port = self._house.server.port
            with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                self._sign_up(connection, f"family{number}@example.org")

    def _sign_up(self, connection: HTTPConnection, email: str) -> None:
        try:
            ready = fill_in(Visitor(connection), self._house.slug, email=email)
        except (OSError, StepRefused, KeyError):
            time.sleep(0.05)
            return
        if _press_until_answered(ready.press).status == SEE_OTHER:
            self._acknowledged.add(email)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> set[str]:
        """Let the family at hand finish; the addresses that got an answer."""
        self._enough.set()
        self.join()
        return self._acknowledged


class Postman:
    """`fablab worker`, started again whenever it was killed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        self._process.terminate()
        self._process.wait()

    def start(self) -> None:
        """Start another one."""
        self._process = subprocess.Popen(
            [*COMMAND, "worker"], cwd=ROOT, env=self._house.server.environment
        )

    def kill(self) -> None:
        """Kill it, and send the next one."""
        assert self._process
        kill(self._process.pid)
        self._process.wait()
        self.start()


def _kill_in_turn(house: House, postman: Postman) -> int:
    """Kill servers and workers in turn, unevenly; returns how many workers."""
    for number in range(KILLS):
        time.sleep(SECONDS_BETWEEN * PAUSES[number % len(PAUSES)])
        if number % 2:
            postman.kill()
        else:
            kill(children_of(house.server.pid)[0])  # it has served longest
    return KILLS // 2


def _press_until_answered(press: Callable[[], Answer]) -> Answer:
    """What the family gets in the end; the form's key makes pressing again safe."""
    for _ in range(200):
        try:
            return press()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come back")


def _send_what_is_left(house: House) -> None:
    """Let leases of killed workers end, for which a test cannot wait, and send all."""
    with house.backdoor.app_context():
        with unit_of_work():
            for letter in db.session.scalars(select(Letter).where(_is_unsent())):
                letter.due_at = clock.now()
                if letter.leased_until is not None:
                    letter.leased_until = clock.now()
        db.session.remove()
        db.engine.dispose()
    with Postman(house):
        until = time.monotonic() + POST_SECONDS
        while house.count("letter WHERE sent_at IS NULL") and time.monotonic() < until:
            time.sleep(0.2)


def _is_unsent() -> ColumnElement[bool]:
    return Letter.sent_at.is_(None)


def _letters(house: House) -> list[Letter]:
    with house.backdoor.app_context():
        found = list(db.session.scalars(select(Letter)))
        db.session.expunge_all()
    return found


def _registered_addresses(house: House) -> set[str]:
    of_guardian = (
        select(Account.email)
        .join(Guardian, Guardian.account_id == Account.id)
        .join(Registration, Registration.registered_by_id == Guardian.id)
    )
    with house.backdoor.app_context():
        return set(db.session.scalars(of_guardian))


def _is_sound(house: House) -> bool:
    """Whether SQLite finds nothing wrong with its file; PostgreSQL looks by itself."""
    with house.backdoor.app_context():
        if db.engine.dialect.name != "sqlite":
            return True
        found = db.session.execute(text("PRAGMA integrity_check")).scalar()
    return found == "ok"
