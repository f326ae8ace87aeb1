"""A real mail server on this machine that keeps what it is sent."""

import email
import email.policy
import threading
from asyncio import WriteTransport
from email.message import EmailMessage
from types import TracebackType
from typing import Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


class MailServer:
    """Listens on `host:port` inside `with`; `received` holds the mails in order.

    Set `reply` to an SMTP answer such as "451 Come back later" to refuse mails, and
    `drops` to the number of mails that are taken without any answer: the line is cut.
    """

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.reply = "250 OK"
        self.drops = 0
        self._arrived = threading.Condition()
        self.port = free_port()
        self._controller = Controller(self, hostname=self.host, port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if not self.reply.startswith("2"):
            return self.reply
        content = cast("bytes", envelope.content).replace(b"\r\n", b"\n")
        mail = email.message_from_bytes(content, policy=email.policy.default)
        with self._arrived:
            self.received.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
            self._arrived.notify_all()
        if self.drops:
            self.drops -= 1
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return self.reply

    def wait_for(self, count: int = 1, timeout: float = 10) -> list[EmailMessage]:
        """All mails, as soon as there are `count` of them (seconds at most)."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.received) >= count, timeout)
        subjects = [mail["Subject"] for mail in self.received]
        assert came, f"{len(subjects)} of {count} mails came: {subjects}"
        return list(self.received)
