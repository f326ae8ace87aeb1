from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from fablab.kernel.db import db, unit_of_work
from fablab.mail import clockwork
from fablab.mail.clockwork import every_minute, run_in_turn, run_jobs
from fablab.mail.models import CronSlot, Letter
from fablab.mail.worker import start_worker
from tests.mail.factories import NOW, mail_settings, queue_sign_in_letter
from tests.support.smtp import MailServer


@pytest.fixture
def server(app: Flask, mail_server: MailServer) -> Iterator[MailServer]:
    """A mail server that the app sends to."""
    with mail_settings(
        app,
        smtp_host=mail_server.host,
        smtp_port=mail_server.port,
        smtp_security="none",
    ):
        yield mail_server


@pytest.mark.slow
def test_a_running_worker_sends_what_waits_and_wakes_for_what_comes(
    app: Flask, server: MailServer
) -> None:
    queue_sign_in_letter("waiting@example.org")
    worker = start_worker(app)
    try:
        server.wait_for(1)
        queue_sign_in_letter("coming@example.org")
        mails = server.wait_for(2, timeout=3)
    finally:
        worker.stop()
        del app.extensions["fablab.worker"]

    assert [mail["To"] for mail in mails] == [
        "waiting@example.org",
        "coming@example.org",
    ]
    db.session.rollback()
    assert db.session.query(Letter).filter(Letter.sent_at.is_(None)).count() == 0


def test_of_several_processes_one_takes_the_turn(app: Flask) -> None:
    assert app
    ran: list[datetime] = []

    def job(*, now: datetime) -> None:
        ran.append(now)

    later = NOW + timedelta(seconds=59)
    assert run_in_turn("job", job, now=NOW)
    assert not run_in_turn("job", job, now=later)
    assert run_in_turn("other job", job, now=later)
    assert run_in_turn("job", job, now=NOW + timedelta(minutes=1))
    assert ran == [NOW, later, NOW + timedelta(minutes=1)]


def test_without_the_turn_everybody_would_do_it(app: Flask) -> None:
    assert app
    ran: list[datetime] = []

    def job(*, now: datetime) -> None:
        ran.append(now)

    run_in_turn("job", job, now=NOW)
    with unit_of_work():
        db.session.execute(delete(CronSlot))
    run_in_turn("job", job, now=NOW)

    assert len(ran) == 2


def test_turns_are_forgotten_after_a_day(app: Flask) -> None:
    assert app
    run_in_turn("job", lambda *, now: now, now=NOW)
    run_in_turn("job", lambda *, now: now, now=NOW + timedelta(days=2))

    assert db.session.query(CronSlot).count() == 1


def test_a_job_that_fails_stops_no_other_and_gives_its_turn_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(clockwork, "_jobs", {})

    @every_minute("fails")
    def fails(*, now: datetime) -> None:
        raise ZeroDivisionError(now)

    @every_minute("works")
    def works(*, now: datetime) -> None:
        ran.append(now)

    run_jobs(app)

    assert len(ran) == 1
    assert ran[0] <= datetime.now(UTC)
    assert [slot.job for slot in db.session.query(CronSlot)] == ["works"]
