"""Handing a mail to the server, or to a folder where there is none."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

from fablab.config import Settings

TIMEOUT_SECONDS = 10
_PERMANENT = 500


class NotDelivered(Exception):
    """The mail is not with the server, as far as we can know.

    Args:
        reason: the kind of failure, without addresses.
        for_ever: trying again would not help.
        maybe_taken: the whole mail was sent, but the answer did not come.
        unreachable: there is no server, for this mail or any other.
    """

    def __init__(
        self,
        reason: str,
        *,
        for_ever: bool = False,
        maybe_taken: bool = False,
        unreachable: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_ever = for_ever
        self.maybe_taken = maybe_taken
        self.unreachable = unreachable


def wire_address(address: str) -> str:
    """The address as every mail server reads it: its domain in ASCII (IDNA)."""
    mailbox, _, domain = address.rpartition("@")
    return f"{mailbox}@{domain.encode('idna').decode()}"


class _Noting(smtplib.SMTP):
    """Notes when a mail's content goes out: from then on silence says nothing."""

    content_sent = False

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 -- as the base
        """Send the content."""
        self.content_sent = True
        return super().data(msg)


class _NotingOverTls(_Noting, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Postbox:
    """One connection for several mails, opened when the first is handed over."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: _Noting | None = None

    def deliver(self, mail: EmailMessage, *, to: str, public_id: str) -> None:
        """Hand the mail over.

        Raises:
            NotDelivered: it did not work; the exception says whether to try again.
        """
        if not self._settings.smtp_host:
            self._keep_as_file(mail, public_id)
            return
        try:
            self._send(mail, to=to)
        except NotDelivered:
            self.close()
            raise

    def close(self) -> None:
        """Leave the server."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _keep_as_file(self, mail: EmailMessage, public_id: str) -> None:
        folder = self._settings.mail_folder
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{public_id}.part"
        unfinished.write_bytes(mail.as_bytes())
        unfinished.replace(folder / f"{public_id}.eml")

    def _send(self, mail: EmailMessage, *, to: str) -> None:
        try:
            server = self._server = self._server or self._connect()
        except (smtplib.SMTPException, OSError) as error:
            reason = f"no connection: {type(error).__name__}"
            raise NotDelivered(reason, unreachable=True) from error
        server.content_sent = False
        try:
            server.send_message(mail, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(
                min(code for code, _ in error.recipients.values())
            ) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise NotDelivered(
                "the server went silent", maybe_taken=server.content_sent
            ) from error
        except smtplib.SMTPException as error:
            raise NotDelivered(type(error).__name__) from error

    def _connect(self) -> _Noting:
        settings = self._settings
        host, port = settings.smtp_host, settings.smtp_port
        trusted = ssl.create_default_context()
        if settings.smtp_security == "tls":
            server: _Noting = _NotingOverTls(
                host, port, timeout=TIMEOUT_SECONDS, context=trusted
            )
        else:
            server = _Noting(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if settings.smtp_security == "starttls":
                server.starttls(context=trusted)
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
        except BaseException:
            server.close()
            raise
        return server


def _refused(code: int) -> NotDelivered:
    return NotDelivered(f"refused with {code}", for_ever=code >= _PERMANENT)
