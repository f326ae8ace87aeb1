"""Kiosks: a coordinator's code turns a tablet into one; a tap ends it."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from fablab.accounts.models import Account
from fablab.checkin.errors import CodeNotUsable
from fablab.checkin.models import Kiosk, KioskCode
from fablab.checkin.queries.kiosks import KnownKiosk
from fablab.checkin.services.passes import end_passes
from fablab.kernel.codes import hashed, new_kiosk_code, new_token, tidy
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.sites.models import Site

CODE_LASTS = timedelta(minutes=10)
KIOSK_LASTS = timedelta(days=90)
CLOCK_TOLERANCE = 5
LONGEST_ERROR = 2**31 - 1


def make_kiosk_code(
    *, site: Site, made_by: Account, now: datetime, lasts: timedelta = CODE_LASTS
) -> str:
    """A code that enrols one tablet of the site, once, until it has expired."""
    code = new_kiosk_code()
    db.session.add(
        KioskCode(
            code_hash=hashed(code), site=site, made_by=made_by, expires_at=now + lasts
        )
    )
    db.session.flush()
    return code


def enrol_kiosk(*, code: str, name: str, now: datetime) -> tuple[Kiosk, str]:
    """Turn the tablet that knows the code into a kiosk of the code's site.

    Returns:
        The kiosk, flushed, and the token that the tablet keeps; we keep its hash only.

    Raises:
        CodeNotUsable: the code is unknown, used or expired.
    """
    site_id = db.session.scalar(
        update(KioskCode)
        .where(
            KioskCode.code_hash == hashed(tidy(code)),
            KioskCode.used_at.is_(None),
            KioskCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(KioskCode.site_id)
    )
    if site_id is None:
        raise CodeNotUsable(
            N_(
                "This code is unknown, was used already or is too old. "
                "Ask the coordinator for a new one."
            )
        )
    token = new_token()
    kiosk = Kiosk(
        site=db.session.scalars(select(Site).where(Site.id == site_id)).one(),
        name=name,
        token_hash=hashed(token),
        enrolled_at=now,
        seen_at=now,
        expires_at=now + KIOSK_LASTS,
    )
    db.session.add(kiosk)
    db.session.flush()
    return kiosk, token


def note_kiosk_seen(*, kiosk_id: int, now: datetime) -> None:
    """The tablet was in touch; it stays enrolled for as long again."""
    db.session.execute(
        update(Kiosk)
        .where(Kiosk.id == kiosk_id)
        .values(seen_at=now, expires_at=now + KIOSK_LASTS)
        .execution_options(synchronize_session=False)
    )


def note_clock(*, kiosk: KnownKiosk, sent_at: datetime, now: datetime) -> None:
    """Keep by how much the tablet's clock is wrong, where that has changed.

    Args:
        kiosk: which tablet.
        sent_at: what its clock said when it sent something.
        now: the aware instant of arrival.
    """
    error = round((sent_at - now).total_seconds())
    if abs(error - kiosk.clock_error) <= CLOCK_TOLERANCE:
        return
    db.session.execute(
        update(Kiosk)
        .where(Kiosk.id == kiosk.id)
        .values(clock_error=max(-LONGEST_ERROR, min(LONGEST_ERROR, error)))
        .execution_options(synchronize_session=False)
    )


def revoke_kiosk(*, kiosk: Kiosk, now: datetime) -> None:
    """End the tablet's access at once; it wipes its list when it next asks."""
    if kiosk.revoked_at is None:
        kiosk.revoked_at = now
        db.session.flush()
        end_passes(kiosk_id=kiosk.id, now=now)
