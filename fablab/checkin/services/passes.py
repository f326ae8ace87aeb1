"""Who acts at a tablet: a PIN gives a staff member a few minutes there."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from fablab.accounts.models import Account
from fablab.accounts.pins import account_of_pin
from fablab.audit.services import record_event
from fablab.checkin.errors import PinsLocked
from fablab.checkin.models import Kiosk, KioskPass
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.kernel.codes import hashed, new_token
from fablab.kernel.db import db
from fablab.kernel.errors import N_

PASS_LASTS = timedelta(minutes=5)
WRONG_PINS = 5
LOCKED_FOR = timedelta(minutes=15)


def try_pin(
    *, kiosk: KnownKiosk, pin: str, secret: str, now: datetime
) -> tuple[KioskPass, str] | None:
    """Let whose PIN it is act at the tablet for five minutes.

    A wrong one is counted, and the count has to be committed: that is why it does not
    raise. After five wrong ones in a row none is tried for a quarter of an hour.

    Args:
        kiosk: where it was typed.
        pin: what was typed.
        secret: the installation's.
        now: the aware instant.

    Returns:
        The pass, flushed, and its token, of which we keep the hash only; None for a
        PIN that is nobody's at this site.

    Raises:
        PinsLocked: there were too many wrong ones.
    """
    row = db.session.scalars(
        select(Kiosk).where(Kiosk.id == kiosk.id).with_for_update()
    ).one()
    if row.pins_locked_until is not None and now < row.pins_locked_until:
        raise PinsLocked(
            N_("Too many wrong PINs. Wait a quarter of an hour, or ask a coordinator.")
        )
    account = account_of_pin(pin, site_id=kiosk.site_id, secret=secret)
    if account is None:
        row.wrong_pins += 1
        if row.wrong_pins >= WRONG_PINS:
            row.wrong_pins, row.pins_locked_until = 0, now + LOCKED_FOR
        return None
    row.wrong_pins, row.pins_locked_until = 0, None
    token = new_token()
    given = KioskPass(
        token_hash=hashed(token),
        kiosk=row,
        account=account,
        given_at=now,
        expires_at=now + PASS_LASTS,
    )
    db.session.add(given)
    db.session.flush()
    record_event(
        actor=account.public_id,
        action="kiosk.pin_used",
        subject_kind="kiosk",
        subject=kiosk.public_id,
        now=now,
    )
    return given, token


def holder_of_pass(token: str, *, kiosk: KnownKiosk, now: datetime) -> Account | None:
    """Who may act at this tablet by that pass, until it has expired."""
    given = db.session.scalar(
        select(KioskPass)
        .join(KioskPass.account)
        .where(
            KioskPass.token_hash == hashed(token),
            KioskPass.kiosk_id == kiosk.id,
            KioskPass.expires_at > now,
            Account.disabled_at.is_(None),
        )
        .options(joinedload(KioskPass.account))
    )
    return given.account if given else None


def end_passes(*, kiosk_id: int, now: datetime) -> None:
    """End every pass at a tablet, such as one that is signed out."""
    db.session.execute(
        update(KioskPass)
        .where(KioskPass.kiosk_id == kiosk_id, KioskPass.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
