"""Between password and code, and the moment of being signed in.

What is known of a visitor who has given one factor stands in the signed cookie for ten
minutes: the account's public id and the time, and for setting up the second factor its
sealed secret.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from fablab.accounts.access import home_path, start_browsing_as
from fablab.accounts.models import Account
from fablab.accounts.queries import account_by_public_id, actor_of
from fablab.accounts.services import FAMILY_SIGN_IN_LASTS, SIGN_IN_LASTS, sign_in
from fablab.audit.services import record_event
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.web.current import current_settings

PENDING_LASTS = timedelta(minutes=10)
_KEY = "second_factor"


def needs_second_factor(account: Account) -> bool:
    """Whether one factor is not enough: for all but families, except in the demo."""
    if current_settings().demo:
        return False
    return not actor_of(account, today=clock.now().date()).is_family_only


def ask_for_second_factor(account: Account) -> ResponseReturnValue:
    """Remember who it is and go on to the code, or to setting up the app."""
    session.clear()
    session[_KEY] = {"account": account.public_id, "at": clock.now().isoformat()}
    known = account.totp_sealed is not None
    step = "accounts.enter_code" if known else "accounts.set_up"
    return redirect(url_for(step), code=303)


def pending_account() -> Account | None:
    """Who gave the first factor in this browser, at most ten minutes ago."""
    pending = session.get(_KEY)
    if pending is None:
        return None
    since = clock.now() - datetime.fromisoformat(pending["at"])
    return account_by_public_id(pending["account"]) if since < PENDING_LASTS else None


def keep_secret(sealed: bytes) -> None:
    """Keep the sealed secret until the app's first code proves it."""
    session[_KEY] = session[_KEY] | {"sealed": urlsafe_b64encode(sealed).decode()}


def kept_secret() -> bytes | None:
    """The sealed secret that this browser was shown."""
    sealed = session.get(_KEY, {}).get("sealed")
    return urlsafe_b64decode(sealed) if sealed else None


def let_in(account: Account, *, how: str) -> ResponseReturnValue:
    """Sign the browser in afresh and go to where the person's pages begin."""
    now = clock.now()
    actor = actor_of(account, today=now.date())
    with unit_of_work():
        lasts = FAMILY_SIGN_IN_LASTS if actor.is_family_only else SIGN_IN_LASTS
        token = sign_in(account=account, now=now, lasts=lasts)
        if not actor.is_family_only:
            record_event(
                actor=actor.public_id,
                action="account.sign_in",
                subject_kind="account",
                subject=actor.public_id,
                now=now,
                details={"how": how},
            )
    start_browsing_as(token, keep=actor.is_family_only)
    return redirect(home_path(actor), code=303)
