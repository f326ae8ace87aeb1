"""What follows from a delivery: once for each letter, in the same transaction."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import Busy
from fablab.mail import delivery
from fablab.mail.delivery import send_due_letters, when_delivered
from fablab.mail.models import CronSlot
from fablab.mail.outbox import claim_letter, settle_sent
from fablab.mail.services import queue_letter
from tests.mail.factories import NOW, mail_settings, queue_sign_in_letter, the_letter
from tests.support.smtp import MailServer

Calls = list[tuple[str, datetime]]
SetClock = Callable[[datetime], None]


@pytest.fixture
def server(app: Flask, mail_server: MailServer) -> Iterator[MailServer]:
    """A mail server that the app sends to."""
    up = {"smtp_host": mail_server.host, "smtp_port": mail_server.port}
    with mail_settings(app, **up, smtp_security="none"):
        yield mail_server


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, clock_at: SetClock) -> Calls:
    """What the hook for letters to sign in was called with."""
    monkeypatch.setattr(delivery, "_hooks", {})
    clock_at(NOW)
    found: Calls = []

    @when_delivered("sign_in_link")
    def note(subject: str, *, now: datetime) -> None:
        found.append((subject, now))

    return found


def queue(subject: str = "abc") -> None:
    with unit_of_work():
        queue_letter(
            to="ana@example.org",
            language="en",
            template="sign_in_link",
            context={"name": "Ana", "sign_in_path": "/sign-in/x", "minutes": 15},
            dedupe="one",
            now=NOW,
            subject=subject,
        )


def test_the_hook_hears_of_the_delivery_and_when_it_was(
    server: MailServer, calls: Calls, clock_at: SetClock
) -> None:
    queue()
    server.reply = "451 Come back later"
    send_due_letters()
    assert calls == []
    server.reply = "250 OK"
    clock_at(NOW + timedelta(minutes=1))

    send_due_letters()

    assert calls == [("abc", NOW + timedelta(minutes=1))]


def test_only_the_first_delivery_counts(
    server: MailServer, calls: Calls, clock_at: SetClock
) -> None:
    queue()
    server.drops = 1
    send_due_letters()
    clock_at(NOW + timedelta(minutes=1))
    send_due_letters()
    with unit_of_work():
        assert not settle_sent(the_letter().public_id, now=NOW)

    assert len(server.received) == 2
    assert len(calls) == 1


def test_a_letter_about_nothing_calls_no_hook(server: MailServer, calls: Calls) -> None:
    queue_sign_in_letter()

    assert send_due_letters() == 1
    assert (calls, len(server.received)) == ([], 1)


def test_a_hook_that_breaks_sends_nothing_again_and_leaves_nothing(
    server: MailServer, calls: Calls, clock_at: SetClock
) -> None:
    del calls
    queue()

    @when_delivered("sign_in_link")
    def break_off(subject: str, *, now: datetime) -> None:
        db.session.add(CronSlot(job=subject, slot=now))
        db.session.flush()
        raise ZeroDivisionError

    assert send_due_letters() == 1
    clock_at(NOW + timedelta(hours=1))
    assert send_due_letters() == 0
    assert len(server.received) == 1
    assert db.session.query(CronSlot).count() == 0


def test_a_delivery_is_noted_once_the_database_has_a_moment(
    server: MailServer, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue()
    left = [Busy("not now"), Busy("not now")]

    def settle_at_last(public_id: str, *, now: datetime) -> bool:
        if left:
            raise left.pop()
        return settle_sent(public_id, now=now)

    monkeypatch.setattr(delivery, "settle_sent", settle_at_last)

    assert send_due_letters() == 1
    assert (the_letter().sent_at, len(calls), len(server.received)) == (NOW, 1, 1)


def test_a_worker_that_died_after_sending_marks_what_goes_out_again(
    server: MailServer, calls: Calls, clock_at: SetClock
) -> None:
    queue()
    with unit_of_work():
        claim_letter(now=NOW)
    clock_at(NOW + timedelta(minutes=5))

    assert send_due_letters() == 1
    assert the_letter().maybe_twice
    assert (len(calls), len(server.received)) == (1, 1)
