"""Sending what waits in the outbox: lease, compose and hand over, settle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from fablab.kernel import clock
from fablab.kernel.db import db, unit_of_work
from fablab.kernel.errors import Busy
from fablab.mail.errands import errand
from fablab.mail.models import Letter
from fablab.mail.outbox import (
    Claimed,
    claim_letter,
    has_due_letters,
    settle_failed,
    settle_refused,
    settle_sent,
)
from fablab.mail.rendering import compose
from fablab.mail.transport import NotDelivered, Postbox, wire_address
from fablab.web.current import current_settings

TRIES = 3
_log = structlog.get_logger("fablab.mail")


class Hook(Protocol):
    """A rule that is called in the unit of work that notes a letter as delivered."""

    def __call__(self, subject: str, *, now: datetime) -> object:
        """Do what follows; `subject` is the public id of what the letter is about."""


H = TypeVar("H", bound=Hook)
_hooks: dict[str, Hook] = {}


def when_delivered(template: str) -> Callable[[H], H]:
    """Have the function called once for each letter of that template that has left.

    Letters that went out a second time, because the server went silent, do not count
    again.

    Args:
        template: the letter's; a second function for it replaces the first.
    """

    def add(hook: H) -> H:
        _hooks[template] = hook
        return hook

    return add


@errand("letters", woken_by=Letter, is_due=has_due_letters)
def send_due_letters() -> int:
    """Send every letter that is due now; needs an app context.

    Where no server answers, the rest is left for the next time.

    Returns:
        How many letters the server took.
    """
    postbox = Postbox(current_settings())
    sent = 0
    try:
        while letter := _claim():
            sent += _send(letter, postbox)
    except NotDelivered:
        _log.warning("no mail server", letters_sent=sent)
    finally:
        postbox.close()
    return sent


def _claim() -> Claimed | None:
    with unit_of_work():
        return claim_letter(now=clock.now())


def _send(letter: Claimed, postbox: Postbox) -> bool:
    """Send one letter and note what came of it; a mistake of ours stops no other.

    Raises:
        NotDelivered: no server answers, so the others need not be tried.
    """
    public_id = letter.public_id
    try:
        letter = replace(letter, to=wire_address(letter.to))
        mail = compose(letter, settings=current_settings())
        postbox.deliver(mail, to=letter.to, public_id=public_id)
    except NotDelivered as failure:
        _note_failure(public_id, failure)
        if failure.unreachable:
            raise
        return False
    except Exception as error:  # noqa: BLE001 -- logged; the next letter may do
        _log.exception("letter broke", letter=public_id, template=letter.template)
        _note_failure(public_id, NotDelivered(type(error).__name__))
        return False
    _note_delivery(letter)
    return True


def _note_delivery(letter: Claimed) -> None:
    """Note that the letter has left; tried again while the database is busy.

    Raises:
        Busy: it stayed busy, so the letter goes out again, and is marked.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with unit_of_work():
                if settle_sent(letter.public_id, now=clock.now()):
                    _call_hook(letter)
        except Busy:
            if not tries_left:
                raise
        else:
            return


def _call_hook(letter: Claimed) -> None:
    """What follows from the delivery; a mistake of ours there sends nothing again."""
    hook = _hooks.get(letter.template)
    if hook is None or not letter.subject:
        return
    try:
        with db.session.begin_nested():
            hook(letter.subject, now=clock.now())
    except DBAPIError:
        raise
    except Exception:  # noqa: BLE001 -- logged; the letter has left all the same
        _log.exception("delivery hook broke", letter=letter.public_id)


def _note_failure(public_id: str, failure: NotDelivered) -> None:
    _log.warning("letter not delivered", letter=public_id, reason=failure.reason)
    now = clock.now()
    with unit_of_work():
        if failure.for_ever:
            settle_refused(public_id, error=failure.reason, now=now)
        else:
            settle_failed(
                public_id,
                error=failure.reason,
                now=now,
                maybe_twice=failure.maybe_taken,
            )
