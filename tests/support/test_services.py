"""The servers that tests start: PostgreSQL and mail."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest

from tests.support.cluster import PostgresMissing
from tests.support.postgres import PostgresServer
from tests.support.smtp import MailServer


def _ask(url: str, question: str) -> object:
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        rows = connection.execute(question.encode())
        return rows.fetchone() if rows.description else None


def test_postgres_makes_copies_and_drops_databases(postgres: PostgresServer) -> None:
    first = postgres.create_database("support_first")
    _ask(first, "CREATE TABLE pupil (name text)")
    _ask(first, "INSERT INTO pupil VALUES ('Żółć Ґанок')")

    copy = postgres.create_database("support_copy", template="support_first")
    postgres.drop_database("support_first")

    assert copy.startswith("postgresql+psycopg://")
    assert _ask(copy, "SELECT name, lower(name) FROM pupil") == (
        "Żółć Ґанок",
        "żółć ґанок",
    )
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        _ask(first, "SELECT 1")
    postgres.drop_database("support_copy")


def test_a_named_postgres_is_used_and_left_clean(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = postgres.create_database("support_given")
    monkeypatch.setenv("FABLAB_TEST_POSTGRES_URL", given)

    with PostgresServer() as named:
        url = named.create_database("support_guest")
        assert _ask(url, "SELECT 1") == (1,)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        _ask(url, "SELECT 1")
    monkeypatch.undo()
    postgres.drop_database("support_given")


def test_postgres_that_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FABLAB_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(Path, "glob", lambda _path, _pattern: [])

    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        PostgresServer().__enter__()


def _send(server: MailServer, subject: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content("Cześć, oto Twój link.")
    with smtplib.SMTP(server.host, server.port, timeout=5) as connection:
        connection.send_message(mail, "fablab@example.org", ["anna@example.org"])


def test_mails_arrive_in_order(mail_server: MailServer) -> None:
    _send(mail_server, "Pierwszy")
    _send(mail_server, "Żółty")

    mails = mail_server.wait_for(2)

    assert [mail["Subject"] for mail in mails] == ["Pierwszy", "Żółty"]
    assert mails[1].get_content() == "Cześć, oto Twój link.\n"
    assert mail_server.recipients == [["anna@example.org"]] * 2


def test_mails_that_do_not_come_and_mails_that_are_refused(
    mail_server: MailServer,
) -> None:
    mail_server.reply = "451 Come back later"

    with pytest.raises(smtplib.SMTPDataError, match="Come back later"):
        _send(mail_server, "Refused")
    with pytest.raises(AssertionError, match="0 of 1 mails came"):
        mail_server.wait_for(1, timeout=0.05)
