import smtplib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from jinja2 import DictLoader

from fablab.kernel.db import db, unit_of_work
from fablab.mail.delivery import send_due_letters
from fablab.mail.models import Letter
from fablab.mail.outbox import claim_letter, count_letters, oldest_waiting
from fablab.mail.services import queue_letter
from tests.mail.factories import NOW, mail_settings, queue_sign_in_letter, the_letter
from tests.support.ports import free_port
from tests.support.smtp import MailServer

_MJML = (
    "<mjml><mj-body><mj-section><mj-column><mj-text><p>{{ name }}</p></mj-text>"
    "</mj-column></mj-section></mj-body></mjml>"
)
SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def now(clock_at: SetClock) -> None:
    clock_at(NOW)


@pytest.fixture
def server(app: Flask, mail_server: MailServer) -> Iterator[MailServer]:
    """A mail server that the app sends to."""
    with mail_settings(
        app,
        smtp_host=mail_server.host,
        smtp_port=mail_server.port,
        smtp_security="none",
        mail_from="Żywy FabLab <lab@example.org>",
    ):
        yield mail_server


def _words(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_letter_goes_out_once_and_forgets_what_it_told(server: MailServer) -> None:
    queue_sign_in_letter()

    assert send_due_letters() == 1
    assert send_due_letters() == 0

    letter, [mail] = the_letter(), server.received
    assert (letter.sent_at, letter.context, letter.leased_until) == (NOW, {}, None)
    assert server.recipients == [["ana@example.org"]]
    assert mail["Subject"] == "Your link to sign in"
    assert mail["From"] == "Żywy FabLab <lab@example.org>"
    assert mail["Message-ID"] == f"<{letter.public_id}@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Hello Ana Łęcka," in _words(mail)
    assert "\nhttp://localhost/sign-in/abc\n" in _words(mail)
    assert 'href="http://localhost/sign-in/abc"' in _words(mail, "html")


def test_an_address_with_letters_of_its_own_is_written_for_the_server(
    server: MailServer,
) -> None:
    queue_sign_in_letter(to="ana@żółw.example")

    assert send_due_letters() == 1

    assert server.recipients == [["ana@xn--w-uga1v8h.example"]]
    assert server.received[0]["To"] == "ana@xn--w-uga1v8h.example"


def test_letters_need_no_other_host(server: MailServer) -> None:
    queue_sign_in_letter()
    send_due_letters()

    html = _words(server.received[0], "html")
    for foreign in ("fonts.googleapis", "<img", "<script", "@import"):
        assert foreign not in html


def test_a_unit_that_fails_leaves_no_letter(server: MailServer) -> None:
    def queue_and_fail() -> None:
        with unit_of_work():
            queue_letter(
                to="ana@example.org",
                language="en",
                template="sign_in_link",
                context={},
                dedupe="x",
                now=NOW,
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        queue_and_fail()

    assert send_due_letters() == 0
    assert server.received == []


def test_the_same_key_queues_one_letter(server: MailServer) -> None:
    queue_sign_in_letter(key="same")
    queue_sign_in_letter(key="same")

    assert send_due_letters() == 1
    assert len(server.received) == 1


def test_a_server_that_is_down_is_tried_again_later(
    app: Flask, mail_server: MailServer, clock_at: SetClock
) -> None:
    queue_sign_in_letter("first@example.org")
    queue_sign_in_letter("second@example.org")
    with mail_settings(
        app, smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none"
    ):
        assert send_due_letters() == 0

    first, second = db.session.query(Letter).order_by(Letter.id)
    assert (first.attempts, first.due_at) == (1, NOW + timedelta(minutes=1))
    assert (second.attempts, second.leased_until) == (0, None)
    clock_at(NOW + timedelta(minutes=1))
    with mail_settings(
        app,
        smtp_host=mail_server.host,
        smtp_port=mail_server.port,
        smtp_security="none",
    ):
        assert send_due_letters() == 2
    assert len(mail_server.received) == 2


def test_the_pauses_grow_and_end_after_two_days(
    server: MailServer, clock_at: SetClock
) -> None:
    queue_sign_in_letter()
    server.reply = "451 Come back later"
    pauses, now = [], NOW
    while the_letter().given_up_at is None:
        clock_at(now)
        send_due_letters()
        pauses.append((the_letter().due_at - now) // timedelta(minutes=1))
        now = the_letter().due_at

    letter = the_letter()
    assert pauses[:7] == [1, 2, 5, 10, 30, 60, 60]
    assert letter.given_up_at is not None
    assert timedelta(hours=48) <= letter.given_up_at - NOW < timedelta(hours=49)
    assert (letter.error, letter.context) == ("refused with 451", {})
    assert count_letters() == (0, 1)


def test_a_letter_refused_for_ever_is_given_up_and_holds_up_no_other(
    server: MailServer,
) -> None:
    queue_sign_in_letter()
    server.reply = "550 No such mailbox"
    send_due_letters()
    server.reply = "250 OK"
    queue_sign_in_letter("jan@example.org")

    assert send_due_letters() == 1

    refused = db.session.query(Letter).order_by(Letter.id).first()
    assert refused is not None
    assert (refused.given_up_at, refused.error) == (NOW, "refused with 550")


def test_a_server_that_goes_silent_after_the_mail_may_have_taken_it(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop(self: smtplib.SMTP, _msg: object) -> tuple[int, bytes]:
        self.close()
        raise smtplib.SMTPServerDisconnected

    queue_sign_in_letter()
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "data", drop)
        assert send_due_letters() == 0
        assert the_letter().maybe_twice
    assert the_letter().due_at == NOW + timedelta(minutes=1)
    assert server.received == []


def test_a_mail_cut_off_after_its_content_comes_twice_at_most_and_is_marked(
    server: MailServer, clock_at: SetClock
) -> None:
    queue_sign_in_letter()
    server.drops = 1

    assert send_due_letters() == 0
    clock_at(NOW + timedelta(minutes=1))
    assert send_due_letters() == 1
    clock_at(NOW + timedelta(hours=1))
    assert send_due_letters() == 0

    assert the_letter().maybe_twice
    ids = [mail["Message-ID"] for mail in server.received]
    assert ids == [f"<{the_letter().public_id}@example.org>"] * 2


def test_after_an_hour_without_a_server_each_mail_comes_once(
    app: Flask, mail_server: MailServer, clock_at: SetClock
) -> None:
    for number in range(40):
        queue_sign_in_letter(f"family{number}@example.org")
    down = {"smtp_host": "127.0.0.1", "smtp_port": free_port(), "smtp_security": "none"}
    for minutes in (0, 1, 3, 8, 18, 48):
        clock_at(NOW + timedelta(minutes=minutes))
        with mail_settings(app, **down):
            assert send_due_letters() == 0

    clock_at(NOW + timedelta(minutes=75))
    up = {"smtp_host": mail_server.host, "smtp_port": mail_server.port}
    with mail_settings(app, **up, smtp_security="none"):
        sent = send_due_letters()
        clock_at(NOW + timedelta(minutes=108))
        sent += send_due_letters()

    assert sent == 40
    assert len({mail["To"] for mail in mail_server.received}) == 40
    assert len(mail_server.received) == 40
    assert db.session.query(Letter).filter_by(maybe_twice=True).count() == 0


def test_a_server_that_goes_silent_before_it_has_not(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop(self: smtplib.SMTP, *_: object) -> tuple[int, bytes]:
        self.close()
        raise smtplib.SMTPServerDisconnected

    queue_sign_in_letter()
    monkeypatch.setattr(smtplib.SMTP, "mail", drop)

    assert send_due_letters() == 0
    assert not the_letter().maybe_twice
    assert server.received == []


def test_a_letter_that_cannot_be_written_holds_up_no_other(server: MailServer) -> None:
    with unit_of_work():
        queue_letter(
            to="ana@example.org",
            language="en",
            template="no_such_letter",
            context={},
            dedupe="broken",
            now=NOW,
        )
    queue_sign_in_letter()

    assert send_due_letters() == 1
    broken = db.session.query(Letter).filter_by(dedupe="broken").one()
    assert (broken.attempts, broken.error) == (1, "TemplateNotFound")
    assert len(server.received) == 1


def test_two_workers_share_the_letters(app: Flask, server: MailServer) -> None:
    for number in range(24):
        queue_sign_in_letter(f"family{number}@example.org")
    sent = []

    def work() -> None:
        with app.app_context():
            sent.append(send_due_letters())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(sent) == 24
    assert len({mail["To"] for mail in server.received}) == 24
    assert len(server.received) == 24


def test_a_dead_workers_letters_are_sent_once_its_lease_has_ended(
    server: MailServer, clock_at: SetClock
) -> None:
    queue_sign_in_letter()
    with unit_of_work():
        claim_letter(now=NOW)

    assert send_due_letters() == 0
    clock_at(NOW + timedelta(minutes=5))
    assert send_due_letters() == 1
    assert len(server.received) == 1
    assert the_letter().maybe_twice


@pytest.mark.usefixtures("server")
def test_a_worker_that_is_killed_leaves_one_letter_in_doubt(
    clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    for number in range(12):
        queue_sign_in_letter(f"family{number}@example.org")
    with monkeypatch.context() as patch:
        patch.setattr("fablab.mail.delivery.Postbox.deliver", die)
        with pytest.raises(Killed):
            send_due_letters()

    clock_at(NOW + timedelta(minutes=5))
    assert send_due_letters() == 12
    assert db.session.query(Letter).filter_by(maybe_twice=True).count() == 1


def test_without_a_server_letters_land_in_a_folder(app: Flask, tmp_path: Path) -> None:
    queue_sign_in_letter()
    with mail_settings(app, instance=tmp_path):
        assert send_due_letters() == 1

    [file] = (tmp_path / "mail").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert file.name == f"{the_letter().public_id}.eml"
    assert (mail["To"], mail["Subject"]) == (
        "ana@example.org",
        "Your link to sign in",
    )


@pytest.mark.parametrize("language", ["pl", "uk", "de"])
def test_a_letter_speaks_the_familys_language(
    server: MailServer, language: str
) -> None:
    queue_sign_in_letter(language=language)
    send_due_letters()

    [mail] = server.received
    assert mail["Content-Language"] == language
    assert f'<html lang="{language}"' in _words(mail, "html")
    assert "Ana Łęcka" in _words(mail)


@pytest.mark.parametrize("language", ["pl", "uk", "de"])
def test_subjects_are_translated(server: MailServer, language: str) -> None:
    queue_sign_in_letter(language=language)
    send_due_letters()

    with force_locale(language):
        subject = gettext("Your link to sign in")
    assert server.received[0]["Subject"] == subject
    assert subject != "Your link to sign in"


def test_letters_of_every_alphabet_arrive(app: Flask, server: MailServer) -> None:
    source = (
        "{% block subject %}Zażółć – Ґрунт – Größe{% endblock %}\n\nПривіт, {{ name }}!"
    )
    loader = DictLoader({"mail/hello.txt": source, "mail/hello.mjml": _MJML})
    with unit_of_work():
        queue_letter(
            to="ana@example.org",
            language="uk",
            template="hello",
            context={"name": "Żaneta & <Ґанна>"},
            dedupe="hello",
            now=NOW,
        )
    kept, app.jinja_env.loader = app.jinja_env.loader, loader
    app.extensions.pop("fablab.letters", None)
    try:
        send_due_letters()
    finally:
        app.jinja_env.loader = kept
        app.extensions.pop("fablab.letters", None)

    [mail] = server.received
    assert mail["Subject"] == "Zażółć – Ґрунт – Größe"
    assert _words(mail).strip() == "Привіт, Żaneta & <Ґанна>!"
    assert "<p>Żaneta &amp; &lt;Ґанна&gt;</p>" in _words(mail, "html")


def test_what_waits_is_known(server: MailServer) -> None:
    assert oldest_waiting() is None
    queue_sign_in_letter()

    assert (count_letters(), oldest_waiting()) == ((1, 0), NOW)
    send_due_letters()
    assert count_letters() == (0, 0)
    assert len(server.received) == 1
