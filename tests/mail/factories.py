"""Letters that wait, and an app that sends them to a test's server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.services import queue_letter
from fablab.web.current import current_installation, install

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def queue_sign_in_letter(
    to: str = "ana@example.org", language: str = "en", key: str = ""
) -> None:
    """Queue a letter in a unit of work of its own."""
    with unit_of_work():
        queue_letter(
            to=to,
            language=language,
            template="sign_in_link",
            context={
                "name": "Ana Łęcka",
                "sign_in_path": "/sign-in/abc",
                "minutes": 15,
            },
            dedupe=key or to,
            now=NOW,
        )


def the_letter() -> Letter:
    """The only letter there is."""
    return db.session.query(Letter).one()


@contextmanager
def mail_settings(app: Flask, **changed: Any) -> Iterator[None]:  # noqa: ANN401 -- settings
    """Let the app send by these settings for a while."""
    real = current_installation()
    install(app, replace(real, settings=replace(real.settings, **changed)))
    try:
        yield
    finally:
        install(app, real)
