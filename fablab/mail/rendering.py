"""A letter from its templates: subject, text and HTML, in the family's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

import mrml
from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined

from fablab.config import Settings
from fablab.kernel import clock
from fablab.mail.outbox import Claimed

_PATH, _URL, _AT = "_path", "_url", "_at"
_PLAIN = mrml.RenderOptions(disable_comments=True, fonts={})


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What a letter says, twice the same."""

    subject: str
    text: str
    html: str


def render_letter(
    template: str, *, context: Mapping[str, Any], language: str, settings: Settings
) -> Rendered:
    """Fill in `templates/mail/<template>.txt` and `.mjml`; needs an app context.

    Args:
        template: its name without ending.
        context: what it needs; `…_path` becomes `…_url`, the whole address, and
            `…_at` an instant, where they are not empty.
        language: that the letter is written in.
        settings: of the installation.
    """
    values = {
        "base_url": settings.base_url,
        "language": language,
        **_with_instants(_with_whole_addresses(context, settings)),
    }
    with force_locale(language):
        letters = _letters()
        whole = letters.get_template(f"mail/{template}.txt").render(values)
        subject, _, text = whole.strip().partition("\n")
        values["subject"] = subject.strip()
        mjml = letters.get_template(f"mail/{template}.mjml").render(values)
    html = mrml.to_html(mjml, render_options=_PLAIN).content
    return Rendered(subject=subject.strip(), text=f"{text.strip()}\n", html=html)


def compose(letter: Claimed, *, settings: Settings) -> EmailMessage:
    """The letter as a mail that any program can read."""
    rendered = render_letter(
        letter.template,
        context=letter.context,
        language=letter.language,
        settings=settings,
    )
    name, sender = parseaddr(settings.mail_from)
    domain = sender.rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = Address(addr_spec=letter.to)
    mail["Subject"] = rendered.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{letter.public_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.language
    return mail


def _with_whole_addresses(
    context: Mapping[str, Any], settings: Settings
) -> dict[str, Any]:
    return {
        (key.removesuffix(_PATH) + _URL if key.endswith(_PATH) else key): (
            settings.url(value) if key.endswith(_PATH) and value else value
        )
        for key, value in context.items()
    }


def _with_instants(context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: datetime.fromisoformat(value) if key.endswith(_AT) and value else value
        for key, value in context.items()
    }


def _letters() -> Environment:
    """The app's templates, but text stays text, and nothing may be left blank."""
    kept = current_app.extensions.get("fablab.letters")
    if kept is None:
        kept = current_app.jinja_env.overlay(
            autoescape=lambda name: not (name or "").endswith(".txt"),
            undefined=StrictUndefined,
        )
        current_app.extensions["fablab.letters"] = kept
    assert isinstance(kept, Environment)  # noqa: S101 -- what was put a line above
    return kept
