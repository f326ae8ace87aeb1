"""Staff PINs: six digits, made by chance, that say at the tablet who somebody is.

Only a hash under the installation's secret is kept (HMAC with SHA-256): it can be
found by the PIN and does not tell it. A PIN opens nothing by itself: the tablet that it
is typed at has to be enrolled, and counts wrong ones.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select

from fablab.accounts.models import Account, Grant, Role, StaffPin
from fablab.audit.services import record_event
from fablab.kernel.db import db

PIN_LENGTH = 6
_AT_THE_DOOR = (Role.FACILITATOR, Role.COORDINATOR)


def make_pin(*, account: Account, secret: str, now: datetime) -> str:
    """A new PIN for the account, which nobody else has; an earlier one ends.

    Args:
        account: of somebody who works at a site.
        secret: the installation's.
        now: the aware instant.

    Returns:
        The six digits, to be shown this once.
    """
    _forget(account)
    pin = _new_pin(secret)
    db.session.add(
        StaffPin(account=account, pin_hash=_hashed(pin, secret), made_at=now)
    )
    db.session.flush()
    _note("account.pin_made", account, now=now)
    return pin


def remove_pin(*, account: Account, now: datetime) -> None:
    """Let the account's PIN open nothing any more; without one nothing changes."""
    if has_pin(account):
        _forget(account)
        _note("account.pin_removed", account, now=now)


def has_pin(account: Account) -> bool:
    """Whether the account has a PIN."""
    own = exists().where(StaffPin.account_id == account.id)
    return bool(db.session.scalar(select(own)))


def account_of_pin(pin: str, *, site_id: int, secret: str) -> Account | None:
    """Whose PIN it is, if they work at the site and are not locked out."""
    works_here = exists().where(
        Grant.account_id == Account.id,
        Grant.site_id == site_id,
        Grant.role.in_(_AT_THE_DOOR),
    )
    return db.session.scalar(
        select(Account)
        .join(StaffPin, StaffPin.account_id == Account.id)
        .where(
            StaffPin.pin_hash == _hashed(pin, secret),
            Account.disabled_at.is_(None),
            works_here,
        )
    )


def _new_pin(secret: str) -> str:
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"
        taken = exists().where(StaffPin.pin_hash == _hashed(pin, secret))
        if not db.session.scalar(select(taken)):
            return pin


def _forget(account: Account) -> None:
    db.session.execute(delete(StaffPin).where(StaffPin.account_id == account.id))


def _hashed(pin: str, secret: str) -> str:
    message = f"staff_pin|{pin}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _note(action: str, account: Account, *, now: datetime) -> None:
    record_event(
        actor=account.public_id,
        action=action,
        subject_kind="account",
        subject=account.public_id,
        now=now,
    )
